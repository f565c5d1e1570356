// How many lines are read into calls in a second, on one core. Run alone: node bots/words/words.bench.ts
import { commands } from "../commands/index.ts";
import { phrasings } from "../commands/phrasings/index.ts";
import { WordsUnclear } from "../errors.ts";
import { readLine } from "./line.ts";

const circumstances = { at: new Date("2026-11-22T12:00:00Z"), room: "!room:hub.localhost" };
const byVerb = new Map(
  commands.flatMap((command) => [command.verb, ...command.aliases].map((verb) => [verb, command])),
);
const lines = phrasings.map(({ words }) => words);

function readAll(): void {
  for (const words of lines) {
    const line = readLine(words);
    try {
      byVerb.get(line.verb)?.read(line, circumstances);
    } catch (error) {
      if (!(error instanceof WordsUnclear)) throw error;
    }
  }
}

const seconds = 2;
for (let warm = 0; warm < 20; warm++) readAll();
const start = performance.now();
let rounds = 0;
while (performance.now() - start < seconds * 1000) {
  readAll();
  rounds += 1;
}
const value = Math.round((rounds * lines.length) / ((performance.now() - start) / 1000));
console.log(JSON.stringify({ name: "bots: lines read into calls", value, unit: "lines/s" }));
