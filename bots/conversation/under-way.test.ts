/** What is under way: questions, choices, forms, confirmations, edits, and words said to cards. */
import test from "ava";
import { fakeHub, problem, writtenOf } from "../testing/fake-hub.ts";
import { lineFor } from "./card-words.ts";
import { ask, room, tell } from "../testing/asks.ts";
import { plainText } from "./render.ts";

const inRoom = { room, casual: false };

const added = { "reminder.add": () => writtenOf("Reminder"), "interaction.add": () => writtenOf("Call") };

test("what is missing is asked for, and the next words fill it, also after a restart", async (t) => {
  const { hub, effects } = fakeHub(added);
  const question = await tell(hub, ask("remind me -- call back", inRoom));
  t.true(question?.waits);
  t.regex(plainText(question!), /^When\?/);
  await tell(hub, ask("tomorrow 9am"));
  t.like(effects[0], { call: "reminder.add", input: { text: "call back", at: "2026-11-23T08:00:00.000Z" } });
  t.is(
    (await tell(hub, ask("tomorrow 9am")))?.lines[0],
    'I do not know "tomorrow". "help" lists what I know.',
  );
});

test("several questions follow each other", async (t) => {
  const { hub, effects } = fakeHub(added);
  t.regex(plainText((await tell(hub, ask("remind me")))!), /^When\?/);
  t.regex(plainText((await tell(hub, ask("tomorrow")))!), /Of what/);
  t.regex(plainText((await tell(hub, ask("call back")))!), /what time/);
  await tell(hub, ask("9am"));
  t.like(effects[0]?.input, { text: "call back", at: "2026-11-23T08:00:00.000Z" });
});

test("words that are tried again after a crash find what they found first", async (t) => {
  const { hub, effects } = fakeHub(added);
  const first = ask("remind me -- call back");
  await tell(hub, first);
  t.regex(plainText((await tell(hub, { ...first, again: true }))!), /^When\?/);
  const answer = ask("tomorrow 9am");
  await tell(hub, answer);
  const again = await tell(hub, { ...answer, again: true });
  t.is(again?.card?.title, "Reminder");
  t.is(effects.length, 1);
});

test("whoever has no time zone yet is asked for it, and offered again what they said", async (t) => {
  let zone: string | null = null;
  const { hub, effects } = fakeHub({
    ...added,
    "preference.show": () => ({ time_zone: zone, locale: null }),
    "preference.set": ({ time_zone }: { time_zone: string }) => ({
      time_zone: (zone = time_zone),
      locale: null,
    }),
  });
  t.regex(plainText((await tell(hub, ask("remind me 2099-12-24 9am -- call back")))!), /nearest large city/);
  const told = await tell(hub, ask("Berlin"));
  t.deepEqual(
    told?.choices?.map(({ words }) => words),
    ["remind me 2099-12-24 9am -- call back"],
  );
  await tell(hub, ask("1"));
  t.like(effects.at(-1), { call: "reminder.add", input: { at: "2099-12-24T08:00:00.000Z" } });
});

test("cancel ends it, and nothing was done", async (t) => {
  const { hub, effects } = fakeHub(added);
  await tell(hub, ask("remind me"));
  t.regex(plainText((await tell(hub, ask("Cancel")))!), /Nothing was done/);
  t.regex(plainText((await tell(hub, ask("tomorrow 9am")))!), /do not know/);
  t.regex(plainText((await tell(hub, ask("cancel")))!), /Nothing is under way/);
  t.deepEqual(effects, []);
});

test("words that could be an answer or a command are asked back, and each can be taken", async (t) => {
  const { hub, effects } = fakeHub({ ...added, "todo.add": () => writtenOf("To-do") });
  await tell(hub, ask("remind me tomorrow 9am"));
  const both = await tell(hub, ask("todo send the quote"));
  t.deepEqual(
    both?.choices?.map(({ words }) => words),
    ["remind me tomorrow 9am -- todo send the quote", "todo send the quote"],
  );
  t.deepEqual(effects, []);
  await tell(hub, ask("2"));
  t.is(effects[0]?.call, "todo.add");
});

test("another person's words are no answer", async (t) => {
  const { hub, effects } = fakeHub(added);
  await tell(hub, ask("remind me -- call back"));
  await tell(hub, ask("tomorrow 9am", { speaker: "@raj:hub.localhost" }));
  t.deepEqual(effects, []);
});

test("a number takes a choice that was offered in private, in the room where it began", async (t) => {
  const { hub, effects } = fakeHub(added);
  await tell(hub, ask("lgo call alfreds 5m", inRoom));
  await tell(hub, ask("1"));
  t.like(effects[0], { call: "interaction.add", input: { party: "alfreds" } });
});

const id = "0198a3c0-0000-7000-8000-000000000001";
const held = (kind: "confirm" | "approve") => () => {
  throw problem(428, "confirmation-needed", "Confirm it.", {
    confirmation: {
      id,
      kind,
      call: "party.merge",
      title: "Merge CUS-3 into CUS-1",
      facts: [{ label: "From", value: "Acme" }],
      asked_by: "Jane",
      mine: true,
      needed: kind === "confirm" ? 1 : 2,
      given: [],
      state: "waiting",
    },
  });
};

