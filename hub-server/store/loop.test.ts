import { setTimeout as pause } from "node:timers/promises";
import test from "ava";
import { makeLoop } from "./loop.ts";

const onError = () => {};

test("a loop works at its start, when woken and after its rest", async (t) => {
  let rounds = 0;
  const loop = makeLoop(async () => rounds++, { rest: 30, onError });
  loop.start();
  await pause(5);
  t.is(rounds, 1);
  loop.wake();
  await pause(5);
  t.is(rounds, 2);
  await pause(100);
  t.true(rounds >= 3 && rounds <= 6, `${rounds} rounds`);
  await loop.stop();
});

test("any number of wake-ups during a round cost one more round", async (t) => {
  let rounds = 0;
  const loop = makeLoop(
    async () => {
      rounds++;
      await pause(20);
    },
    { rest: 60_000, onError },
  );
  loop.start();
  for (let i = 0; i < 1_000; i++) loop.wake();
  await pause(80);
  t.is(rounds, 2);
  await loop.stop();
});

test("a round that throws is told and does not end the loop", async (t) => {
  const errors: string[] = [];
  let rounds = 0;
  const loop = makeLoop(
    async () => {
      if (rounds++ === 0) throw new Error("lost the database");
    },
    { rest: 10, onError: ({ message }) => errors.push(message) },
  );
  loop.start();
  await pause(50);
  await loop.stop();
  t.deepEqual(errors, ["lost the database"]);
  t.true(rounds > 1);
});

test("stop waits for the round under way and nothing follows", async (t) => {
  let rounds = 0;
  let ended = 0;
  const loop = makeLoop(
    async () => {
      rounds++;
      await pause(20);
      ended++;
    },
    { rest: 1, onError },
  );
  loop.start();
  loop.wake();
  await loop.stop();
  loop.wake();
  await pause(40);
  t.deepEqual([rounds, ended], [1, 1]);
});
