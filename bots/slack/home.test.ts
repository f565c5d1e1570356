/** The home of a person: what they have to do, what they work on, what waits for their yes. */
import test, { type ExecutionContext } from "ava";
import { problem } from "../testing/fake-hub.ts";
import { event } from "./testing/deliver.ts";
import { janesStage } from "./testing/janes-stage.ts";
import type { SlackStage } from "./testing/slack-stage.ts";

const deal = (number: string, closed_at: string | null) => ({ id: number, number, title: number, closed_at });

const stageOf = (t: ExecutionContext, answers = {}) =>
  janesStage(t, {
    "session.who": () => ({ person: { id: "P1" } }),
    "todo.list": () => ({ items: [{ number: "TD-7", title: "Send quote", due: null, priority: null }] }),
    ...answers,
  });

let count = 0;
async function open(stage: SlackStage, more: object = {}): Promise<string> {
  await stage.deliver(
    event(`Ev-h${(count += 1)}`, { type: "app_home_opened", tab: "home", channel: "D1", ...more }),
  );
  await stage.settled();
  return JSON.stringify([...stage.slack.views.values()].findLast(({ type }) => type === "home"));
}

test("open deals are found behind any number of closed ones", async (t) => {
  const stage = await stageOf(t, {
    "deal.list": ({ after }: { after?: string }) =>
      after === "page 3"
        ? { items: [deal("DEA-9", null)], next: null }
        : { items: [deal("DEA-1", "2026-01-01T00:00:00Z")], next: after ? "page 3" : "page 2" },
  });
  const home = await open(stage);
  t.regex(home, /My pipeline \(1\).*DEA-9/);
  t.notRegex(home, /DEA-1"/);
});

test("a section of many items counts some of them; one that the person may not see is left out", async (t) => {
  const items = Array.from({ length: 50 }, (_, n) => ({
    number: `TD-${n}`,
    title: `To-do ${n}`,
    due: null,
    priority: null,
  }));
  const stage = await stageOf(t, {
    "todo.list": () => ({ items, next: "more" }),
    "deal.list": () => {
      throw problem(403, "not-allowed", "You need the right deal:view for this.");
    },
  });
  const home = await open(stage);
  t.regex(home, /My to-dos \(50\+\).*42 more/);
  t.notRegex(home, /My pipeline|To-do 8/);
  t.is(stage.hub.calls.filter(({ call }) => call === "todo.list").length, 1);
});

test("what waits for a yes shows who asked and what, and its buttons say which one is meant", async (t) => {
  const waits = {
    id: "CNF-1",
    kind: "approve",
    state: "waiting",
    mine: false,
    title: "Erase Acme",
    asked_by: "Raj",
  };
  const more = { facts: [{ label: "Why", value: "asked to" }], needed: 2, given: ["Mia"] };
  const done = { ...waits, ...more, id: "CNF-2", title: "Merge", state: "done" };
  const mine = { ...waits, ...more, id: "CNF-3", title: "Pay run", mine: true };
  const stage = await stageOf(t, {
    "confirmation.list": () => ({ items: [{ ...waits, ...more }, done, mine] }),
  });
  const home = await open(stage);
  t.regex(home, /Waiting for a yes \(2\).*Erase Acme.*asked by Raj · 1 of 2 · Why: asked to/);
  t.deepEqual(
    [...home.matchAll(/"value":"((?:confirm|withdraw) [^"]+)"/g)].map(([, words]) => words),
    ["confirm CNF-1", "withdraw CNF-1", "withdraw CNF-3"],
  );
});

test("a home that was drawn meanwhile is not drawn over by an older look at it; a stranger's is empty", async (t) => {
  const stage = await stageOf(t);
  const first = JSON.parse(await open(stage)) as { hash: string };
  t.regex(await open(stage, { view: { hash: first.hash } }), /Send quote/);
  stage.hub.answers["todo.list"] = () => ({ items: [] });
  t.regex(await open(stage, { view: { hash: first.hash } }), /Send quote/, "that hash is old by now");
  t.regex(await open(stage), /Nothing to do/);
  t.regex(await open(stage, { user: "U9" }), /do not know who you are/);
});
