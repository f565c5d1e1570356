/** Pay runs: a month's pay in one currency, from draft to paid, and the slips that people get. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { Link, Ref } from "./field.ts";
import { Currency, PaidOnce } from "./salary.ts";

const closed = { additionalProperties: false } as const;
const Day = Type.String({ format: "date" });
const Month = Type.String({
  pattern: "^\\d{4}-(0[1-9]|1[0-2])$",
  title: "Month",
  description: "like 2026-11",
});
const one = Type.Object({ ref: Ref }, closed);
const Done = Type.Object({ change: Type.String({ format: "uuid", description: "pass it to change.undo" }) });
const statuses = ["draft", "approved", "posted", "paid", "reversed", "dropped"] as const;
const sums = {
  gross_minor: Type.Integer(),
  deductions_minor: Type.Integer(),
  employer_minor: Type.Integer(),
  net_minor: Type.Integer(),
};

/** A run without an amount: what may stand in a room. */
const Head = Type.Object({
  id: Type.String({ format: "uuid" }),
  number: Type.String(),
  month: Type.String(),
  currency: Currency,
  status: Type.Enum([...statuses]),
  people: Type.Integer({ description: "how many slips" }),
  warnings: Type.Integer({ description: "how many; read them with pay_run.details" }),
  hash: Type.String({ description: "of everything that the run says" }),
  prepared_by: Type.Union([Link, Type.Null()]),
  approved_by: Type.Union([Link, Type.Null()]),
  posted_on: Type.Union([Day, Type.Null()]),
});
const SlipLine = Type.Object({
  code: Type.String(),
  label: Type.String(),
  kind: Type.Enum(["earning", "deduction", "employer"]),
  amount_minor: Type.Integer(),
});
const Slip = Type.Object({
  id: Type.String({ format: "uuid" }),
  number: Type.String(),
  month: Type.String(),
  person: Link,
  currency: Currency,
  lines: Type.Array(SlipLine),
  ...sums,
});
const Warning = Type.Object({
  person: Type.Union([Link, Type.Null()]),
  text: Type.String(),
  blocks: Type.Boolean({ description: "the run cannot be approved" }),
});
const written = Type.Object({ ...Done.properties, run: Head });

export const preparePayRun = call({
  name: "pay_run.prepare",
  http: "POST /pay-runs",
  help: "Compute a month's pay as a draft, or compute it anew; what was approved is to be approved again.",
  needs: "pay_run:prepare",
  effect: "reversible",
  input: Type.Object(
    {
      month: Month,
      currency: Type.Optional(Currency),
      hours: Type.Optional(
        Type.Array(
          Type.Object(
            {
              person: Ref,
              hours: Type.Number({ minimum: 0, maximum: 744, description: "at most 4 decimals" }),
            },
            closed,
          ),
          { maxItems: 2000, title: "Hours" },
        ),
      ),
      once: Type.Optional(Type.Array(PaidOnce, { maxItems: 2000, title: "Paid once" })),
    },
    closed,
  ),
  output: written,
});
export const listPayRuns = call({
  name: "pay_run.list",
  http: "GET /pay-runs",
  help: "List pay runs, newest month first.",
  needs: "pay_run:view",
  effect: "read",
  input: Type.Object({}, closed),
  output: Type.Object({ items: Type.Array(Head) }),
});
export const payRunDetails = call({
  name: "pay_run.details",
  http: "GET /pay-runs/{ref}",
  help: "Show a pay run: its slips, sums and warnings.",
  needs: "pay_run:view",
  effect: "read",
  input: one,
  output: Type.Object({
    ...Head.properties,
    ...sums,
    notes: Type.Array(Warning),
    slips: Type.Array(Slip),
  }),
});
export const approvePayRun = call({
  name: "pay_run.approve",
  http: "POST /pay-runs/{ref}/approve",
  help: "Approve a pay run that somebody else prepared; it must still be what would be computed now.",
  needs: "pay_run:approve",
  effect: "guarded", // its own second person: whoever prepared the run cannot
  input: Type.Object(
    {
      ref: Ref,
      hash: Type.String({
        pattern: "^[0-9a-f]{64}$",
        title: "Hash",
        description: "of what you saw, as pay_run.details tells it: another is refused",
      }),
    },
    closed,
  ),
  output: written,
});
export const postPayRun = call({
  name: "pay_run.post",
  http: "POST /pay-runs/{ref}/post",
  help: "Post an approved pay run into the ledger and tell people that their payslips are there.",
  needs: "pay_run:post",
  effect: "guarded",
  input: Type.Object(
    {
      ref: Ref,
      date: Type.Optional(
        Type.String({ format: "date", title: "Date", description: "the month's last day unless given" }),
      ),
    },
    closed,
  ),
  output: written,
});
export const payPayRun = call({
  name: "pay_run.pay",
  http: "POST /pay-runs/{ref}/pay",
  help: "Record that the net pay of a posted run went out.",
  needs: "pay_run:pay",
  effect: "guarded",
  input: Type.Object(
    {
      ref: Ref,
      method: Type.Optional(
        Type.Enum(["bank", "cash", "cheque", "other"], { default: "bank", title: "Method" }),
      ),
      paid_on: Type.Optional(Type.String({ format: "date", title: "Date" })),
      bank_id: Type.Optional(
        Type.String({ maxLength: 100, description: "the bank's id: the same transaction is recorded once" }),
      ),
    },
    closed,
  ),
  output: written,
});
export const reversePayRun = call({
  name: "pay_run.reverse",
  http: "POST /pay-runs/{ref}/reverse",
  help: "Take the last step of a pay run back by a counter-entry: paid becomes posted, posted becomes reversed.",
  needs: "pay_run:reverse",
  effect: "guarded",
  input: Type.Object(
    { ref: Ref, reason: Type.Optional(Type.String({ maxLength: 300, title: "Reason" })) },
    closed,
  ),
  output: written,
});

export const listPayslips = call({
  name: "payslip.list",
  http: "GET /payslips",
  help: "List payslips, newest first: your own, and others' that you may see.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({ person: Type.Optional(Ref), month: Type.Optional(Month) }, closed),
  output: Type.Object({ items: Type.Array(Slip) }),
});
export const payslipDetails = call({
  name: "payslip.details",
  http: "GET /payslips/{ref}",
  help: "Show a payslip.",
  needs: "signed-in",
  effect: "read",
  input: one,
  output: Slip,
});
export const payslipPdf = call({
  name: "payslip.pdf",
  http: "GET /payslips/{ref}/pdf",
  help: "Draw a payslip as a PDF.",
  needs: "signed-in",
  effect: "read",
  input: one,
  output: Type.Object({
    file_name: Type.String(),
    media_type: Type.Literal("application/pdf"),
    base64: Type.String({ description: "the file, base64" }),
  }),
});

export const payRunCalls = [
  preparePayRun,
  listPayRuns,
  payRunDetails,
  approvePayRun,
  postPayRun,
  payPayRun,
  reversePayRun,
  listPayslips,
  payslipDetails,
  payslipPdf,
] as const;
