/** What rows are called, and what is wrong with one that names nothing. */
import type { Plan } from "../plan.ts";
import type { Problem, Values } from "../values.ts";

export const headerOf = (plan: Plan, field: string) =>
  plan.columns.find((column) => column.field === field)?.header ?? field;

const text = (fields: Values["fields"], key: string) => fields[key] as string | undefined;

/** What a row of a party is called, and whether it is a person; for matching too. */
export function partyName({ fields, contacts }: Values): { name: string | undefined; person: boolean } {
  const parts = ["first_name", "middle_name", "last_name"].map((key) => text(fields, key)).filter(Boolean);
  const person = parts.length > 0 || fields["kind"] === "person";
  const name = text(fields, "name") ?? (parts.join(" ") || text(fields, "company") || contacts[0]?.value);
  return { name, person };
}

export const productName = ({ fields }: Values) => text(fields, "name") ?? text(fields, "sku");

/** What is missing from a row that names nothing; told before anything is written too. */
export function withoutName(plan: Plan, values: Values): Problem | undefined {
  if (plan.noun === "party" && !partyName(values).name)
    return {
      column: headerOf(plan, "name"),
      value: "",
      reason: "there is no name, company or e-mail address",
      allowed: "a name",
    };
  if (plan.noun === "product" && !productName(values))
    return { column: headerOf(plan, "name"), value: "", reason: "there is no name", allowed: "a name" };
  return undefined;
}
