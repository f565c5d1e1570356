/** What analytics sees of the tracker: deals, cases, deliveries and moves, an undone move marked as such. */
import test from "ava";
import pg from "pg";
import { cases, moveRecord, respondToCase, undoChange } from "../../contract/index.ts";
import { eur, openTrackerHub, type TrackerHub } from "./tracker.fixture.ts";

let hub: TrackerHub;
let insight: pg.Client;

test.before(async () => {
  hub = await openTrackerHub();
  insight = new pg.Client({ connectionString: hub.database.insightUrl });
  await insight.connect();
});
test.after.always(async () => {
  await insight?.end();
  await hub?.stop();
});

test.serial("the views hold what was moved, how fast, and whether it stands", async (t) => {
  const { number } = await hub.aDeal({ value: eur(120_000) });
  hub.pass(2);
  await hub.admin.hub(moveRecord, { ref: number, to: "proposal" });
  const { change } = await hub.admin.hub(moveRecord, { ref: number, to: "won" });
  await hub.admin.hub(undoChange, { change });
  const deal = await insight.query(
    `select stage, category, probability, value_minor::int, currency from insight.deal where number = $1`,
    [number],
  );
  t.deepEqual(deal.rows, [
    { stage: "Proposal", category: "open", probability: 50, value_minor: 120_000, currency: "EUR" },
  ]);
  const moves = await insight.query(
    `select from_stage, to_stage, seconds::int, undone from insight.stage_transition where record_number = $1 order by at, id`,
    [number],
  );
  t.deepEqual(moves.rows, [
    { from_stage: null, to_stage: "Qualified", seconds: null, undone: false },
    { from_stage: "Qualified", to_stage: "Proposal", seconds: 7200, undone: false },
    { from_stage: "Proposal", to_stage: "Won", seconds: 0, undone: true },
    { from_stage: "Won", to_stage: "Proposal", seconds: 0, undone: true },
  ]);
});

test.serial(
  "a case tells how long its first response took; no amount owed and no budget is to be seen",
  async (t) => {
    const { record } = await hub.admin.hub(cases.add, { subject: "Broken", party: await hub.aParty() });
    hub.pass(1);
    await hub.admin.hub(respondToCase, { ref: record.number });
    const { rows } = await insight.query(
      `select stage, response_s::int, resolution_s from insight.case where number = $1`,
      [record.number],
    );
    t.deepEqual(rows, [{ stage: "New", response_s: 3600, resolution_s: null }]);
    for (const table of ["crm.deal", "crm.collection", "crm.project", "crm.stage_transition"])
      await t.throwsAsync(insight.query(`select * from ${table}`), { message: /permission denied/ });
  },
);
