/** Several hubs ask, and one is killed: each time that is due is asked once. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { questions } from "../../contract/index.ts";
import { inMs, until } from "../calendar/testing.ts";
import { asOwner } from "../reminder/testing.ts";
import { testHub, type TestHub } from "../../testing/hub.ts";
import { questionsLoop } from "./loop.ts";
import { textsTo } from "./testing.ts";

const program = fileURLToPath(new URL("fire.process.ts", import.meta.url));
const count = 12;
const patience = 60_000; // ms: other tests run beside

async function start(t: ExecutionContext, hub: TestHub): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, hub.database.appUrl], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.teardown(() => child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

async function fired(hub: TestHub): Promise<number> {
  const [row] = await asOwner<{ fired: string }>(hub, `select count(*) as fired from crm.question_firing`);
  return Number(row!.fired);
}

test("four hubs at once, and one that is killed, ask each question once", async (t) => {
  const hub = await testHub(t);
  const ann = await hub.person("ann", ["sales-executive"]);
  for (let n = 0; n < count; n++)
    await ann.hub(questions.add, {
      question: "silent customers",
      starts: inMs(3_600_000),
      rrule: "FREQ=DAILY",
    });
  const { parts, sequelize, enter } = hub.inside;
  const options = {
    parts,
    sequelize,
    enter,
    asked: () => {},
    onError: (error: Error) => t.fail(error.message),
  };
  const more = Array.from({ length: 3 }, () => questionsLoop(options));
  for (const loop of more) loop.start();
  const doomed = await start(t, hub);
  await asOwner(
    hub,
    `update crm.question set starts = now() - interval '1 minute', due_at = now() - interval '1 minute'`,
  );
  await until(async () => (await fired(hub)) >= 2, patience);
  doomed.kill("SIGKILL");
  await once(doomed, "exit");
  await until(async () => (await fired(hub)) >= count, patience);
  for (const loop of more) await loop.stop();
  const rows = await asOwner<{ question_id: string }>(hub, `select question_id from crm.question_firing`);
  t.is(rows.length, count);
  t.is(new Set(rows.map((row) => row.question_id)).size, count);
  const texts = (await textsTo(hub, ann)).filter((text) => text.startsWith("Nobody has gone silent."));
  t.is(texts.length, count);
});
