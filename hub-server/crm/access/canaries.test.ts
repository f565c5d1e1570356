/** One canary string in each field that some role may not see: it must appear in no answer to anyone without the right. */
import test from "ava";
import {
  type AnyCall,
  calls,
  deals,
  deliveries,
  feedbacks,
  interactions,
  nouns,
  parties,
  pathFields,
  products,
  projects,
  route,
} from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { addMoney } from "../money/walls.fixture.ts";
import { addPay } from "../payroll/walls.fixture.ts";

let hub: TestHub;
const people = new Map<string, TestPerson>();
const roles = ["manager", "sales-executive", "accountant", "product-developer", "support"];

const canaries = {
  tax_id: "CANARY-TAX",
  note: "CANARY-NOTE",
  credit_limit: "777123",
  cost: "888456",
  gross: "654987",
  paper: "CANARY-PAPER",
  bank_id: "CANARY-BANK",
  deal: "333987",
  freight: "444123",
  budget: "555321",
  personal: "CANARY-PERSONAL",
  salary: "2718281",
  component: "314159",
  once: "CANARY-ONCE",
  net: "2404122",
} as const;
/** Field → roles that may see it. */
const seenBy: Readonly<Record<keyof typeof canaries, readonly string[]>> = {
  tax_id: ["manager", "sales-executive", "accountant"],
  note: ["manager", "sales-executive", "support"],
  credit_limit: ["manager", "sales-executive", "accountant"],
  cost: ["manager", "accountant", "product-developer"],
  gross: ["manager", "sales-executive", "accountant"],
  paper: ["manager", "sales-executive", "accountant"],
  bank_id: ["manager", "accountant"],
  deal: ["manager", "sales-executive"],
  freight: ["manager", "sales-executive", "accountant"],
  budget: ["manager", "sales-executive"],
  personal: ["manager", "support"],
  salary: ["manager", "accountant"],
  component: ["manager", "accountant"],
  once: ["manager", "accountant"],
  net: ["manager", "accountant"],
};

test.before(async () => {
  hub = await openTestHub();
  for (const role of roles) people.set(role, await hub.person(role, [role]));
  for (const owner of [...roles, "admin"]) {
    const party = await hub.admin.hub(parties.add, {
      name: `Hidden ${owner}`,
      owner,
      tax_id: canaries.tax_id,
      note: canaries.note,
      credit_limit: { amount_minor: 777_123, currency: "EUR" },
    });
    await hub.admin.hub(products.add, {
      name: `Hidden product ${owner}`,
      owner,
      cost: { amount_minor: 888_456, currency: "EUR" },
    });
    await hub.admin.hub(interactions.add, { party: party.record.id, owner, channel: "note", body: "plain" });
    await addTracked(party.record.number, owner);
    const papers = { amount: 654_987, secret: canaries.paper, bank: `${canaries.bank_id} ${owner}` };
    await addMoney(hub.admin, party.record.number, owner, papers);
  }
  await addPay(hub, {
    salary: Number(canaries.salary),
    component: Number(canaries.component),
    once: canaries.once,
  });
  await hub.admin.hub(feedbacks.add, { about: "@support", kind: "review", text: canaries.personal });
});
test.after.always(() => hub?.stop());

const eur = (canary: string) => ({ amount_minor: Number(canary), currency: "EUR" });

async function addTracked(party: string, owner: string): Promise<void> {
  await hub.admin.hub(deals.add, { name: `Deal ${owner}`, party, owner, value: eur(canaries.deal) });
  await hub.admin.hub(deliveries.add, { contents: "Tea", party, owner, freight: eur(canaries.freight) });
  await hub.admin.hub(projects.add, { name: `Project ${owner}`, owner, budget: eur(canaries.budget) });
}

/** A call of one noun is asked for each of its records, and for one of every other: those it does not know. */
function askedFor({ name }: AnyCall, numbers: readonly string[]): string[] {
  const noun = nouns.find(({ key }) => key === name.split(".")[0]);
  if (!noun) return [...numbers];
  const others = new Map(numbers.map((number) => [number.split("-")[0]!, number]));
  return [
    ...new Set([...numbers.filter((number) => number.startsWith(`${noun.prefix}-`)), ...others.values()]),
  ];
}

const atOnce = 6;

/** Records are numbered in the order of their owners: the person's own, a colleague's, the administrator's; and some that have no owner. */
function numbersFor(role: string): string[] {
  const mine = roles.indexOf(role) + 1;
  const owned = [mine, (mine % roles.length) + 1, roles.length + 1];
  return [
    ...["CUS", "PRD", "INV", "PAY", "DEA", "DLV", "PRO"].flatMap((prefix) =>
      owned.map((n) => `${prefix}-${n}`),
    ),
    ...["PIP", "STG", "FB", "GRP"].flatMap((prefix) => [`${prefix}-1`, `${prefix}-2`]),
    "RUN-1",
    "RUN-3",
    "SLIP-1",
    "SLIP-3",
  ];
}

/** Every read there is, with these records, as text. */
async function everything(person: TestPerson, numbers: readonly string[]): Promise<string> {
  const addresses: string[] = [];
  for (const call of calls.filter((one) => one.effect === "read")) {
    const { path } = route(call);
    for (const ref of pathFields(call).includes("ref") ? askedFor(call, numbers) : ["-"]) {
      const url = path.replace("{ref}", ref).replace("{room}", "!x:y").replace("{call}", "party.add");
      const query = url.endsWith("/find") ? "?text=hidden&limit=50" : "";
      addresses.push(`${hub.url}/api/v1${url}${query}`);
    }
  }
  const headers = { authorization: `Bearer ${person.token}` };
  const answers: string[] = [];
  const next = async () => {
    for (let url = addresses.pop(); url; url = addresses.pop())
      answers.push(await (await fetch(url, { headers })).text());
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return answers.join("\n");
}

for (const role of roles)
  test.serial(`no answer to ${role} holds a field that it may not see`, async (t) => {
    const text = await everything(people.get(role)!, numbersFor(role));
    for (const [field, canary] of Object.entries(canaries))
      t.is(
        text.includes(canary),
        seenBy[field as keyof typeof canaries].includes(role),
        `${field} for ${role}`,
      );
  });

test("filtering, sorting and writing by a hidden field is refused like reading it", async (t) => {
  const developer = people.get("product-developer")!;
  const sales = people.get("sales-executive")!;
  const change = await t.throwsAsync(sales.hub(parties.change, { ref: "CUS-2", credit_limit: null }));
  t.is((change as unknown as { code: string }).code, "field-hidden");
  const answer = await fetch(`${hub.url}/api/v1/parties?tax_id=CANARY-TAX`, {
    headers: { authorization: `Bearer ${developer.token}` },
  });
  t.true([400, 403].includes(answer.status));
});

test("a card never tells what some role may not see", async (t) => {
  const { card } = await hub.admin.hub(parties.add, {
    name: "Carded",
    tax_id: canaries.tax_id,
    note: canaries.note,
    city: "Berlin",
  });
  const text = JSON.stringify(card);
  t.false(text.includes("CANARY"));
  t.true(text.includes("Berlin"));
});
