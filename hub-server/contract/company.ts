/** What the company's papers say and are reckoned by: its name and look, taxes, exchange rates. */
import { Type } from "typebox";
import { call } from "./call.ts";

const closed = { additionalProperties: false } as const;
const none = Type.Object({}, closed);
const Day = Type.String({ format: "date" });
const Currency = Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217" });
const Done = Type.Object({ change: Type.String({ format: "uuid" }) });

const TaxRate = Type.Object(
  {
    code: Type.String({ pattern: "^[A-Z0-9_-]{1,20}$" }),
    label: Type.String({ minLength: 1, maxLength: 80 }),
    percent: Type.Number({ minimum: 0, maximum: 100 }),
    valid_from: Day,
    inclusive: Type.Optional(Type.Boolean({ description: "prices contain it" })),
  },
  closed,
);
export const setTaxRate = call({
  name: "tax.set",
  http: "POST /tax-rates",
  help: "Set a tax rate from a day on; what was issued keeps the rate of its day.",
  needs: "ledger:change",
  effect: "guarded",
  input: TaxRate,
  output: Done,
});
export const listTaxRates = call({
  name: "tax.list",
  http: "GET /tax-rates",
  help: "List the tax rates and since when they hold.",
  needs: "signed-in",
  effect: "read",
  input: none,
  output: Type.Object({ items: Type.Array(TaxRate) }),
});
const FxRate = Type.Object(
  {
    currency: Currency,
    on: Day,
    rate: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e9,
      description: "one unit in the company's currency",
    }),
    source: Type.Optional(Type.String({ maxLength: 80 })),
  },
  closed,
);
export const setFxRate = call({
  name: "fx.set",
  http: "POST /fx-rates",
  help: "Set the exchange rate of a currency from a day on.",
  needs: "ledger:change",
  effect: "guarded",
  input: FxRate,
  output: Done,
});
export const listFxRates = call({
  name: "fx.list",
  http: "GET /fx-rates",
  help: "List the exchange rates, newest first.",
  needs: "signed-in",
  effect: "read",
  input: none,
  output: Type.Object({ items: Type.Array(FxRate) }),
});

const Company = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120 }),
    address: Type.Optional(Type.String({ maxLength: 500, description: "lines" })),
    tax_id: Type.Optional(Type.String({ maxLength: 60 })),
    bank: Type.Optional(
      Type.String({ maxLength: 300, description: "where to pay, as it stands on invoices" }),
    ),
    footer: Type.Optional(Type.String({ maxLength: 300 })),
    colour: Type.Optional(Type.String({ pattern: "^#[0-9a-fA-F]{6}$" })),
    currency: Type.Optional(Currency),
    time_zone: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 60,
        title: "Time zone",
        description:
          "IANA name, e.g. Europe/Berlin: what day it is for papers, payments and pay; UTC unless given",
      }),
    ),
    four_eyes: Type.Optional(
      Type.Boolean({ description: "bills are approved by somebody other than who issued them" }),
    ),
    approvals: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 9,
        title: "Approvals",
        description: "how many others approve what needs four eyes, such as erasing a person; 0: nobody",
      }),
    ),
  },
  closed,
);
export const companyDetails = call({
  name: "company.details",
  http: "GET /company",
  help: "Show the company as its papers name it.",
  needs: "signed-in",
  effect: "read",
  input: none,
  output: Company,
});
export const changeCompany = call({
  name: "company.change",
  http: "POST /company",
  help: "Change how the company's papers name it; its currency until something is posted.",
  needs: "company:change",
  effect: "guarded",
  input: Type.Partial(Company, closed),
  output: Type.Object({ ...Done.properties, company: Company }),
});

export const companyCalls = [
  companyDetails,
  changeCompany,
  setTaxRate,
  listTaxRates,
  setFxRate,
  listFxRates,
] as const;