test("what must be confirmed is shown to the asker alone, with ✅ and ❌, and nothing is done", async (t) => {
  const { hub, effects } = fakeHub({ "party.merge": held("confirm") });
  const reply = await tell(hub, ask("merge CUS-3 into CUS-1", inRoom));
  t.true(reply?.isPrivate);
  t.deepEqual(
    reply?.choices?.map(({ words, reaction }) => [words, reaction]),
    [
      [`confirm ${id}`, "✅"],
      [`withdraw ${id}`, "❌"],
    ],
  );
  t.is(reply?.card?.confirmation, id);
  t.regex(
    plainText(reply!),
    /^Merge CUS-3 into CUS-1\?\nFrom: Acme\nYou said: merge CUS-3 into CUS-1\n✅ Confirm · ❌ Cancel$/,
  );
  t.deepEqual(effects, []);
});

test("what others must approve says so, and can be taken back", async (t) => {
  const { hub } = fakeHub({ "party.merge": held("approve") });
  const reply = await tell(hub, ask("merge CUS-3 into CUS-1", inRoom));
  t.regex(plainText(reply!), /2 people who may must approve it first/);
  t.deepEqual(
    reply?.choices?.map(({ words }) => words),
    [`withdraw ${id}`],
  );
});

test("confirmed, it is told by the card of what was done", async (t) => {
  const answer = writtenOf("Acme");
  const confirmation = {
    id,
    title: "Merge",
    needed: 1,
    given: ["Jane"],
    mine: true,
    state: "done",
    asked_by: "Jane",
  };
  const { hub } = fakeHub({ "confirmation.give": () => ({ confirmation, answer }) });
  t.is((await tell(hub, ask(`confirm ${id}`)))?.card?.title, "Acme");
});

test("words that were edited take back what they did, and do what they say now", async (t) => {
  const change = crypto.randomUUID();
  const { hub, effects, inbox } = fakeHub({ ...added, "change.undo": () => ({ summary: "Undone" }) });
  inbox.push({
    source: "matrix",
    id: "$old",
    body: {},
    attempts: 1,
    claimedUntil: 0,
    settled: true,
    outcome: { change, said: "!r $answer" },
  });
  const edits = { source: "matrix", id: "$old" };
  const reply = await tell(hub, ask("log call alfreds 35m", { ...inRoom, edits }));
  t.deepEqual(
    effects.map(({ call, input }) => [call, input["change"] ?? input["duration_s"]]),
    [
      ["change.undo", change],
      ["interaction.add", 2100],
    ],
  );
  t.is(reply?.replaces, "!r $answer");
  const unclear = await tell(hub, ask("log kall alfreds", { ...inRoom, edits }));
  t.regex(plainText(unclear!), /what the old ones did stands/);
  t.is(effects.length, 2);
});

test("salary is neither told nor set where others listen, and nothing is called", async (t) => {
  const { hub, calls } = fakeHub({ "salary.list": () => ({ items: [] }) });
  for (const words of [
    "salary @jane",
    "salary @jane 4200 eur from 2026-12-01",
    "payroll preview oct",
    "payslip",
  ]) {
    const reply = await tell(hub, ask(words, inRoom));
    t.true(reply?.isPrivate);
    t.regex(plainText(reply!), /only between the two of us/);
  }
  t.deepEqual(calls, []);
  t.regex(plainText((await tell(hub, ask("salary @jane")))!), /No salary that you can see/);
});

const toCard: readonly (readonly [string, string, string | undefined])[] = [
  ["stage won", "DEA-7", "move DEA-7 to won"],
  ["Stage closed won", "DEA-7", "move DEA-7 to closed won"],
  ["amount 12k", "DEA-7", "set DEA-7 value: 12k"],
  ["expected close 31 jan", "DEA-7", "set DEA-7 expected_close: 31 jan"],
  ["Expected close: next fri", "DEA-7", "set DEA-7 expected_close: next fri"],
  ["expected close is far away, I think", "DEA-7", undefined],
  ["value: 12k EUR", "DEA-7", "set DEA-7 value: 12k EUR"],
  ["owner @li", "DEA-7", "set DEA-7 owner:@li"],
  ["city: Berlin", "CUS-12", "set CUS-12 city: Berlin"],
  ["priority high", "TD-7", "set TD-7 priority: high"],
  ["done", "TD-7", "done TD-7"],
  ["done", "DEA-7", undefined],
  ["pay 600", "INV-2", "pay INV-2 600"],
  ["pay 600", "CUS-12", undefined],
  ["snooze 2h", "TD-7", "snooze TD-7 2h"],
  ["issue", "INV-2", "invoice issue INV-2"],
  ["why", "CUS-12", "why CUS-12"],
  ["resolve", "FB-9", "feedback FB-9 resolve"],
  ["city is nice", "CUS-12", undefined],
  ["done with this, thanks", "TD-7", undefined],
  ["great!", "CUS-12", undefined],
  ["owner should be Li", "DEA-7", undefined],
  ["value is far too high for them", "DEA-7", undefined],
  ["move on please, all of you", "DEA-7", undefined],
  ["show me the numbers", "CUS-12", undefined],
];
for (const [words, record, line] of toCard)
  test(`"${words}" said to ${record} is ${line ?? "talk"}`, (t) => {
    t.is(lineFor(words, record), line);
  });

test("talk about a card is left alone; words for it edit its record", async (t) => {
  const { hub, effects } = fakeHub({ "tracker.move": () => writtenOf("Deal") });
  const reply = { room, casual: true, record: "DEA-7" };
  t.is(await tell(hub, ask("great news, everybody", reply)), undefined);
  await tell(hub, ask("stage won", reply));
  t.like(effects[0], { call: "tracker.move", input: { ref: "DEA-7", to: "won" } });
});
