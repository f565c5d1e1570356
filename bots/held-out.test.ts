/** Some of what was held out, said to the bots of a real hub: what it comes to there, names and all. */
import test from "ava";
import { Preset } from "matrix-js-sdk";
import { interactions, meetings, parties, setPreferences, todos } from "@singularity/hub-server/contract";
import { messages, until, type Said } from "./testing/listen.ts";
import { openStage, type Actor, type Stage } from "./testing/stage.ts";
import { roomWithBot } from "./testing/verb-world.ts";

let stage: Stage;
let jane: Actor;
let direct: string;

test.before(async () => {
  stage = await openStage();
  await stage.bots();
  jane = await stage.actor("jane", ["manager"]);
  await jane.hub(setPreferences, { time_zone: "Europe/Berlin", locale: "en-GB" });
  direct = await roomWithBot(stage, jane, { is_direct: true, preset: Preset.TrustedPrivateChat });
});
test.after.always(() => stage?.stop());

const told = async (): Promise<Said[]> =>
  (await messages(jane.client, direct)).filter(({ sender }) => sender === stage.bot);

async function say(words: string): Promise<Said> {
  const before = (await told()).length;
  await jane.say(direct, words);
  return until(async () => (await told())[before], "answer");
}

/** Who, how long, what was said. */
const passed = [
  ["Log call with May 25m — she wants 40 seats", "May", 1500, "she wants 40 seats"],
  ["log call Friday GmbH 10 min -- invoice question", "Friday GmbH", 600, "invoice question"],
  ["log call 3M 1h 15m – tape", "3M", 4500, "tape"],
  ["Log call Call Center AG half an hour - ports", "Call Center AG", 1800, "ports"],
  ["log Anruf von Böhm & Söhne 7m -- Mahnung", "Böhm & Söhne", 420, "Mahnung"],
] as const;

test.serial("names that look like times and verbs are those of customers", async (t) => {
  for (const [words, name, seconds, body] of passed) {
    await jane.hub(parties.add, { name, role: "customer" });
    const card = await say(words);
    t.is(card.card?.about?.title, name, card.body);
    const [latest] = (await jane.hub(interactions.list, { party: name })).items;
    t.like(latest, { duration_s: seconds, body });
  }
});

const unsure = [
  "log call May monday",
  "log call 24/7 Services 8m",
  "todo send contract next week",
  "todo book table for friday",
  "todo pay rent on the last day of every month",
  "meet May übernächsten Dienstag 10 Uhr",
  "pay May 600 eur yesterday",
  "invoice May $1,200 -- seats",
];

test.serial("what could be two things is asked back, and nothing is written", async (t) => {
  const written = async () => {
    const lists = [interactions.list, todos.list, meetings.list].map((list) => jane.hub(list, {}));
    return (await Promise.all(lists)).map(({ items }) => items.length);
  };
  const before = await written();
  for (const words of unsure) {
    t.regex((await say(words)).body, /\^$/, words);
    await say("cancel");
  }
  t.deepEqual(await written(), before);
});
