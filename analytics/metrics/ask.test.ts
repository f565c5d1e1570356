import { randomUUID } from "node:crypto";
import test from "ava";
import { testAnswers, unscoped } from "../testing/answers.ts";
import { table } from "./table.ts";

const anna = { id: randomUUID(), name: "Anna" };
const ben = { id: randomUUID(), name: "Ben" };
const acme = { id: randomUUID(), number: "CUS-1", title: "Acme", owner: ben.id };
const twin = { id: randomUUID(), number: "CUS-2", title: "Acme", owner: anna.id };

const rows = [
  { at: "2024-01-31 23:30:00", channel: "call", duration: 600, owner: anna, party: acme },
  { at: "2024-02-10 10:00:00", channel: "email", owner: anna, party: acme },
  { at: "2024-02-11 10:00:00", channel: "Call", duration: 1200, owner: ben, party: twin },
  { at: "2024-04-01 09:00:00", channel: "meeting", duration: 3600, owner: ben, party: acme },
  { at: "2024-04-02 09:00:00", channel: "call", removed: true, owner: ben, party: acme },
];

test("interactions by month count, add durations, show the empty month, and say the fact first", async (t) => {
  const ask = await testAnswers(t, rows);
  const answer = await ask("interactions by month");
  t.is(answer.title, "Interactions by month");
  t.is(answer.fact, "4 interactions from Jan 2024 to Apr 2024; busiest: Feb 2024 (2).");
  t.deepEqual(
    answer.columns.map(({ key, type }) => `${key} ${type}`),
    ["month month", "interactions count", "duration duration"],
  );
  t.deepEqual(answer.rows, [
    { month: "2024-01-01", interactions: 1, duration: 600 },
    { month: "2024-02-01", interactions: 2, duration: 1200 },
    { month: "2024-03-01", interactions: 0, duration: null },
    { month: "2024-04-01", interactions: 1, duration: 3600 },
  ]);
  t.regex(
    answer.computed,
    /^Counted the rows of interaction that are not removed; per month; days and months of UTC.*\n\nselect /,
  );
  t.true(answer.lagMs >= 0 && Date.now() - Date.parse(answer.asOf) < 60_000);
});

test("a month begins when it begins where the asker lives", async (t) => {
  const ask = await testAnswers(t, rows);
  const vienna = await ask("interactions by month in 2024-02", { timeZone: "Europe/Vienna" });
  t.deepEqual(vienna.rows, [{ month: "2024-02-01", interactions: 3, duration: 1800 }]);
  const utc = await ask("interactions by month in 2024-02");
  t.deepEqual(utc.rows, [{ month: "2024-02-01", interactions: 2, duration: 1200 }]);
  const newYork = await ask("interactions by day in 2024-01", { timeZone: "America/New_York" });
  t.like(newYork.rows.at(-1), { day: "2024-01-31", interactions: 1 });
  t.is(newYork.rows.length, 31);
});

test("a period without rows at its ends still shows its months", async (t) => {
  const ask = await testAnswers(t, rows);
  const { rows: found } = await ask("interactions by month last 6 months");
  t.deepEqual(
    found.map(({ month, interactions }) => [month, interactions]),
    [
      ["2023-12-01", 0],
      ["2024-01-01", 1],
      ["2024-02-01", 2],
      ["2024-03-01", 0],
      ["2024-04-01", 1],
      ["2024-05-01", 0],
    ],
  );
});

test("a series longer than an answer holds has only what happened", async (t) => {
  const ask = await testAnswers(t, rows);
  const { rows: found, more } = await ask("interactions by day since 1000");
  t.deepEqual(
    found.map(({ day, interactions }) => [day, interactions]),
    [
      ["2024-01-31", 1],
      ["2024-02-10", 1],
      ["2024-02-11", 1],
      ["2024-04-01", 1],
    ],
  );
  t.is(more, 0);
  t.is((await ask("interactions by day last 1000 days")).rows.length, 1000);
  t.is((await ask("interactions by day last 1001 days")).rows.length, 4);
});

