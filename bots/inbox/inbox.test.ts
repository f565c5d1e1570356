import { setTimeout as delay } from "node:timers/promises";
import test from "ava";
import { takeIn } from "@singularity/hub-server/contract";
import { commands } from "../commands/index.ts";
import { makeConversation } from "../conversation/converse.ts";
import { fakeSurface, type Surface } from "../conversation/surface.ts";
import { TryAgain } from "../errors.ts";
import { fakeHub, problem, writtenOf, type FakeHub } from "../testing/fake-hub.ts";
import { makeLanes } from "./lanes.ts";
import { startWorker, type Worker } from "./worker.ts";

const silent = { warn: () => {}, error: () => {} };

function start(fake: FakeHub, surface: Surface, name = "one", claimSeconds = 20, parallel = 8): Worker {
  return startWorker({
    hub: fake.hub,
    source: "fake",
    name,
    surface,
    converse: makeConversation(fake.hub, commands),
    laneOf: (body) => (body as { room?: string }).room ?? "",
    log: silent,
    claimSeconds,
    parallel,
  });
}

const keep = (fake: FakeHub, id: string, body: object) =>
  fake.hub(takeIn, { items: [{ source: "fake", id, body }] });

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !done(); tries++) await delay(10);
  if (!done()) throw new Error("It did not come to pass in 5 s.");
}

test("lanes keep order within a lane, and no more than so many work at once", async (t) => {
  const lanes = makeLanes(2);
  const order: string[] = [];
  let now = 0;
  let most = 0;
  const job = (name: string) => async () => {
    now += 1;
    most = Math.max(most, now);
    await delay(5);
    order.push(name);
    now -= 1;
  };
  for (const name of ["a1", "b1", "c1", "a2", "a3", "b2"]) void lanes.run(name[0]!, job(name));
  await lanes.idle();
  t.deepEqual(
    order.filter((name) => name.startsWith("a")),
    ["a1", "a2", "a3"],
  );
  t.is(order.length, 6);
  t.is(most, 2);
});

test("a lane goes on after a job that failed", async (t) => {
  const lanes = makeLanes(1);
  await t.throwsAsync(lanes.run("a", async () => Promise.reject(new Error("no"))));
  let ran = false;
  await lanes.run("a", async () => {
    ran = true;
  });
  t.true(ran);
});

test("what was kept before the start is answered, once", async (t) => {
  const fake = fakeHub({ "party.add": () => writtenOf("Acme") });
  await keep(fake, "$1", { words: "add prospect Acme" });
  const surface = fakeSurface();
  const worker = start(fake, surface);
  await until(() => fake.inbox.every(({ settled }) => settled));
  await worker.stop();
  t.is(surface.answers.length, 1);
  t.is(fake.effects.length, 1);
});

test("two workers at once: one effect and one answer for each", async (t) => {
  const fake = fakeHub({ "party.add": () => writtenOf("Acme") });
  const surface = fakeSurface();
  const workers = [start(fake, surface, "one"), start(fake, surface, "two")];
  for (let n = 0; n < 20; n++) {
    await keep(fake, `$${n}`, { words: `add prospect Acme ${n}`, room: `!${n % 3}` });
    for (const worker of workers) worker.wake();
  }
  await until(() => fake.inbox.every(({ settled }) => settled));
  await Promise.all(workers.map((worker) => worker.stop()));
  t.is(fake.effects.length, 20);
  t.is(surface.answers.length, 20);
});

test("a fault of the hub is tried again until it passes", async (t) => {
  let faults = 2;
  const fake = fakeHub({
    "party.add": () => {
      if (faults-- > 0) throw problem(503, "unavailable", "Starting.");
      return writtenOf("Acme");
    },
  });
  await keep(fake, "$1", { words: "add prospect Acme" });
  const surface = fakeSurface();
  const worker = start(fake, surface);
  await until(() => fake.inbox.every(({ settled }) => settled));
  await worker.stop();
  t.is(fake.effects.length, 1);
  t.is(surface.answers.length, 1);
});

