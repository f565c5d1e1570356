/** The generic slice, through the calls of built-in nouns: references, lists, finding, versions, and what is hidden. */
import test from "ava";
import { HubProblem } from "../../client.ts";
import {
  contactPoints,
  interactions,
  parties,
  products,
  recordFind,
  recordProfile,
  recordTimeline,
} from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

async function problem(promise: Promise<unknown>): Promise<HubProblem> {
  return promise.then(
    () => Promise.reject(new Error("it was not refused")),
    (error: unknown) => (error instanceof HubProblem ? error : Promise.reject(error as Error)),
  );
}

test("a record is found by number, id, e-mail address, exact name and the beginning of its name", async (t) => {
  const { record } = await hub.admin.hub(parties.add, {
    name: "Königlich Essen",
    contact_points: [{ kind: "email", value: "office@koenig.example" }],
  });
  for (const ref of [
    record.number,
    record.number.toLowerCase(),
    record.id,
    "office@koenig.example",
    "OFFICE@koenig.example",
    "Königlich Essen",
    "königlich",
    "koniglich",
    "essen",
  ])
    t.is((await hub.admin.hub(parties.details, { ref })).id, record.id, ref);
});

test("an ambiguous name answers with candidates and never guesses; an exact name wins", async (t) => {
  const one = await hub.admin.hub(parties.add, { name: "Twin Foods" });
  await hub.admin.hub(parties.add, { name: "Twin Foods Export" });
  t.is((await hub.admin.hub(parties.details, { ref: "twin foods" })).id, one.record.id);
  const error = await problem(hub.admin.hub(parties.change, { ref: "twin", city: "Berlin" }));
  t.is(error.code, "ambiguous");
  t.deepEqual(
    (error.problem["candidates"] as { title: string }[]).map((candidate) => candidate.title),
    ["Twin Foods", "Twin Foods Export"],
  );
});

test("wildcards of SQL in a reference or in words mean themselves", async (t) => {
  await hub.admin.hub(parties.add, { name: "100% Organic_Foods" });
  t.is((await hub.admin.hub(parties.find, { text: "100% organic_" })).items.length, 1);
  t.is((await hub.admin.hub(parties.find, { text: "%_%" })).items.length, 0);
  t.is((await hub.admin.hub(parties.details, { ref: "100%" })).title, "100% Organic_Foods");
  t.is((await problem(hub.admin.hub(parties.details, { ref: "0%O" }))).code, "not-found");
});

test("a hidden record answers like a missing one", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Secret Prospect" });
  const seller = await hub.person("hidden1", ["sales-executive"]);
  const hidden = await problem(seller.hub(parties.details, { ref: record.number }));
  const missing = await problem(seller.hub(parties.details, { ref: "CUS-999999" }));
  t.is(hidden.status, 404);
  t.is(hidden.message.replace(record.number, "X"), missing.message.replace("CUS-999999", "X"));
});

test("pages follow each other without gap or repetition, in every order, while rows are added", async (t) => {
  const names = Array.from(
    { length: 25 },
    (_, index) => `Page ${String.fromCharCode(65 + ((index * 7) % 26))}${index}`,
  );
  for (const [index, name] of names.entries())
    await hub.admin.hub(parties.add, { name, industry: "paging", ...(index % 3 ? { city: "Aachen" } : {}) });
  for (const sort of ["name", "-name", "city", "-city", "created_at", "-created_at", "number"] as const) {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await hub.admin.hub(parties.list, {
        industry: "paging",
        sort,
        limit: 4,
        ...(after ? { after } : {}),
      });
      seen.push(...page.items.map((item) => item.title));
      after = page.next ?? undefined;
    } while (after);
    t.deepEqual(seen.toSorted(), names.toSorted(), sort);
    if (sort === "name")
      t.deepEqual(
        seen,
        names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
      );
  }
});

test("a cursor that no page gave is refused in words", async (t) => {
  for (const after of ["x", "W10", Buffer.from('["a","b"]').toString("base64url")]) {
    const error = await problem(hub.admin.hub(parties.list, { after }));
    t.is(error.status, 400);
    t.regex(error.message, /\/after must be the `next` of the page before/);
  }
});

test("a change raises the version, keeps other fields, and clears with null", async (t) => {
  const { record } = await hub.admin.hub(parties.add, {
    name: "Versioned",
    city: "Bonn",
    country: "Germany",
    credit_limit: { amount_minor: 100_000, currency: "EUR" },
  });
  const changed = await hub.admin.hub(
    parties.change,
    { ref: record.id, city: null, tags: ["a", "b"] },
    { version: 1 },
  );
  t.is(changed.record.version, 2);
  t.is(changed.record.city, null);
  t.is(changed.record.country, "Germany");
  t.deepEqual(changed.record.credit_limit, { amount_minor: 100_000, currency: "EUR" });
  t.deepEqual(changed.record.tags, ["a", "b"]);
  const same = await hub.admin.hub(parties.change, { ref: record.id, tags: ["a", "b"] });
  t.is(same.record.version, 2, "what changes nothing is no change");
});

