import { setTimeout as sleep } from "node:timers/promises";
import test, { type ExecutionContext } from "ava";
import { coalesce } from "../coalesce.ts";
import { pacer } from "./pace.ts";

function testPacer(t: ExecutionContext, attempt: (count: number) => Promise<boolean>) {
  let attempts = 0;
  const pace = pacer(() => attempt(++attempts));
  t.teardown(() => pace.stop());
  return { pace, attempts: () => attempts };
}

test("many callers at once share one attempt that began after they called", async (t) => {
  const { pace, attempts } = testPacer(t, () => sleep(20, true));
  await Promise.all(Array.from({ length: 100 }, () => pace.again()));
  t.true(attempts() <= 2);
  const before = attempts();
  await pace.again();
  t.is(attempts(), before + 1);
});

test("while attempts fail nobody waits, and callers do not make them more frequent", async (t) => {
  const { pace, attempts } = testPacer(t, async () => false);
  await pace.again();
  const before = attempts();
  for (let call = 0; call < 100; call++) await pace.again();
  t.true(attempts() <= before + 1);
});

test("after a failure it goes on by itself", async (t) => {
  const recovered = Promise.withResolvers<void>();
  const { attempts } = testPacer(t, async (count) => {
    if (count === 3) recovered.resolve();
    return count > 2;
  });
  await recovered.promise;
  t.is(attempts(), 3);
});

test("stopping lets go of everybody who waits", async (t) => {
  const { pace } = testPacer(t, () => sleep(20, true));
  const waiting = [pace.again(), pace.again()];
  await pace.stop();
  await t.notThrowsAsync(Promise.all([...waiting, pace.again()]));
});

test("hints that come together act once at once, and once after", async (t) => {
  let acts = 0;
  const { hint } = coalesce(() => void acts++, 20);
  for (let count = 0; count < 50; count++) hint();
  t.is(acts, 1);
  await sleep(200);
  t.is(acts, 2);
});
