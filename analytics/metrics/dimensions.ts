/** Dimensions that many metrics share. */
import type { ColumnDimension, TimeDimension } from "./metric.ts";

export const times: readonly TimeDimension[] = [
  { name: "month", label: "Month", grain: "month" },
  { name: "week", label: "Week of", grain: "week" },
  { name: "day", label: "Day", grain: "day" },
  { name: "quarter", label: "Quarter", grain: "quarter" },
  { name: "year", label: "Year", grain: "year" },
];

/** Colleagues' names are no secret. */
export const owner: ColumnDimension = {
  name: "owner",
  label: "Owner",
  column: "owner_name",
  key: "owner_id",
};

/** Nouns whose rows a metric counts together: what their rows tell is told of each of them. */
type Nouns = string | readonly string[];

/** A field of each of the nouns, as `noun.field`. */
export const fieldOf = (nouns: Nouns, field: string): readonly string[] =>
  [nouns].flat().map((noun) => `${noun}.${field}`);

/** A column that shows a field of the metric's nouns. */
export const plain = (nouns: Nouns, name: string, more: Partial<ColumnDimension> = {}): ColumnDimension => ({
  name,
  label: name.charAt(0).toUpperCase() + name.slice(1),
  column: name,
  reveals: fieldOf(nouns, name),
  ...more,
});

export const currency = (nouns: Nouns): ColumnDimension => plain(nouns, "currency");

/** Where a record stands: `category` is what the stage means, the same in every pipeline. */
export const stages = (noun: string): readonly ColumnDimension[] => [
  plain(noun, "stage"),
  plain(noun, "category", { reveals: [`${noun}.stage`] }),
];

const ofParty = [{ noun: "party", owner: "party_owner_id" }] as const;

export const party = (nouns: Nouns): ColumnDimension => ({
  name: "party",
  label: "Party",
  column: "party_title",
  key: "party_id",
  also: { view: "party", column: "number" },
  reveals: [...fieldOf(nouns, "party"), "party.name"],
  named: ofParty,
});

/** The party's country. */
export const country = (nouns: Nouns): ColumnDimension => ({
  name: "country",
  label: "Country",
  column: "country",
  reveals: [...fieldOf(nouns, "party"), "party.country"],
  named: ofParty,
});

export const product = (nouns: Nouns, field: string, key = "product_id"): ColumnDimension => ({
  name: "product",
  label: "Product",
  column: "product_title",
  key,
  also: { view: "product", column: "number" },
  reveals: [...fieldOf(nouns, field), "product.name"],
  named: [{ noun: "product", owner: "product_owner_id" }],
});
