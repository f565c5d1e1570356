/** Other roads to what somebody may not see or write: undo, merge, orders, names, boards, calendars, papers, answers in rooms. */
import { createHash } from "node:crypto";
import test from "ava";
import {
  addFeed,
  addRole,
  changePerson,
  deals,
  documentPdf,
  feedbacks,
  interactions,
  invoices,
  linkPerson,
  listChanges,
  listTransitions,
  meetings,
  mergeParty,
  parties,
  permitRole,
  recordAsOf,
  recordProfile,
  recordTimeline,
  showAgenda,
  showBoard,
  todos,
  undoChange,
  type AnyCall,
} from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";

let hub: TestHub;
let seller: TestPerson;
let accountant: TestPerson;
test.before(async () => {
  hub = await openTestHub();
  await hub.person("boss", ["manager"]);
  seller = await hub.person("seller", ["sales-executive"]);
  accountant = await hub.person("accountant", ["accountant"]);
});
test.after.always(() => hub?.stop());

const eur = (amount_minor: number) => ({ amount_minor, currency: "EUR" });
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error as { code: string }).code,
  );

/** Somebody who sees everything of these nouns but these fields. */
async function without(label: string, hidden: Readonly<Record<string, readonly string[]>>) {
  const { role } = await hub.admin.hub(addRole, { label });
  for (const [noun, fields] of Object.entries(hidden))
    await hub.admin.hub(permitRole, { role, right: `${noun}:view`, scope: "all", hidden: [...fields] });
  return hub.person(role, [role]);
}

test("an undo writes no field that whoever undoes may not write, and tells none that they may not see", async (t) => {
  const { admin } = hub;
  const owned = { name: "Undone", owner: "seller", credit_limit: eur(100), note: "before" };
  const { record } = await admin.hub(parties.add, owned);
  const limit = await admin.hub(parties.change, { ref: record.id, credit_limit: eur(555) });
  t.is(await code(seller.hub(undoChange, { change: limit.change })), "field-hidden");
  const note = await admin.hub(parties.change, { ref: record.id, note: "after" });
  t.is(await code(accountant.hub(undoChange, { change: note.change })), "field-hidden");
  await admin.hub(parties.change, { ref: record.id, note: "later" });
  t.is(await code(accountant.hub(undoChange, { change: note.change })), "field-hidden");
  const { credit_limit, note: kept } = await admin.hub(parties.details, { ref: record.id });
  t.deepEqual([credit_limit, kept], [eur(555), "later"]);
});

test("what has an undo of its own is taken back by those who may do it, and by nobody in words only", async (t) => {
  const { role } = await hub.admin.hub(addRole, { label: "Kept" });
  const permitted = await hub.admin.hub(permitRole, { role, right: "party:view", scope: "own" });
  t.is(await code(seller.hub(undoChange, { change: permitted.change })), "not-allowed");
  t.is(await code(hub.admin.hub(undoChange, { change: permitted.change })), "done");
});

test("a merge fills no field that whoever merges may not write", async (t) => {
  const two = await Promise.all(
    ["Twin", "Twin two"].map((name, index) =>
      hub.admin.hub(parties.add, {
        name,
        owner: "seller",
        city: "Bonn",
        ...(index ? {} : { credit_limit: eur(777), street: "Markt 1" }),
      }),
    ),
  );
  const [ref, into] = two.map(({ record }) => record.id) as [string, string];
  await seller.hub(mergeParty, { ref, into });
  const { credit_limit, street } = await hub.admin.hub(parties.details, { ref: into });
  t.deepEqual([credit_limit, street], [null, "Markt 1"]);
});

test("with the right over people alone nobody signs in as somebody who gives rights", async (t) => {
  const { role } = await hub.admin.hub(addRole, { label: "Personnel" });
  for (const right of ["person:change", "person:view"])
    await hub.admin.hub(permitRole, { role, right, scope: "all" });
  const personnel = await hub.person("personnel", [role]);
  t.is(await code(personnel.hub(linkPerson, { ref: "admin" })), "not-allowed");
  t.is(await code(personnel.hub(changePerson, { ref: "admin", email: "x@x.example" })), "not-allowed");
  t.is(await code(personnel.hub(changePerson, { ref: "admin", job: "Chair" })), "done");
  t.is(await code(personnel.hub(linkPerson, { ref: "seller" })), "done");
});

test("a list that would be in the order of a hidden field is in the order of making, and its cursor holds no value", async (t) => {
  const { record: party } = await hub.admin.hub(parties.add, { name: "Ordered" });
  for (const at of ["2026-03-01T10:00:00Z", "2026-01-01T10:00:00Z", "2026-02-01T10:00:00Z"])
    await hub.admin.hub(interactions.add, { party: party.id, channel: "call", at });
  const timeless = await without("Timeless", { party: [], interaction: ["at"] });
  const { items, next } = await timeless.hub(interactions.list, { party: party.id, limit: 2 });
  t.deepEqual(
    items.map(({ number }) => number),
    items.map(({ number }) => number).toSorted(),
  );
  t.deepEqual((JSON.parse(Buffer.from(next!, "base64url").toString()) as unknown[])[0], null);
  t.deepEqual((await timeless.hub(recordTimeline, { ref: party.id })).items, []);
});

