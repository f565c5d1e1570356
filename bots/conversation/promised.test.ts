/** What people promise in a record's room becomes a proposal, in private, or nothing at all. */
import test from "ava";
import { commands } from "../commands/index.ts";
import { TryAgain } from "../errors.ts";
import { asked } from "../testing/asks.ts";
import { fakeHub, problem, type Answer } from "../testing/fake-hub.ts";
import { makeConversation } from "./converse.ts";
import { plainText } from "./render.ts";
import type { Ask } from "./surface.ts";

const room = "!acme:hub.localhost";
const acme = { id: crypto.randomUUID(), noun: "party", number: "CUS-1", title: "Acme" };
const overheard = (words: string, more: Partial<Ask> = {}): Ask =>
  asked(words, { room, overheard: true, source: { kind: "chat", room, event: "$1" }, ...more });

const proposed =
  (more: object = {}): Answer =>
  ({ what }: { what: string }) => ({
    known: false,
    promise: { number: "PRM-3", state: "proposed", what },
    card: {
      record: null,
      call: "promise.propose",
      change: null,
      title: `Make it a to-do? ${what}`,
      by: "Jane",
      facts: [{ label: "Due", value: "Friday" }],
      actions: [
        { label: "Make it a to-do", words: "accept PRM-3" },
        { label: "No", words: "dismiss PRM-3" },
      ],
      state: "current",
    },
    ...more,
  });

function openHub(more: Record<string, Answer> = {}) {
  const fake = fakeHub({
    "record.here": ({ room: here }: { room: string }) => ({ record: here === room ? acme : null }),
    "promise.propose": proposed(),
    ...more,
  });
  return { ...fake, tell: makeConversation(fake.hub, commands) };
}

test("a promise is proposed to whoever made it, alone, with the words, the message and the day", async (t) => {
  const { tell, effects } = openHub();
  const reply = await tell(overheard("They agreed! I'll send the quote by Friday."));
  t.deepEqual(effects, [
    {
      call: "promise.propose",
      input: {
        what: "Send the quote",
        due: "2026-11-26T23:00:00.000Z",
        time_zone: "Europe/Berlin",
        all_day: true,
        text: "I'll send the quote by Friday.",
        said_at: "2026-11-22T12:00:00.000Z",
        room,
        event: "$1",
      },
      options: {
        person: "@jane:hub.localhost",
        source: { kind: "chat", room, event: "$1" },
        key: "matrix:$1",
      },
    },
  ]);
  t.true(reply?.isPrivate);
  t.regex(plainText(reply!), /^Make it a to-do\? Send the quote\n/);
  t.deepEqual(
    reply?.choices?.map(({ words, reaction }) => [words, reaction]),
    [
      ["accept PRM-3", "✅"],
      ["dismiss PRM-3", "❌"],
    ],
  );
});

test("talk costs no call, and a promise elsewhere than in a record's room proposes nothing", async (t) => {
  const { tell, calls, effects } = openHub();
  t.is(await tell(overheard("Friday is fine")), undefined);
  t.deepEqual(calls, []);
  t.is(await tell(overheard("I'll send the quote by Friday", { room: "!lobby:hub.localhost" })), undefined);
  t.deepEqual(effects, []);
});

test("who has turned it off is left alone", async (t) => {
  const off = { "preference.show": () => ({ time_zone: "Europe/Berlin", locale: null, promises: false }) };
  const { tell, effects } = openHub(off);
  t.is(await tell(overheard("I'll send the quote by Friday")), undefined);
  t.deepEqual(effects, []);
  const set = openHub({ "preference.set": (given) => given });
  await set.tell(overheard("promises off", { overheard: false }));
  t.like(set.effects[0], { call: "preference.set", input: { promises: false } });
});

test("of somebody who never said where they live, only a day that is the same everywhere is taken", async (t) => {
  const { tell, effects } = openHub({
    "preference.show": () => ({ time_zone: null, locale: null, promises: true }),
  });
  t.is(await tell(overheard("I'll send the quote tomorrow")), undefined);
  t.is(await tell(overheard("I'll send the quote by Friday 5pm")), undefined);
  t.deepEqual(effects, []);
  t.truthy(await tell(overheard("I'll send the quote by Friday")));
  t.like(effects[0]?.input, { due: "2026-11-27T00:00:00.000Z", time_zone: "UTC", all_day: true });
});

test("a message that was proposed before, or that may not be proposed, is passed over in silence", async (t) => {
  const words = "I'll send the quote by Friday";
  t.is(await openHub({ "promise.propose": proposed({ known: true }) }).tell(overheard(words)), undefined);
  const refused = () => {
    throw problem(403, "not-allowed", "That is not for you.");
  };
  t.is(await openHub({ "promise.propose": refused }).tell(overheard(words)), undefined);
  const down = () => {
    throw problem(503, "x", "x");
  };
  await t.throwsAsync(openHub({ "promise.propose": down }).tell(overheard(words)), { instanceOf: TryAgain });
});

test("a promise said to a card is proposed too; words for the card are for the card", async (t) => {
  const { tell, effects } = openHub();
  const reply = { overheard: false, casual: true, record: "DEA-7" };
  t.truthy(await tell(overheard("I'll send the quote by Friday", reply)));
  t.is(effects[0]?.call, "promise.propose");
});
