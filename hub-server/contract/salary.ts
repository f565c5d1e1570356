/** What people are paid, and what is added to it or taken off. Each row holds from a day on; nothing is overwritten. */
import { Type, type Static } from "typebox";
import { call } from "./call.ts";
import { Link, Money, Ref } from "./field.ts";

const closed = { additionalProperties: false } as const;
const Day = Type.String({ format: "date" });
const from = Type.Unsafe<string>({ ...Day, title: "From" });
const orNull = <S extends ReturnType<typeof Type.String>>(schema: S) => Type.Union([schema, Type.Null()]);
export const Currency = Type.String({ pattern: "^[A-Z]{3}$", title: "Currency", description: "ISO 4217" });
const Done = Type.Object({ change: Type.String({ format: "uuid", description: "pass it to change.undo" }) });
const amount = Type.Integer({ minimum: 0, maximum: 9e12, description: "in the currency's minor unit" });
const Pay = Type.Object(
  { amount_minor: amount, currency: Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217" }) },
  closed,
);

export const Salary = Type.Object({
  id: Type.String({ format: "uuid" }),
  person: Link,
  amount: Money,
  per: Type.Enum(["month", "hour"]),
  from: Day,
  until: Type.Union([Day, Type.Null()], { description: "the last day; null while it holds" }),
  set_by: Type.Union([Link, Type.Null()]),
  set_at: Type.String({ format: "date-time" }),
});
export type Salary = Static<typeof Salary>;

export const setSalary = call({
  name: "salary.set",
  http: "POST /salaries",
  help: "Set what somebody is paid from a day on; what held before stays in the history.",
  needs: "salary:set",
  effect: "reversible",
  input: Type.Object(
    {
      person: Ref,
      amount: Pay,
      per: Type.Optional(Type.Enum(["month", "hour"], { default: "month", title: "Per" })),
      from,
    },
    closed,
  ),
  // Answers are kept for repeated requests and shown in rooms: those of writes hold no amount.
  output: Type.Object({ ...Done.properties, id: Type.String({ format: "uuid" }), person: Link, from: Day }),
});
export const listSalaries = call({
  name: "salary.list",
  http: "GET /salaries",
  help: "List salaries with their history: your own, and others' that you may see.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({ person: Type.Optional(Ref), on: Type.Optional(Day) }, closed),
  output: Type.Object({ items: Type.Array(Salary) }),
});

const component = {
  code: Type.String({
    pattern: "^[a-z][a-z0-9_]{0,30}$",
    title: "Code",
    description: "its name in formulas",
  }),
  label: Type.String({ minLength: 1, maxLength: 80, title: "Label" }),
  kind: Type.Enum(["earning", "deduction", "employer"], {
    title: "Kind",
    description: "employer: a cost that the company bears besides the pay",
  }),
};
const methods = ["fixed", "percent", "formula", "none"] as const;
export const Component = Type.Object({
  id: Type.String({ format: "uuid" }),
  ...component,
  method: Type.Enum([...methods]),
  amount: Type.Union([Money, Type.Null()]),
  percent: Type.Union([Type.Number(), Type.Null()]),
  percent_of: Type.Union([Type.Enum(["base", "gross"]), Type.Null()]),
  formula: orNull(Type.String()),
  place: Type.Integer(),
  people: Type.Union([Type.Array(Link), Type.Null()], { description: "null: everybody" }),
  from: Day,
});

export const setComponent = call({
  name: "pay_component.set",
  http: "POST /pay-components",
  help: "Set an earning, a deduction or an employer's cost from a day on: fixed, per cent or a formula; method none ends it.",
  needs: "pay_component:set",
  effect: "reversible",
  input: Type.Object(
    {
      ...component,
      method: Type.Enum([...methods], { title: "Method" }),
      amount: Type.Optional(Pay),
      percent: Type.Optional(
        Type.Number({
          minimum: 0,
          maximum: 999.999999,
          title: "Per cent",
          description: "at most 6 decimals",
        }),
      ),
      percent_of: Type.Optional(Type.Enum(["base", "gross"], { default: "gross", title: "Of" })),
      formula: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 500,
          title: "Formula",
          description:
            "over base, gross, hours and codes of what comes before, in minor units: min(gross, 500000) * 9.3 / 100",
        }),
      ),
      place: Type.Optional(
        Type.Integer({ minimum: -1000, maximum: 1000, title: "Place", description: "order within its kind" }),
      ),
      people: Type.Optional(Type.Array(Ref, { minItems: 1, maxItems: 500, title: "People" })),
      from,
    },
    closed,
  ),
  output: Type.Object({
    ...Done.properties,
    id: Type.String({ format: "uuid" }),
    code: Type.String(),
    from: Day,
  }),
});
export const listComponents = call({
  name: "pay_component.list",
  http: "GET /pay-components",
  help: "List what is added to pay and taken off on a day.",
  needs: "pay_component:view",
  effect: "read",
  input: Type.Object({ on: Type.Optional(Day) }, closed),
  output: Type.Object({ items: Type.Array(Component) }),
});

/** Something paid once, in one run. */
export const PaidOnce = Type.Object(
  {
    person: Ref,
    label: component.label,
    kind: component.kind,
    amount_minor: amount,
  },
  closed,
);

export const salaryCalls = [setSalary, listSalaries, setComponent, listComponents] as const;
