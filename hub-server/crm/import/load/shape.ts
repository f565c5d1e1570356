/** Values of a row as the input of its noun's `add`; what it points to is found, or made. */
import type { Ctx } from "../../context.ts";
import type { Plan } from "../plan.ts";
import { RowRefused } from "../refused.ts";
import type { Values } from "../values.ts";
import { headerOf, partyName, productName, withoutName } from "./name.ts";
import { tableOf, type Known, type Space } from "./known.ts";
import { priorityOf, stageFor } from "./stage.ts";

export interface Row {
  readonly ctx: Ctx;
  readonly plan: Plan;
  readonly file: string;
  readonly known: Known;
  readonly values: Values;
}

export interface Shaped {
  readonly input: Readonly<Record<string, unknown>>;
  /** Where its id in the other program is kept. */
  readonly space: Space;
  /** What is added after it, such as the score of a case. */
  readonly score?: number | undefined;
  readonly party?: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;
const text = (fields: Fields, key: string) => fields[key] as string | undefined;

/** Shapes of the nouns whose rows are records of their own. */
export const shapes: Readonly<Record<string, (row: Row) => Promise<Shaped>>> = {
  party: shapeParty,
  product: shapeProduct,
  deal: shapeDeal,
  interaction: shapeInteraction,
  case: shapeCase,
  feedback: shapeFeedback,
};

/** Fields that go as they are, without those that are taken otherwise. */
function rest(fields: Fields, without: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !without.includes(key)));
}

/** The owner when it is a colleague; otherwise the name is kept as it is. */
async function common({ known, values }: Row, custom: Readonly<Record<string, string | undefined>> = {}) {
  const name = text(values.fields, "owner");
  const owner = name === undefined ? undefined : await known.colleague(name);
  const all = { ...values.custom, ...custom, ...(name && !owner ? { owner: name } : {}) };
  return { ...(owner ? { owner } : {}), ...(Object.keys(all).length ? { custom: all } : {}) };
}

function nameless(plan: Plan, values: Values): RowRefused {
  const { column, value, reason, allowed } = withoutName(plan, values)!;
  return new RowRefused(column, value, reason, allowed);
}

async function shapeParty(row: Row): Promise<Shaped> {
  const { values, known, plan } = row;
  const { fields, contacts } = values;
  const { name, person } = partyName(values);
  if (!name) throw nameless(plan, values);
  const company = text(fields, "company");
  const companyId = text(fields, "company_id")?.split(/[;,]/)[0];
  const byId = companyId && (await known.external(["party:organisation"], companyId));
  const parent =
    byId || (company && company !== name ? await known.party(company, headerOf(plan, "company")) : undefined);
  if (companyId && parent && !byId) known.remember("party:organisation", companyId, parent);
  const unsaid = companyId && !parent ? { company_id: companyId } : {};
  const input = {
    ...rest(fields, [
      "first_name",
      "middle_name",
      "last_name",
      "company",
      "company_id",
      "external_id",
      "owner",
      "role",
      "name",
      "kind",
    ]),
    name: name.slice(0, 300),
    kind: fields["kind"] ?? (person ? "person" : "organisation"),
    role: roleOf(text(fields, "role")),
    ...(parent ? { parent } : {}),
    ...(contacts.length ? { contact_points: contacts.slice(0, 20) } : {}),
    ...(await common(row, unsaid)),
  };
  return { input, space: person ? "party:person" : "party:organisation" };
}

/** Lifecycle stages as others name them. */
function roleOf(said: string | undefined): string {
  if (!said) return "prospect";
  if (/customer|client|kunde/i.test(said)) return "customer";
  if (/supplier|vendor|lieferant/i.test(said)) return "supplier";
  return /partner/i.test(said) ? "partner" : "prospect";
}

async function shapeProduct(row: Row): Promise<Shaped> {
  const { fields } = row.values;
  const name = productName(row.values);
  if (!name) throw nameless(row.plan, row.values);
  return {
    input: { ...rest(fields, ["external_id", "owner"]), name, ...(await common(row)) },
    space: "product",
  };
}

/** The party of a row: by the id of the other program, by e-mail address, by name, or the one that stands for nobody. */
async function partyFor({ values: { fields }, known, plan, file }: Row): Promise<string> {
  const id = text(fields, "party_id")?.split(/[;,]/)[0];
  const byId = id && (await known.external(["party:organisation", "party:person"], id));
  if (byId) return byId;
  const email = text(fields, "party_email");
  const byEmail = email && (await known.email(email));
  if (byEmail) return byEmail;
  const name = text(fields, "party") ?? email;
  return name ? known.party(name, headerOf(plan, "party")) : known.nobody(file);
}