test("an item that makes us fail is apologised for, and does not block its room", async (t) => {
  const fake = fakeHub({ "record.find": () => ({ items: null }), "session.who": () => ({ rights: [] }) });
  await keep(fake, "$1", { words: "find acme", room: "!r" });
  await keep(fake, "$2", { words: "help", room: "!r" });
  const surface = fakeSurface();
  const worker = start(fake, surface);
  await until(() => fake.inbox.every(({ settled }) => settled));
  await worker.stop();
  t.regex(surface.answers[0]!.reply.lines[0]!, /went wrong/);
  t.like(surface.answers[0]!.reply, { isPrivate: true, apology: true });
  t.is(surface.answers[1]!.id, "$2");
});

test("a chat that fails for long while it is told hears the answer in the end, not an apology", async (t) => {
  const fake = fakeHub({ "party.add": () => writtenOf("Acme") });
  await keep(fake, "$1", { words: "add prospect Acme" });
  const surface = fakeSurface();
  let failures = 12;
  const failing: Surface = {
    ...surface,
    answer: (heard, reply) => {
      if (failures-- > 0 && !reply.apology) throw new TryAgain("The chat answered 500.", 0.001);
      return surface.answer(heard, reply);
    },
  };
  const worker = start(fake, failing);
  await until(() => fake.inbox.every(({ settled }) => settled));
  await worker.stop();
  t.deepEqual(
    surface.answers.map(({ reply }) => [reply.apology, reply.card?.title]),
    [[undefined, "Acme"]],
  );
});

test("whoever waits until a chat wants to be asked again holds up nobody else", async (t) => {
  const fake = fakeHub({ "party.add": ({ name }: { name: string }) => writtenOf(name) });
  const surface = fakeSurface();
  let isLimited = true;
  const limiting: Surface = {
    ...surface,
    answer: (heard, reply) => {
      if (reply.card?.title === "Later" && isLimited)
        throw new TryAgain("The chat answered 429.", 0.05, true);
      return surface.answer(heard, reply);
    },
  };
  for (const [room, name] of ["Later", "Sooner", "Later"].entries())
    await keep(fake, `$${room}`, { words: `add prospect ${name}`, room: `!${room % 2}` });
  const worker = start(fake, limiting, "one", 20, 1);
  await until(() => surface.answers.length > 0);
  t.deepEqual(
    surface.answers.map(({ id }) => id),
    ["$1"],
  );
  isLimited = false;
  await until(() => fake.inbox.every(({ settled }) => settled));
  await worker.stop();
  t.deepEqual(
    surface.answers.map(({ id }) => id),
    ["$1", "$0", "$2"],
    "those of one room in their order",
  );
});

test("a worker that waits for longer than its claim lives keeps the item, and tells it once", async (t) => {
  const fake = fakeHub({ "party.add": () => writtenOf("Acme") });
  await keep(fake, "$1", { words: "add prospect Acme" });
  const surface = fakeSurface();
  let isLimited = true;
  const limiting: Surface = {
    ...surface,
    answer: (heard, reply) => {
      if (!isLimited) return surface.answer(heard, reply);
      isLimited = false;
      throw new TryAgain("The chat answered 429.", 2.5, true);
    },
  };
  const workers = ["one", "two"].map((name) => start(fake, limiting, name, 1));
  await until(() => fake.inbox.every(({ settled }) => settled));
  await Promise.all(workers.map((worker) => worker.stop()));
  t.is(fake.inbox[0]!.attempts, 1);
  t.is(surface.answers.length, 1);
});

test("what a dead process had claimed is taken over when its claim ends", async (t) => {
  const fake = fakeHub({ "party.add": () => writtenOf("Acme") });
  await keep(fake, "$1", { words: "add prospect Acme" });
  fake.inbox[0]!.claimedUntil = Date.now() + 500;
  const surface = fakeSurface();
  const worker = start(fake, surface, "heir", 1);
  await until(() => fake.inbox.every(({ settled }) => settled));
  await worker.stop();
  t.is(surface.answers.length, 1);
});
