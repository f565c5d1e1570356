/** Boards: places, counts, lateness, speed, and moves in timelines. */
import test from "ava";
import {
  deals,
  deliveries,
  listStalled,
  moveRecord,
  parties,
  rankRecord,
  recordTimeline,
  showBoard,
  showVelocity,
  undoChange,
} from "../../contract/index.ts";
import { statementsOf } from "../../testing/statements.ts";
import { eur, problem, openTrackerHub, type TrackerHub } from "./tracker.fixture.ts";

let hub: TrackerHub;

test.before(async () => {
  hub = await openTrackerHub();
});
test.after.always(() => hub?.stop());

test.serial("a place between neighbours holds, whoever else arranges the column at once", async (t) => {
  const made: { number: string }[] = [];
  for (let index = 0; index < 6; index++) made.push(await hub.aDeal());
  const order = async () => {
    const { columns } = await hub.admin.hub(showBoard, { ref: "Sales", stage: "qualified", limit: 100 });
    return columns[0]!.items
      .map((item) => item.number)
      .filter((number) => made.some((deal) => deal.number === number));
  };
  const [a, b, c, d, e, f] = made.map((deal) => deal.number) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  t.deepEqual(await order(), [a, b, c, d, e, f]);
  const placed = await hub.admin.hub(rankRecord, { ref: f, after: a, before: b });
  t.deepEqual(await order(), [a, f, b, c, d, e]);
  await hub.admin.hub(undoChange, { change: placed.change });
  t.deepEqual(await order(), [a, b, c, d, e, f]);
  await Promise.all([c, d, e, f].map((ref) => hub.admin.hub(rankRecord, { ref, after: a, before: b })));
  const mixed = await order();
  t.is(mixed[0], a);
  t.is(mixed.at(-1), b);
  t.deepEqual(mixed.slice(1, 5).toSorted(), [c, d, e, f].toSorted());
  for (let round = 0; round < 60; round++)
    await hub.admin.hub(rankRecord, { ref: round % 2 ? c : d, after: a, before: round % 2 ? d : c });
  t.is((await order())[0], a);
  const { rank } = await hub.admin.hub(rankRecord, { ref: e, before: a });
  t.is((await order())[0], e);
  t.true(rank.length <= 40);
  const nowhere = await problem(hub.admin.hub(rankRecord, { ref: e }));
  t.is(nowhere.status, 400);
  const other = await hub.aDeal({ value: eur(1), stage: "won" });
  t.is((await problem(hub.admin.hub(rankRecord, { ref: e, after: other.number }))).status, 400);
});

test.serial(
  "a board counts, sums, flags and pages its columns in as many statements for one item as for many",
  async (t) => {
    const seller = await hub.person("bea", ["sales-executive"]);
    const party = (await hub.admin.hub(parties.add, { name: "Bea's", owner: "bea" })).record.number;
    const add = (n: number) =>
      seller.hub(deals.add, { name: `B${n}`, party, value: eur(n * 100), stage: "proposal" });
    await add(1);
    const statements = async () =>
      (await statementsOf(hub, seller, () => seller.hub(showBoard, { ref: "Sales" }))).length;
    const forOne = await statements();
    for (let n = 2; n <= 5; n++) await add(n);
    t.is(await statements(), forOne);
    const { noun, columns } = await seller.hub(showBoard, { ref: "Sales", limit: 2 });
    t.is(noun, "deal");
    const proposal = columns.find((column) => column.stage.key === "proposal")!;
    t.is(proposal.count, 5);
    t.deepEqual(proposal.sums, [eur(1500)]);
    t.deepEqual(
      proposal.items.map((item) => item.title),
      ["B1", "B2"],
    );
    t.deepEqual(proposal.items[0]?.about?.title, "Bea's");
    const next = await seller.hub(showBoard, {
      ref: "Sales",
      stage: "proposal",
      limit: 2,
      after: proposal.next!,
    });
    t.deepEqual(
      next.columns[0]?.items.map((item) => item.title),
      ["B3", "B4"],
    );
    t.is(columns.find((column) => column.stage.key === "won")!.count, 0, "what others own is not counted");
    hub.pass(15 * 24);
    const late = await seller.hub(showBoard, { ref: "Sales", limit: 1 });
    const column = late.columns.find(({ stage }) => stage.key === "proposal")!;
    t.deepEqual([column.late, column.idle], [5, 5]);
    t.true(column.items[0]!.late && column.items[0]!.idle);
  },
);

