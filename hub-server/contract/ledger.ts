/** The ledger: accounts, entries, periods. Amounts are debit positive, in minor units. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { Link, Ref } from "./field.ts";
import { page, paging } from "./noun.ts";

const closed = { additionalProperties: false } as const;
const none = Type.Object({}, closed);
const Day = Type.String({ format: "date" });
const Currency = Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217" });
const Done = Type.Object({ change: Type.String({ format: "uuid" }) });
const accountTypes = ["asset", "liability", "equity", "income", "expense"] as const;
const Account = Type.Object({
  code: Type.String(),
  name: Type.String(),
  type: Type.Enum([...accountTypes]),
  purpose: Type.Union([Type.String(), Type.Null()]),
});
const PostedLine = Type.Object({
  account: Type.String(),
  name: Type.String(),
  party: Type.Union([Link, Type.Null()]),
  amount_minor: Type.Integer(),
  currency: Currency,
  base_minor: Type.Integer(),
});
const Entry = Type.Object({
  id: Type.String({ format: "uuid" }),
  no: Type.Integer(),
  date: Day,
  memo: Type.String(),
  key: Type.String(),
  document: Type.Union([Link, Type.Null()]),
  reverses: Type.Union([Type.String(), Type.Null()]),
  by: Type.Union([Link, Type.Null()]),
  posted_at: Type.String({ format: "date-time" }),
  lines: Type.Array(PostedLine),
});

export const ledgerBalance = call({
  name: "ledger.balance",
  http: "GET /ledger/balance",
  help: "Show the balance of every account: the trial balance, whose sum is zero.",
  needs: "ledger:view",
  effect: "read",
  input: Type.Object(
    { on: Type.Optional(Day), account: Type.Optional(Type.String({ maxLength: 20, description: "code" })) },
    closed,
  ),
  output: Type.Object({
    base_currency: Currency,
    items: Type.Array(
      Type.Object({
        ...Account.properties,
        currency: Currency,
        amount_minor: Type.Integer(),
        base_minor: Type.Integer(),
      }),
    ),
    total_base_minor: Type.Integer({ description: "of these accounts; of all accounts it is 0" }),
  }),
});
export const ledgerEntries = call({
  name: "ledger.entries",
  http: "GET /ledger/entries",
  help: "List what was posted, newest first.",
  needs: "ledger:view",
  effect: "read",
  input: Type.Object(
    {
      ...paging,
      account: Type.Optional(Type.String({ maxLength: 20 })),
      document: Type.Optional(Ref),
      party: Type.Optional(Ref),
    },
    closed,
  ),
  output: page(Entry),
});
export const postEntry = call({
  name: "ledger.post",
  http: "POST /ledger/entries",
  help: "Post an entry by hand; its debits and credits must be equal.",
  needs: "ledger:post",
  effect: "guarded",
  input: Type.Object(
    {
      date: Day,
      memo: Type.String({ minLength: 1, maxLength: 300 }),
      lines: Type.Array(
        Type.Object(
          {
            account: Type.String({ maxLength: 20 }),
            amount_minor: Type.Integer({ minimum: -9e15, maximum: 9e15 }),
            currency: Type.Optional(Currency),
            party: Type.Optional(Ref),
          },
          closed,
        ),
        { minItems: 2, maxItems: 200 },
      ),
    },
    closed,
  ),
  output: Type.Object({ ...Done.properties, entry: Entry }),
});
export const reverseEntry = call({
  name: "ledger.reverse",
  http: "POST /ledger/entries/{entry}/reverse",
  help: "Post the mirror image of an entry that was posted by hand.",
  needs: "ledger:post",
  effect: "guarded",
  input: Type.Object({ entry: Type.String({ format: "uuid" }), date: Type.Optional(Day) }, closed),
  output: Type.Object({ ...Done.properties, entry: Entry }),
});
export const closePeriod = call({
  name: "ledger.close",
  http: "POST /ledger/periods/{month}/close",
  help: "Close a month: nothing more is posted into it.",
  needs: "ledger:close",
  effect: "guarded",
  input: Type.Object(
    { month: Type.String({ pattern: "^\\d{4}-(0[1-9]|1[0-2])$", description: "like 2026-11" }) },
    closed,
  ),
  output: Type.Object({
    ...Done.properties,
    month: Type.String(),
    closed_at: Type.String({ format: "date-time" }),
  }),
});
export const listPeriods = call({
  name: "ledger.periods",
  http: "GET /ledger/periods",
  help: "List the months that have entries, and which are closed.",
  needs: "ledger:view",
  effect: "read",
  input: none,
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        month: Type.String(),
        closed_at: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
      }),
    ),
  }),
});
export const listAccounts = call({
  name: "account.list",
  http: "GET /accounts",
  help: "List the accounts of the ledger.",
  needs: "ledger:view",
  effect: "read",
  input: none,
  output: Type.Object({ items: Type.Array(Account) }),
});
export const addAccount = call({
  name: "account.add",
  http: "POST /accounts",
  help: "Add an account to the ledger.",
  needs: "ledger:change",
  effect: "guarded",
  input: Type.Object(
    {
      code: Type.String({ pattern: "^[0-9A-Za-z.-]{1,20}$" }),
      name: Type.String({ minLength: 1, maxLength: 120 }),
      type: Type.Enum([...accountTypes]),
    },
    closed,
  ),
  output: Type.Object({ ...Done.properties, account: Account }),
});

export const ledgerCalls = [
  ledgerBalance,
  ledgerEntries,
  postEntry,
  reverseEntry,
  closePeriod,
  listPeriods,
  listAccounts,
  addAccount,
] as const;
