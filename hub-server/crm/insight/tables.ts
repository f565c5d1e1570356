/**
 * The tables that SQL of people may read: views of schema insight, and for each column the fields that it tells. Whoever may not see
 * a field does not have the column; a column that is not named here nobody has.
 */

/** A column that names a record of another noun: there while that record's noun may be seen, empty where the record may not. */
export interface Names {
  /** Fields of the table's own nouns. */
  readonly fields: string;
  readonly noun: string;
  /** Column with the other record's id; its view is named like its noun. */
  readonly by: string;
  /** Fields of the other noun. */
  readonly told?: string;
  /** Column that says which noun `by` is of, where it may be of several. */
  readonly kind?: string;
}

export interface Declared {
  readonly view: string;
  /** Everybody who reads the answer must see all of them. */
  readonly nouns: readonly string[];
  /** Column -> fields of the nouns that it tells, with spaces between. `number` and `owner` everybody has. */
  readonly columns: Readonly<Record<string, string | Names | readonly Names[]>>;
  /** Rows that are for nobody. */
  readonly without?: { readonly column: string; readonly value: string };
}

const same = (names: string): Record<string, string> =>
  Object.fromEntries(names.split(" ").map((name) => [name, name]));
const base = { id: "number", ...same("number created_at") };
const owner = { owner_id: "owner", owner_name: "owner" };

const party = (fields = "party") => ({
  party_id: { fields, noun: "party", by: "party_id" },
  party_title: { fields, noun: "party", by: "party_id", told: "name" },
});
const country = { country: { fields: "party", noun: "party", by: "party_id", told: "country" } };
const product = (fields: string) => ({
  product_id: { fields, noun: "product", by: "product_id" },
  product_title: { fields, noun: "product", by: "product_id", told: "name" },
});
const tracked = { category: "stage", ...same("stage entered_stage_at closed_at") };

const money = ["net", "tax", "gross", "paid", "open"];
const paper = (noun: string): Declared => ({
  view: noun,
  nouns: [noun],
  columns: {
    ...base,
    ...owner,
    ...party(),
    ...country,
    ...same("status currency issue_date due_date"),
    ...Object.fromEntries(money.map((field) => [`${field}_minor`, field])),
  },
});

const dealt: readonly Declared[] = [
  {
    view: "party",
    nouns: ["party"],
    columns: { ...base, ...owner, title: "name", roles: "number", ...same("kind country city industry") },
  },
  {
    view: "product",
    nouns: ["product"],
    columns: { ...base, owner_id: "owner", title: "name", ...same("sku kind status category") },
  },
  {
    view: "interaction",
    nouns: ["interaction"],
    columns: { ...base, ...owner, ...party(), ...same("channel direction at duration_s") },
  },
  {
    view: "deal",
    nouns: ["deal"],
    columns: {
      ...base,
      ...owner,
      ...party(),
      ...tracked,
      title: "name",
      value_minor: "value",
      currency: "value",
      product_id: product("product").product_id,
      ...same("pipeline probability expected_close source lost_reason"),
    },
  },
  {
    view: "case",
    nouns: ["case"],
    columns: {
      ...base,
      ...owner,
      ...party(),
      ...tracked,
      title: "subject",
      response_s: "first_response_at",
      resolution_s: "resolved_at",
      product_id: product("product").product_id,
      ...same("priority pipeline first_response_at resolved_at"),
    },
  },
  {
    view: "delivery",
    nouns: ["delivery"],
    columns: {
      ...base,
      ...owner,
      ...party(),
      ...tracked,
      title: "contents",
      ...same("order_number carrier promised_on eta shipped_at delivered_at"),
    },
  },
  {
    view: "batch",
    nouns: ["batch"],
    columns: {
      ...base,
      ...owner,
      ...tracked,
      ...product("product"),
      title: "name",
      ...same("quantity finished_quantity unit due_on"),
    },
  },
];

const booked: readonly Declared[] = [
  ...["quote", "order", "invoice", "credit_note", "bill"].map(paper),
  {
    view: "payment",
    nouns: ["payment"],
    columns: {
      ...base,
      ...owner,
      ...party(),
      amount_minor: "amount",
      currency: "amount",
      allocated_minor: "allocated",
      ...same("direction method status paid_on"),
    },
  },
  {
    view: "revenue",
    nouns: ["invoice", "credit_note"],
    columns: {
      ...base,
      ...owner,
      ...party(),
      ...country,
      kind: "number",
      exact_net_minor: "lines net",
      ...same("status currency issue_date"),
    },
  },
  {
    view: "invoice_line",
    nouns: ["invoice", "credit_note"],
    columns: {
      id: "number",
      document_id: "number",
      document_number: "number",
      kind: "number",
      created_at: "created_at",
      ...owner,
      ...party(),
      ...country,
      ...product("lines"),
      product_number: { fields: "lines", noun: "product", by: "product_id" },
      product_category: { fields: "lines", noun: "product", by: "product_id", told: "category" },
      place: "lines",
      quantity: "lines",
      exact_net_minor: "lines net",
      net_minor: "lines net",
      ...same("status currency issue_date"),
    },
  },
];

const about = [
  { fields: "about", noun: "party", by: "about_id", told: "name", kind: "about_noun" },
  { fields: "about", noun: "product", by: "about_id", told: "name", kind: "about_noun" },
] as const;

const planned: readonly Declared[] = [
  {
    view: "todo",
    nouns: ["todo"],
    columns: {
      ...base,
      ...owner,
      ...party("about"),
      about_noun: "about",
      repeats: "rrule",
      ...same("title status priority due done_at"),
    },
  },
  {
    view: "meeting",
    nouns: ["meeting"],
    columns: {
      ...base,
      ...owner,
      ...party("about"),
      about_noun: "about",
      minutes: "starts ends",
      repeats: "rrule",
      attendees: "starts",
      accepted: "starts",
      ...same("title status starts ends all_day"),
    },
  },
  {
    view: "feedback",
    nouns: ["feedback"],
    columns: {
      ...base,
      owner_id: "owner",
      nps_class: "kind score",
      about_noun: "about",
      about_id: about,
      about_title: about,
      from_id: { fields: "from", noun: "party", by: "from_id" },
      ...same("kind score scale channel status answered_at"),
    },
    without: { column: "about_noun", value: "person" }, // what a colleague was told is no statistic
  },
];

export const tables: readonly Declared[] = [...dealt, ...booked, ...planned];