test("names, badges, boards and moves tell no hidden field", async (t) => {
  const { record: party } = await hub.admin.hub(parties.add, { name: "Named", kind: "person" });
  const { record: deal } = await hub.admin.hub(deals.add, { name: "Placed", party: party.id });
  const { record: voice } = await hub.admin.hub(feedbacks.add, { about: party.id, kind: "nps", score: 3 });
  const blind = await without("Nameless", {
    party: ["kind"],
    feedback: ["score"],
    deal: ["stage"],
    pipeline: [],
    stage: [],
  });
  t.is((await blind.hub(recordProfile, { ref: party.id })).label, "Party");
  const seen = await blind.hub(feedbacks.details, { ref: voice.id });
  t.deepEqual([seen.title, seen.class], ["NPS", null]);
  t.is((await blind.hub(recordProfile, { ref: voice.id })).record.title, "NPS");
  t.is(await code(blind.hub(showBoard, { ref: "PIP-1" })), "field-hidden");
  t.is(await code(blind.hub(listTransitions, { ref: deal.id })), "field-hidden");
});

test("an agenda and a calendar link hold no hidden field, and a paper is drawn for those who may see all of it", async (t) => {
  const starts = new Date(Date.now() + 86_400_000).toISOString();
  const placeless = await without("Placeless", {
    meeting: ["location", "note"],
    todo: ["due"],
    party: [],
    invoice: ["note"],
  });
  for (const right of ["meeting:add", "todo:add"])
    await hub.admin.hub(permitRole, { role: "placeless", right, scope: "own" });
  const place = { location: "Vault 7", note: "Vault code" };
  await hub.admin.hub(meetings.add, { title: "Secret", starts, attendees: ["placeless"], ...place });
  await placeless.hub(todos.add, { title: "Undated", due: starts });
  const window = { from: new Date().toISOString(), to: new Date(Date.now() + 9 * 86_400_000).toISOString() };
  const { items } = await placeless.hub(showAgenda, window);
  t.deepEqual(
    items.map(({ record, location }) => [record.title, location]),
    [["Secret", null]],
  );
  const { url } = await placeless.hub(addFeed, {});
  const file = await (await fetch(url)).text();
  t.true(file.includes("Secret"));
  t.notRegex(file, /Vault|Undated/);
  const { record: party } = await hub.admin.hub(parties.add, { name: "Billed" });
  const lines = [{ description: "Tea", quantity: 1, unit_price_minor: 100 }];
  const paper = { party: party.id, currency: "EUR", lines, note: "Only for the books" };
  const { record } = await hub.admin.hub(invoices.add, paper);
  t.is(await code(placeless.hub(documentPdf, { ref: record.number })), "field-hidden");
});

test("a custom field can be hidden like any other", async (t) => {
  const custom = { margin: "CANARY", colour: "blue" };
  const { record } = await hub.admin.hub(parties.add, { name: "Customised", custom });
  const narrow = await without("Marginless", { party: ["custom.margin"] });
  await hub.admin.hub(permitRole, {
    role: "marginless",
    right: "party:change",
    scope: "all",
    hidden: ["custom.margin"],
  });
  const at = new Date(Date.now() + 60_000).toISOString();
  const answers = [
    await narrow.hub(parties.details, { ref: record.id }),
    await narrow.hub(recordAsOf, { ref: record.id, at }),
    await narrow.hub(listChanges, { ref: record.id }),
    await narrow.hub(parties.change, { ref: record.id, custom: { colour: "red" } }),
  ];
  t.notRegex(JSON.stringify(answers), /CANARY/);
  t.regex(JSON.stringify(answers), /red/);
  const written = narrow.hub(parties.change, { ref: record.id, custom: { margin: "mine" } });
  t.is(await code(written), "field-hidden");
});

test("an answer in a room names no linked record that somebody there may not see", async (t) => {
  const { record: party } = await hub.admin.hub(parties.add, { name: "Secret customer", owner: "boss" });
  const { record: todo } = await hub.admin.hub(todos.add, { title: "Ring", about: party.id, owner: "boss" });
  const reader = await without("Diary", { todo: [] });
  const show = (call: AnyCall) =>
    hub.bot(
      call,
      { ref: todo.id },
      {
        person: hub.admin.userId,
        audience: `${hub.admin.userId} ${reader.userId}`,
      },
    );
  t.notRegex(JSON.stringify(await show(todos.details)), /Secret customer/);
  t.notRegex(JSON.stringify(await show(recordProfile)), /Secret customer/);
});

test("nobody takes the name by which the bot finds its room with another", async (t) => {
  const name = `direct-${createHash("sha1").update("@boss:hub.localhost").digest("hex").slice(0, 20)}`;
  const headers = { authorization: `Bearer ${seller.token}`, "content-type": "application/json" };
  const send = (method: "POST" | "PUT", path: string, body: object) =>
    fetch(`${hub.url}/_matrix/client/v3${path}`, { method, headers, body: JSON.stringify(body) });
  t.is((await send("POST", "/createRoom", { room_alias_name: name, preset: "public_chat" })).status, 400);
  const { room_id } = (await (await send("POST", "/createRoom", {})).json()) as { room_id: string };
  const alias = encodeURIComponent(`#${name}:hub.localhost`);
  t.is((await send("PUT", `/directory/room/${alias}`, { room_id })).status, 400);
});

test("what looks like a parameter of a statement is a text like any other", async (t) => {
  await hub.admin.hub(parties.add, { name: "Dollar", city: "$1" });
  const { items } = await hub.admin.hub(parties.list, { city: "$1" });
  t.deepEqual(
    items.map(({ name }) => name),
    ["Dollar"],
  );
});
