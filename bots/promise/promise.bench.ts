// What it costs to look at talk for promises: everything that is said in rooms is asked. Run alone: node bots/promise/promise.bench.ts
import type { Here } from "../words/day.ts";
import { promised, talk } from "./phrases.ts";
import { mayPromise, readPromise } from "./read.ts";

const now = Temporal.Instant.from("2026-11-22T12:00:00Z").toZonedDateTimeISO("Europe/Berlin");
const here: Here = { now, language: "en", order: undefined, clock24: true, tense: "future" };
const all = [...talk, ...promised.map(([text]) => text)];

function rate(name: string, look: (text: string) => unknown): void {
  for (let warm = 0; warm < 20; warm++) all.forEach(look);
  const start = performance.now();
  let rounds = 0;
  while (performance.now() - start < 1000) {
    all.forEach(look);
    rounds += 1;
  }
  const value = Math.round((rounds * all.length) / ((performance.now() - start) / 1000));
  console.log(JSON.stringify({ name, value, unit: "messages/s" }));
}

rate("bots: messages looked at for what may be a promise", mayPromise);
rate("bots: messages read for promises", (text) => readPromise(text, here));