test("a removed record leaves lists and names, keeps its number, and comes back", async (t) => {
  const { record } = await hub.admin.hub(products.add, { name: "Passing Tea", sku: "PT-1" });
  await hub.admin.hub(products.remove, { ref: record.number });
  t.is((await hub.admin.hub(products.find, { text: "passing" })).items.length, 0);
  t.is((await problem(hub.admin.hub(products.change, { ref: record.number, stock: 1 }))).code, "not-found");
  t.truthy((await hub.admin.hub(products.details, { ref: record.number })).removed_at);
  t.deepEqual(
    (await hub.admin.hub(products.list, { removed: true })).items.map((item) => item.number),
    [record.number],
  );
  const back = await hub.admin.hub(products.restore, { ref: record.number });
  t.is(back.record.removed_at, null);
  t.is(back.record.sku, "PT-1");
});

test("a seller adds for themselves and not for others; a manager adds for anybody", async (t) => {
  const manager = await hub.person("boss1", ["manager"]);
  const seller = await hub.person("seller1", ["sales-executive"], { manager: "boss1" });
  t.is((await seller.hub(parties.add, { name: "Mine" })).record.owner?.title, "Seller1");
  t.is((await problem(seller.hub(parties.add, { name: "Yours", owner: "boss1" }))).code, "not-allowed");
  const given = await manager.hub(parties.add, { name: "Given", owner: "@seller1" });
  t.is(given.record.owner?.title, "Seller1");
  t.deepEqual(given.card.facts, [{ label: "Owner", value: "Seller1" }]);
  const error = await problem(manager.hub(parties.add, { name: "Lost", owner: "nobody at all" }));
  t.regex(
    error.message,
    /owner must be a colleague's number, name, e-mail address or user name; got "nobody at all"/,
  );
});

test("profile and timeline show what happened at once, newest first, in pages", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Timeline Ltd", role: "customer" });
  for (const day of ["01", "03", "02"])
    await hub.admin.hub(interactions.add, {
      party: record.number,
      channel: "call",
      at: `2026-11-${day}T09:00:00Z`,
      body: `day ${day}`,
    });
  const profile = await hub.admin.hub(recordProfile, { ref: "timeline ltd" });
  t.deepEqual(profile.badges, ["Customer"]);
  t.deepEqual(
    profile.timeline.map((item) => item.text),
    ["day 03", "day 02", "day 01"],
  );
  t.true(profile.may.includes("party:change"));
  const first = await hub.admin.hub(recordTimeline, { ref: record.id, limit: 2 });
  const second = await hub.admin.hub(recordTimeline, { ref: record.id, limit: 2, after: first.next! });
  t.deepEqual(
    [...first.items, ...second.items].map((item) => item.text),
    ["day 03", "day 02", "day 01"],
  );
  t.is(second.next, null);
});

test("finding goes over all nouns that one may see, exact numbers first", async (t) => {
  await hub.admin.hub(products.add, { name: "Jasmine Chai" });
  const { record } = await hub.admin.hub(parties.add, { name: "Chai House" });
  const found = await hub.admin.hub(recordFind, { text: "chai" });
  t.deepEqual(
    found.items.map((item) => item.title),
    ["Chai House", "Jasmine Chai"],
  );
  t.is((await hub.admin.hub(recordFind, { text: record.number })).items[0]?.id, record.id);
});

test("contact points follow their party: who may not see it sees none of them", async (t) => {
  const { record } = await hub.admin.hub(parties.add, {
    name: "Reached",
    contact_points: [{ kind: "phone", value: "+49 30 123" }],
  });
  const points = await hub.admin.hub(contactPoints.list, { party: record.number });
  t.deepEqual(
    points.items.map((point) => point.value),
    ["+49 30 123"],
  );
  const seller = await hub.person("seller2", ["sales-executive"]);
  t.is((await problem(seller.hub(contactPoints.list, { party: record.number }))).status, 404);
  t.is((await problem(seller.hub(contactPoints.details, { ref: points.items[0]!.number }))).status, 404);
});

test("a duplicate of an imported id is refused in words", async (t) => {
  await hub.admin.hub(parties.add, { name: "Once", external_id: "x:1" });
  const error = await problem(hub.admin.hub(parties.add, { name: "Twice", external_id: "x:1" }));
  t.is(error.status, 409);
  t.regex(error.message, /external_id is taken/);
});
