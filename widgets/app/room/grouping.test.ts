import test from "ava";
import { FakeStore } from "../../chat/fake-store.ts";
import type { Message } from "../../chat/store.ts";
import { dayHeading } from "./day-heading.ts";
import { answersBelow, firstNew, group } from "./grouping.ts";

const store = new FakeStore([]);
const noon = new Date(2026, 10, 20, 12).getTime();
const minute = 60_000;
const ann = { id: "@ann:hub", name: "Ann" };
const said = (at: number, more: Partial<Message> = {}): Message =>
  store.message("hello", { at, sender: ann, mine: false, ...more });
const kinds = (messages: readonly Message[], fresh?: string) => group(messages, fresh).map(({ is }) => is);

test("what one person says within five minutes stands under one name", (t) => {
  t.deepEqual(kinds([said(noon), said(noon + minute), said(noon + 2 * minute)]), ["day", "said"]);
  t.deepEqual(kinds([said(noon), said(noon + 6 * minute)]), ["day", "said", "said"]);
});

test("another person, an answer and a card begin anew", (t) => {
  const bob = said(noon + minute, { sender: { id: "@bob:hub", name: "Bob" } });
  const answer = said(noon + minute, { replyTo: { id: "$1", name: "Bob", body: "x" } });
  t.deepEqual(kinds([said(noon), bob]), ["day", "said", "said"]);
  t.deepEqual(kinds([said(noon), answer]), ["day", "said", "said"]);
});

test("each day has its heading", (t) => {
  t.deepEqual(kinds([said(noon), said(noon + 24 * 60 * minute)]), ["day", "said", "day", "said"]);
});

test("the line above the new messages stands before the first that is not mine", (t) => {
  const [first, mine, theirs] = [said(noon), said(noon + minute, { mine: true }), said(noon + 2 * minute)];
  const fresh = firstNew([first, mine, theirs], first.id);
  t.is(fresh, theirs.id);
  t.deepEqual(kinds([first, mine, theirs], fresh), ["day", "said", "new", "said"]);
  t.is(firstNew([first, mine, theirs], theirs.id), undefined);
  t.is(firstNew([first], undefined), undefined);
});

test("changes of the room stand in one line", (t) => {
  const events = [1, 2, 3].map((n) => said(noon + n, { kind: "event", body: `${n} joined` }));
  t.deepEqual(kinds(events), ["day", "events"]);
});

test("days close by have names", (t) => {
  t.is(dayHeading(noon, noon + minute), "Today");
  t.is(dayHeading(noon, noon + 20 * 60 * minute), "Yesterday");
});

test("an answer right below its question is told from one further down", (t) => {
  const question = said(noon);
  const reply = { replyTo: { id: question.id, name: "Ann", body: "hello" } };
  const [near, far] = [said(noon + minute, reply), said(noon + 2 * minute, reply)];
  t.deepEqual(answersBelow([question, near, far]), new Set([near.id]));
});
