import test from "ava";
import { gathered } from "./gather.ts";

test("what comes while the hub is busy goes with the next call, and each learns what was new of its own", async (t) => {
  const calls: string[][] = [];
  const known = new Set<string>();
  const first = Promise.withResolvers<void>();
  const store = gathered<{ id: string }>(async (items) => {
    calls.push(items.map(({ id }) => id));
    if (calls.length === 1) await first.promise;
    const fresh = items.filter(({ id }) => !known.has(id)).map(({ id }) => id);
    for (const id of fresh) known.add(id);
    return new Set(fresh);
  }, 1);
  const answers = ["a", "b", "a", "c", "b"].map((id) => store([{ id }]));
  first.resolve();
  const fresh = await Promise.all(answers);
  t.deepEqual(calls, [["a"], ["b", "a", "c", "b"]]);
  t.deepEqual(
    fresh.map((ids) => [...ids]),
    [["a"], ["b"], [], ["c"], []],
  );
});

test("a call that fails fails for all in it, and for nobody after", async (t) => {
  let down = true;
  const store = gathered<{ id: string }>(async (items) => {
    await Promise.resolve();
    if (down) throw new Error("down");
    return new Set(items.map(({ id }) => id));
  }, 1);
  const results = await Promise.allSettled([
    store([{ id: "a" }]),
    store([{ id: "b" }]),
    store([{ id: "c" }]),
  ]);
  t.deepEqual(
    results.map(({ status }) => status),
    ["rejected", "rejected", "rejected"],
  );
  down = false;
  t.deepEqual([...(await store([{ id: "d" }]))], ["d"]);
});
