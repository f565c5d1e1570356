/** Money: documents and payments over a ledger that nobody can bend. */
import type { Handler } from "../context.ts";
import { companyHandlers } from "./company.ts";
import { documentHandlers } from "./document/index.ts";
import { ledgerHandlers } from "./ledger/index.ts";
import { paymentHandlers } from "./payment/index.ts";

export const moneyHandlers: readonly Handler[] = [
  ...documentHandlers,
  ...paymentHandlers,
  ...ledgerHandlers,
  ...companyHandlers,
];
