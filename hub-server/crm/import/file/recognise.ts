/** What a file is, told by its headers and its name: which program wrote it, what its rows are, which column is which. */
import { importNouns } from "../../../contract/index.ts";
import { targets, type ImportNoun } from "./targets.ts";

/** Letters and digits only; `Person - Name` and `Billing City` as they are elsewhere. */
export const plain = (header: string) =>
  header
    .replace(/^(person|organi[sz]ation|deal|lead|activity|product|note) - /i, "")
    .normalize("NFD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");

interface Mark {
  readonly source: string;
  /** All of these headers, plain. */
  readonly headers: readonly string[];
}

const marks: readonly Mark[] = [
  { source: "hubspot", headers: ["recordid"] },
  { source: "salesforce", headers: ["id", "systemmodstamp"] },
  { source: "salesforce", headers: ["id", "isdeleted"] },
  { source: "salesforce", headers: ["id", "ownerid", "createdbyid"] },
  { source: "zendesk", headers: ["id", "requester", "requesterid"] },
  { source: "google", headers: ["email1value"] },
  { source: "outlook", headers: ["firstname", "emailaddress", "businessphone"] },
  { source: "outlook", headers: ["firstname", "emailaddress", "mobilephone"] },
  { source: "atomic-crm", headers: ["firstseen", "lastseen", "hasnewsletter"] },
  { source: "maven", headers: ["opportunityid", "salesagent", "dealstage"] },
  { source: "maven", headers: ["sector", "yearestablished", "subsidiaryof"] },
  { source: "maven", headers: ["product", "series", "salesprice"] },
  { source: "maven", headers: ["salesagent", "manager", "regionaloffice"] },
  { source: "online-retail", headers: ["invoiceno", "stockcode", "quantity"] },
];

export function sourceOf(headers: readonly string[]): string {
  if (headers.some((header) => /^(Person|Organi[sz]ation|Deal|Lead|Activity|Product|Note) - \S/.test(header)))
    return "pipedrive";
  const known = new Set(headers.map(plain));
  return marks.find((mark) => mark.headers.every((header) => known.has(header)))?.source ?? "file";
}

/** Headers of which each noun needs one of each group; its name in file names. */
const signs: Readonly<Record<ImportNoun, { readonly needs: readonly string[][]; readonly named: RegExp }>> = {
  invoice: { needs: [["number"], ["quantity"], ["unit_price"]], named: /invoice|retail|order|rechnung/i },
  deal: {
    needs: [
      ["stage", "status", "expected_close", "value"],
      ["name", "party", "external_id"],
    ],
    named: /deal|opportunit|pipeline|sales/i,
  },
  case: {
    needs: [
      ["subject", "description"],
      ["status", "priority", "score"],
    ],
    named: /ticket|case|support/i,
  },
  feedback: {
    needs: [
      ["score", "text"],
      ["party", "kind", "text"],
    ],
    named: /feedback|survey|nps|review/i,
  },
  interaction: {
    needs: [
      ["body", "subject", "channel"],
      ["at", "party"],
    ],
    named: /interaction|activit|note|call|meeting|task|event/i,
  },
  product: {
    needs: [
      ["name", "sku"],
      ["unit_price", "sku", "category"],
    ],
    named: /product|item|catalog/i,
  },
  party: {
    needs: [["name", "first_name", "last_name", "email", "company", "owner"]],
    named: /contact|account|compan|customer|lead|person|people|organi[sz]ation|client|team|user/i,
  },
};

/** The nouns that the rows may be, the likeliest first. */
export function nounsOf(file: string, headers: readonly string[]): ImportNoun[] {
  const prefix = /^(person|organi[sz]ation|lead|deal|activity|note|product) - /i
    .exec(headers[0] ?? "")?.[1]
    ?.toLowerCase();
  const told: Readonly<Record<string, ImportNoun>> = {
    deal: "deal",
    activity: "interaction",
    note: "interaction",
    product: "product",
  };
  if (prefix) return [told[prefix] ?? "party"];
  return importNouns
    .map((noun) => ({ noun, score: scoreOf(noun, file, headers) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ noun }) => noun);
}

function scoreOf(noun: ImportNoun, file: string, headers: readonly string[]): number {
  const fields = fieldsFor(noun, headers);
  const has = new Set(fields.filter((field) => field !== null));
  if (!signs[noun].needs.every((group) => group.some((name) => has.has(name)))) return 0;
  const named = signs[noun].named.test(file) ? 0.4 : 0;
  return has.size / headers.length + named + (isSure(noun, headers) ? 0.5 : 0);
}

/** Headers that no other noun has. */
const sure: Readonly<Partial<Record<ImportNoun, RegExp>>> = {
  party: /^(firstname|lastname|email1value|firstseen|numberofemployees|yearestablished|lifecyclestage)$/,
  deal: /^(opportunityid|dealstage|stagename|closedate|closevalue|dealname)$/,
  case: /^(ticketid|casenumber|firstresponsetime\w*|requester|satisfactionscore|csat\w*|resolution\w*|ticket\w+)$/,
  invoice: /^invoice(no|number|date)$/,
  product: /^(salesprice|listprice|sku|productcode)$/,
  interaction: /^(interaction\w*|activity\w+|comment|duration\w*)$/,
  feedback: /^(nps\w*|feedback\w*|surveyid)$/,
};
const isSure = (noun: ImportNoun, headers: readonly string[]) =>
  headers.some((header) => sure[noun]?.test(plain(header)));

/** The field of each column; null: none, so it is kept as it is. A field that several headers mean goes to the first. */
export function fieldsFor(noun: ImportNoun, headers: readonly string[]): (string | null)[] {
  const personal = headers.some((header) =>
    ["firstname", "lastname", "givenname", "email1value"].includes(plain(header)),
  );
  const taken = new Set<string>();
  const fields = headers.map((header) => {
    const field = fieldOf(noun, header, personal, taken);
    if (field) taken.add(field);
    return field;
  });
  const nameless =
    noun === "party" && !["name", "first_name", "last_name", "email"].some((one) => taken.has(one));
  return nameless ? fields.map((field) => (field === "owner" ? "name" : field)) : fields; // a list of colleagues
}

function fieldOf(
  noun: ImportNoun,
  header: string,
  personal: boolean,
  taken: ReadonlySet<string>,
): string | null {
  const name = plain(header);
  const numbered =
    /^(email|phone|website|address)(\d)(value|type|label|formatted|street|city|region|postalcode|country)?$/.exec(
      name,
    );
  if (noun === "party" && numbered) return numberedField(numbered);
  for (const [key, one] of Object.entries(targets[noun])) {
    if (taken.has(key) && !one.many) continue;
    if (noun === "party" && key === "name" && personal && targets.party["company"]!.names.includes(name))
      continue;
    if (one.names.includes(name) || plain(key) === name) return key;
  }
  return null;
}

/** `E-mail 2 - Value`, `Address 1 - City`. */
function numberedField([, what, place, part]: RegExpExecArray): string | null {
  if (what === "email" || what === "phone") return part === "value" || !part ? what : null;
  if (place !== "1") return null;
  const parts: Readonly<Record<string, string>> = {
    city: "city",
    street: "street",
    region: "region",
    country: "country",
    postalcode: "postal_code",
  };
  return what === "website" ? (part === "value" ? "website" : null) : (parts[part ?? ""] ?? null);
}
