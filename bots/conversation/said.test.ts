/** What people read: refusals, greetings, and lists that name things as they do. */
import test from "ava";
import { asked, talk } from "../testing/asks.ts";
import { fakeHub, problem } from "../testing/fake-hub.ts";
import { plainText } from "./render.ts";

const acme = { id: crypto.randomUUID(), noun: "party", number: "CUS-12", title: "Acme" };

test("who greets, or thanks, is told what can be said", async (t) => {
  const { hub, effects } = fakeHub();
  for (const words of ["hi", "Hello!", "danke", "Bonjour"])
    t.regex(plainText(await talk(hub)(asked(words, { room: null }))), /help lists all/);
  t.deepEqual(effects, []);
});

test("whoever is asked for a yes sees what they said, for cards hold no sums", async (t) => {
  const confirmation = {
    id: crypto.randomUUID(),
    kind: "confirm",
    call: "payment.refund",
    title: "Payment",
    facts: [],
  };
  const { hub } = fakeHub({
    "payment.refund": () => {
      throw problem(428, "confirmation-needed", "It waits.", { confirmation });
    },
  });
  const reply = await talk(hub)(asked("refund PAY-9"));
  t.true(reply.isPrivate);
  t.deepEqual(reply.card?.facts, [{ label: "You said", value: "refund PAY-9" }]);
});

test("cancel, where nothing is under way, offers to withdraw what waits for a yes", async (t) => {
  const one = {
    id: crypto.randomUUID(),
    title: "Give a role",
    facts: [{ label: "Who", value: "Nancy" }],
    state: "waiting",
  };
  const items = [
    { ...one, mine: true },
    { ...one, id: crypto.randomUUID(), mine: false },
  ];
  const { hub } = fakeHub({ "confirmation.list": () => ({ items }) });
  const reply = await talk(hub)(asked("cancel", { room: null }));
  t.deepEqual(reply.choices, [{ label: "Give a role: Nancy", words: `withdraw ${one.id}` }]);
  const none = fakeHub({ "confirmation.list": () => ({ items: [] }) });
  t.deepEqual((await talk(none.hub)(asked("cancel", { room: null }))).lines, ["Nothing is under way."]);
});

test("a stage, said in the room of a customer, is asked of which record", async (t) => {
  const { hub, effects } = fakeHub({ "record.here": () => ({ record: acme }) });
  const reply = await talk(hub)(asked("stage won"));
  t.regex(plainText(reply), /This room belongs to Acme \(CUS-12\)\. Say which record you mean/);
  t.deepEqual(effects, []);
});

test("a refusal names the field as people do, not its place in the input", async (t) => {
  const { hub } = fakeHub({
    "tracker.move": () => {
      throw problem(400, "input-invalid", '/to must be one of Won, Lost; got "nowhere".');
    },
  });
  const reply = await talk(hub)(asked("move DEA-7 to nowhere"));
  t.deepEqual(reply.lines, ['To must be one of Won, Lost; got "nowhere".']);
  const { hub: deeper } = fakeHub({
    "tracker.move": () => {
      throw problem(400, "input-invalid", "/fields/expected_close must be given for Won; got nothing.");
    },
  });
  const lacking = await talk(deeper)(asked("move DEA-7 to won"));
  t.deepEqual(lacking.lines, ["Expected close must be given for Won; got nothing."]);
});

test("history names fields, and tells no ids", async (t) => {
  const stage = ["0198a3c0-0000-7000-8000-000000000001", "0198a3c0-0000-7000-8000-000000000002"];
  const change = { at: "2026-11-22T12:00:00.000Z", by: { title: "Jane" }, undone: false };
  const items = [
    { ...change, call: "deal.change", patch: { owner: stage, expected_close: [null, "2027-01-31"] } },
    { ...change, call: "tracker.move", patch: { a: [1, 2], b: [1, 2], c: [1, 2], d: [1, 2] } },
    { ...change, call: "deal.add", patch: {} },
  ];
  const { hub } = fakeHub({ "change.list": () => ({ items, next: null }) });
  const reply = await talk(hub)(asked("history DEA-7"));
  t.deepEqual(reply.lines, [
    "2026-11-22 12:00 UTC Jane: owner changed, expected close nothing → 2027-01-31",
    "2026-11-22 12:00 UTC Jane: moved",
    "2026-11-22 12:00 UTC Jane: added",
  ]);
});
