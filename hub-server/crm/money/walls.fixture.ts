/** Papers and payments for the tests of access: one of each for a customer of an owner. */
import {
  bills,
  creditNotes,
  invoices,
  invoiceVerbs,
  orders,
  payments,
  quotes,
  recordPayment,
  type AnyCall,
} from "../../contract/index.ts";
import type { TestPerson } from "../../testing/hub.ts";

export const moneyLists: Readonly<Record<string, AnyCall>> = {
  quote: quotes.list,
  order: orders.list,
  invoice: invoices.list,
  credit_note: creditNotes.list,
  bill: bills.list,
  payment: payments.list,
};

/** @param amount of the invoice, in minor units; @param secret stands in notes, @param bank in what the bank says */
export async function addMoney(
  admin: TestPerson,
  party: string,
  owner: string,
  { amount = 100, secret = "note", bank = "" } = {},
): Promise<void> {
  const lines = [{ description: "Tea", quantity: 1, unit_price_minor: amount }];
  for (const kind of [quotes, orders, creditNotes, bills])
    await admin.hub(kind.add, { party, owner, lines: [{ ...lines[0]!, unit_price_minor: 100 }] });
  const { record } = await admin.hub(invoices.add, { party, owner, lines, note: secret });
  await admin.hub(invoiceVerbs.issue, { ref: record.id });
  await admin.hub(recordPayment, {
    party,
    amount: { amount_minor: 7, currency: "USD" },
    bank_id: bank || crypto.randomUUID(),
  });
}