test.serial("what is late or idle is listed, the longest first, until it moves or closes", async (t) => {
  const seller = await hub.person("sid", ["sales-executive"]);
  const party = (await hub.admin.hub(parties.add, { name: "Sid's", owner: "sid" })).record.number;
  const add = (name: string, stage: string) => seller.hub(deals.add, { name, party, value: eur(100), stage });
  await add("old", "qualified");
  hub.pass(1);
  await add("second", "proposal");
  await add("won", "won");
  t.deepEqual((await seller.hub(listStalled, {})).items, []);
  hub.pass(15 * 24);
  const all = await seller.hub(listStalled, {});
  t.deepEqual(
    all.items.map(({ title, late, idle, stage }) => [title, late, idle, stage.title]),
    [
      ["old", false, true, "Qualified"],
      ["second", true, true, "Proposal"],
    ],
  );
  t.is(all.items[0]?.seconds, (15 * 24 + 1) * 3600);
  const first = await seller.hub(listStalled, { pipeline: "Sales", limit: 1 });
  t.is(first.items.length, 1);
  t.is((await seller.hub(listStalled, { limit: 1, after: first.next! })).items[0]?.title, "second");
  await seller.hub(deals.change, { ref: all.items[0]!.number, source: "fair" });
  t.deepEqual(
    (await seller.hub(listStalled, {})).items.map((item) => item.title),
    ["second"],
  );
});

test.serial("velocity is the median of the time in each stage, without what was taken back", async (t) => {
  const seller = await hub.person("vic", ["sales-executive"]);
  const party = (await hub.admin.hub(parties.add, { name: "Vic's", owner: "vic" })).record.number;
  for (const hours of [1, 2, 10]) {
    const { record } = await seller.hub(deals.add, { name: `${hours} h`, party, value: eur(100) });
    hub.pass(hours);
    await seller.hub(moveRecord, {
      ref: record.number,
      to: hours > 5 ? "lost" : "won",
      fields: { lost_reason: "price" },
    });
  }
  const { record } = await seller.hub(deals.add, { name: "mistake", party, value: eur(100) });
  hub.pass(1000);
  const { change } = await seller.hub(moveRecord, { ref: record.number, to: "won" });
  await seller.hub(undoChange, { change });
  const { items } = await seller.hub(showVelocity, { ref: "Sales" });
  const { left, median_seconds, p90_seconds, onward } = items[0]!;
  t.deepEqual(
    { left, median_seconds, p90_seconds, onward },
    { left: 3, median_seconds: 7200, p90_seconds: 36_000, onward: 2 },
  );
});

test.serial(
  "deals, deliveries and moves stand in their party's timeline, page by page, each once",
  async (t) => {
    const party = await hub.aParty();
    const { record: deal } = await hub.admin.hub(deals.add, { name: "Forty seats", party, value: eur(100) });
    hub.pass(1);
    const { record } = await hub.admin.hub(deliveries.add, {
      party,
      contents: "Tea",
      carrier: "Speedy Express",
      tracking_number: "SE-1",
      shipped_at: "2026-10-01T10:00:00Z",
    });
    hub.pass(1);
    await hub.admin.hub(moveRecord, { ref: deal.number, to: "won" });
    await hub.admin.hub(moveRecord, { ref: record.number, to: "delivered", reason: "signed by Ann" });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await hub.admin.hub(recordTimeline, { ref: party, limit: 2, ...(after ? { after } : {}) });
      seen.push(...page.items.map((item) => item.title));
      after = page.next ?? undefined;
    } while (after);
    t.deepEqual(seen, ["Tea: Preparing → Delivered", "Forty seats: Qualified → Won", "Forty seats", "Tea"]);
    const own = await hub.admin.hub(recordTimeline, { ref: record.number });
    t.deepEqual(
      own.items.map(({ title, text, facts }) => [title, text, facts]),
      [["Tea: Preparing → Delivered", "signed by Ann", ["after 1 h"]]],
    );
    t.truthy((await hub.admin.hub(deliveries.details, { ref: record.number })).delivered_at);
    const developer = await hub.person("dev", ["product-developer"]);
    const shown = await developer.hub(recordTimeline, { ref: party });
    t.deepEqual(
      shown.items.map((item) => item.title),
      ["Tea: Preparing → Delivered", "Tea"],
      "no deals for developers",
    );
  },
);