test("filters name channel, owner and party by title or number, without regard to case", async (t) => {
  const ask = await testAnswers(t, rows);
  const count = async (question: string) => Number((await ask(question)).rows[0]?.["interactions"] ?? 0);
  t.is(await count("interactions for channel:call"), 2);
  t.is(await count("interactions for channel:call,email"), 3);
  t.is(await count("interactions for channel:call owner:anna"), 1);
  t.is(await count("interactions for party:acme"), 4);
  t.is(await count("interactions for party:cus-2"), 1);
  t.is(await count('interactions for party:"CUS-1" since 2024-02'), 2);
  const nothing = await ask("interactions by month last 12 months for channel:fax");
  t.is(nothing.fact, "No interactions, last 12 months, channel fax.");
  t.deepEqual(nothing.rows, []);
});

test("parties of the same name stay two, and the largest group comes first", async (t) => {
  const ask = await testAnswers(t, rows);
  const { rows: found, fact } = await ask("interactions by party");
  t.deepEqual(
    found.map((row) => [row["party"], row["interactions"]]),
    [
      ["Acme", 3],
      ["Acme", 1],
    ],
  );
  t.is(fact, "4 interactions from Jan 2024 to Apr 2024; most: Acme (3).");
});

test("two dimensions: time runs forward, and within a month the largest comes first", async (t) => {
  const ask = await testAnswers(t, [
    ...rows,
    { at: "2024-04-03 09:00:00", channel: "email" },
    { at: "2024-04-03 09:00:00", channel: "email" },
  ]);
  const { rows: found } = await ask("interactions by month, channel since 2024-04");
  t.deepEqual(
    found.map((row) => [row["month"], row["channel"], row["interactions"]]),
    [
      ["2024-04-01", "email", 2],
      ["2024-04-01", "meeting", 1],
    ],
  );
});

test("only rows of the people named count: as author, or as owner of the party", async (t) => {
  const ask = await testAnswers(t, rows);
  const count = async (people: readonly string[]) =>
    Number((await ask("interactions", { visible: { people } })).rows[0]?.["interactions"] ?? 0);
  t.is(await count([anna.id]), 3);
  t.is(await count([ben.id]), 4);
  t.is(await count([anna.id, ben.id]), 4);
  t.is(await count([randomUUID()]), 0);
  t.is(await count([]), 0);
  t.is(await count(["' or true --"]), 0);
  const { rows: found } = await ask("interactions by month", { visible: { people: [anna.id] } });
  t.is(
    found.reduce((sum, row) => sum + Number(row["interactions"]), 0),
    3,
  );
});

test("a view that does not say whose its rows are answers only to those who see all", async (t) => {
  const ask = await testAnswers(t, rows, unscoped);
  await t.notThrowsAsync(ask("interactions"));
  await t.throwsAsync(ask("interactions", { visible: { people: [anna.id] } }), { code: "scope-missing" });
});

test("nothing logged is an answer, not an error", async (t) => {
  const ask = await testAnswers(t, []);
  for (const question of ["interactions", "interactions by month", "interactions by channel"]) {
    const answer = await ask(question);
    t.is(answer.fact, "No interactions yet.");
    t.deepEqual(answer.rows, []);
    t.is(table(answer), "");
  }
});

test("SQL in a value is a value", async (t) => {
  const ask = await testAnswers(t, rows);
  for (const value of [
    "'; drop table interaction; --",
    "call') or (1=1",
    '\\" or true',
    "$1",
    "%",
    "call'--",
    "x\u0000y",
  ]) {
    const answer = await ask(`interactions for channel:"${value.replaceAll('"', "")}"`);
    t.deepEqual(answer.rows, [], value);
    t.false(answer.computed.split("\n\n")[1]!.includes("drop"));
  }
  t.is((await ask("interactions")).rows[0]?.["interactions"], 4);
});

test("a long answer keeps the newest of a series and the largest of the rest, and says how many more", async (t) => {
  const many = Array.from({ length: 1200 }, (_, n) => ({
    at: new Date(Date.UTC(2019, 0, 1 + n, 12)).toISOString().slice(0, 19),
    channel: `channel ${n}`,
  }));
  const ask = await testAnswers(t, [...many, { at: "2019-01-01 12:00:00", channel: "channel 7" }]);
  const days = await ask("interactions by day");
  t.is(days.rows.length, 1000);
  t.is(days.more, 200);
  t.is(days.rows.at(-1)?.["day"], "2022-04-14");
  const channels = await ask("interactions by channel");
  t.is(channels.rows[0]?.["channel"], "channel 7");
  t.is(channels.more, 200);
  t.regex(channels.fact, /^1,201 interactions /);
  t.regex(table(channels), /\n… 1180 more$/);
});