/** The product of a row, or its name to keep. */
async function productFor({ values: { fields }, known }: Row) {
  const name = text(fields, "product");
  const product = name && (await known.product(name));
  return { product: product ? { product } : {}, custom: name && !product ? { product: name } : {} };
}

async function shapeDeal(row: Row): Promise<Shaped> {
  const { fields } = row.values;
  const party = await partyFor(row);
  const { product, custom } = await productFor(row);
  const entered = await stageFor(
    row.ctx,
    tableOf(row.ctx, "deal"),
    text(fields, "stage"),
    text(fields, "status"),
  );
  const closing =
    entered.category === "won"
      ? { value: fields["value"] ?? { amount_minor: 0, currency: row.plan.currency } }
      : entered.category === "lost"
        ? { lost_reason: fields["lost_reason"] ?? "Not stated" }
        : {};
  const name =
    text(fields, "name") ?? [text(fields, "party"), text(fields, "product")].filter(Boolean).join(": ");
  const input = {
    ...rest(fields, ["external_id", "party", "party_id", "product", "stage", "status", "owner", "name"]),
    ...closing,
    name: name || `Deal ${text(fields, "external_id") ?? ""}`.trim(),
    party,
    ...product,
    stage: entered.stage,
    ...(await common(row, { ...custom, ...entered.kept })),
  };
  return { input, space: "deal" };
}

const channels: readonly (readonly [string, RegExp])[] = [
  ["call", /call|phone|anruf|telefon/i],
  ["email", /mail/i],
  ["meeting", /meeting|lunch|event|termin/i],
  ["demo", /demo|presentation/i],
  ["visit", /visit|on-?site|besuch/i],
  ["chat", /chat|message|sms|slack|whatsapp|web/i],
  ["order", /order|purchase/i],
];

async function shapeInteraction(row: Row): Promise<Shaped> {
  const { fields } = row.values;
  const said = text(fields, "channel") ?? "";
  const channel = channels.find(([, words]) => words.test(said))?.[0] ?? "note";
  const direction = /^(in|out|internal)/i.exec(text(fields, "direction") ?? "")?.[1]?.toLowerCase();
  const kept = said && said.toLowerCase() !== channel ? { channel: said } : {};
  const input = {
    ...rest(fields, ["external_id", "party", "party_id", "channel", "direction", "owner"]),
    channel,
    ...(direction ? { direction } : {}),
    party: await partyFor(row),
    ...(await common(row, kept)),
  };
  return { input, space: "interaction" };
}

async function shapeCase(row: Row): Promise<Shaped> {
  const { fields } = row.values;
  const party = await partyFor(row);
  const { product, custom } = await productFor(row);
  const entered = await stageFor(row.ctx, tableOf(row.ctx, "case"), undefined, text(fields, "status"));
  const priority = priorityOf(text(fields, "priority"));
  const keptPriority = text(fields, "priority") && !priority ? { priority: text(fields, "priority")! } : {};
  const subject = text(fields, "subject") ?? text(fields, "description")?.split("\n")[0]?.slice(0, 120);
  const input = {
    ...rest(fields, [
      "external_id",
      "party",
      "party_id",
      "party_email",
      "product",
      "status",
      "priority",
      "score",
      "owner",
      "subject",
    ]),
    subject: subject || `Case ${text(fields, "external_id") ?? ""}`.trim(),
    party,
    ...product,
    ...(priority ? { priority } : {}),
    stage: entered.stage,
    ...(await common(row, { ...custom, ...keptPriority, ...entered.kept })),
  };
  return { input, space: "case", score: scoreOf(row, text(fields, "score")), party };
}

/** 1 to 5; Zendesk says good and bad. */
function scoreOf({ plan }: Row, said: string | undefined): number | undefined {
  if (!said || /offered/i.test(said)) return undefined;
  if (/^good/i.test(said)) return 5;
  if (/^bad/i.test(said)) return 1;
  const score = Number(said.replace(",", "."));
  if (score >= 1 && score <= 5) return Math.round(score);
  throw new RowRefused(headerOf(plan, "score"), said, "this is no score", "1 to 5, good or bad");
}

async function shapeFeedback(row: Row): Promise<Shaped> {
  const { fields } = row.values;
  const about = await partyFor(row);
  const score = fields["score"] as number | undefined;
  const kind = fields["kind"] ?? (score === undefined ? "review" : score > 5 || score === 0 ? "nps" : "csat");
  const { owner: _owner, ...others } = await common(row);
  const input = {
    ...rest(fields, ["external_id", "party", "owner", "kind", "score"]),
    about,
    kind,
    ...(score === undefined ? {} : { score: Math.round(score) }),
    ...others,
  };
  return { input, space: "feedback" };
}
