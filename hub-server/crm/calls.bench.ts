/**
 * What a call costs over HTTP with the demo company, one after another, and how many statements it takes.
 * `node hub-server/crm/calls.bench.ts [--statements]` prints them too.
 */
import { connect } from "../client.ts";
import { interactions, parties, recordFind, recordProfile, undoChange } from "../contract/index.ts";
import { openBenchHub } from "../testing/bench/hub.ts";
import { figure, timesOf } from "../testing/bench/measure.ts";
import { noteStatements } from "../testing/bench/statements.ts";
import { loadDemo } from "./demo/load.ts";

const runs = 300;
const statements = noteStatements();
const bench = await openBenchHub();
try {
  await loadDemo(bench.inside, (line) => console.error(line));
  await toldAll();
  for (const user of ["admin", "janet"]) await measure(user);
} finally {
  await bench.stop();
}

/** The administrator reaches everything; Janet is a sales executive, who reaches her team's. */
async function measure(user: string): Promise<void> {
  const hub = connect(bench.url, await bench.token(user));
  const { items } = await hub(parties.list, { limit: 50, owner: user });
  const mine = items.length ? items : (await hub(parties.list, { limit: 50 })).items;
  const party = (run: number) => mine[Math.abs(run) % mine.length]!.number;
  const log = (run: number) =>
    hub(interactions.add, { party: party(run), channel: "call", subject: `Call ${run}` });
  await report(`record.profile, ${user}`, (run) => hub(recordProfile, { ref: party(run) }));
  await report(`party.list 50, ${user}`, () => hub(parties.list, { limit: 50 }));
  await report(`record.find, ${user}`, (run) =>
    hub(recordFind, { text: ["chai", "alfreds", "berlin"][Math.abs(run) % 3]! }),
  );
  await report(`interaction.add, ${user}`, log);
  const changes: string[] = [];
  for (let run = 0; run < runs * 1.1 + 5; run++) changes.push((await log(run)).change);
  await toldAll();
  await report(`change.undo, ${user}`, () => hub(undoChange, { change: changes.pop()! }));
}

async function report(name: string, work: (run: number) => Promise<unknown>): Promise<void> {
  await work(-1);
  await toldAll();
  statements.take();
  await work(-2);
  // What is told afterwards may have begun already; it uses statements of its own.
  const asked = statements.take();
  const inCall = asked.slice(0, asked.findLastIndex((text) => /^commit/i.test(text)) + 1 || asked.length);
  if (process.argv.includes("--statements"))
    for (const text of inCall) console.error(`  ${text.slice(0, 260)}`);
  console.log(figure(name, await timesOf(runs, work), { statements: inCall.length }));
}

/** Waits until the outbox is empty, so that telling does not disturb what is measured. */
async function toldAll(): Promise<void> {
  for (;;) {
    const { rows } = await bench.owner.query("select 1 from hub.outbox where done_at is null limit 1");
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
