/** The tracker: legal moves, what a stage asks, histories, undo, and two who move at once. */
import test from "ava";
import type { HubProblem } from "../../client.ts";
import {
  batches,
  deals,
  listLegalStages,
  listTransitions,
  moveRecord,
  parties,
  products,
  rankRecord,
  reopenRecord,
  stages,
  undoChange,
} from "../../contract/index.ts";
import { errorsOf, eur, problem, openTrackerHub, type TrackerHub } from "./tracker.fixture.ts";

let hub: TrackerHub;

test.before(async () => {
  hub = await openTrackerHub();
});
test.after.always(() => hub?.stop());

test.serial(
  "a record begins in the first stage of its noun's main pipeline, or where it is told",
  async (t) => {
    const first = await hub.aDeal();
    t.is(first.stage?.title, "Qualified");
    t.is(first.pipeline?.title, "Sales");
    const further = await hub.aDeal({ stage: "proposal", value: eur(100) });
    t.is(further.stage?.title, "Proposal");
    const lacking = await problem(hub.aDeal({ stage: "proposal" }));
    t.deepEqual(errorsOf(lacking), [{ field: "/value", allowed: "given for Proposal", got: "nothing" }]);
    const unknown = await problem(hub.aDeal({ stage: "sold" }));
    t.is(unknown.message, '/stage must be one of Qualified, Proposal, Negotiation, Won, Lost; got "sold".');
  },
);

test.serial(
  "a move tells what a stage lacks, takes it on the way, and stands in the history with the time before it",
  async (t) => {
    const { number } = await hub.aDeal();
    const lacking = await problem(hub.admin.hub(moveRecord, { ref: number, to: "negotiation" }));
    t.is(lacking.status, 400);
    t.deepEqual(
      errorsOf(lacking).map((error) => error.field),
      ["/fields/value", "/fields/expected_close"],
    );
    const wrong = await problem(
      hub.admin.hub(moveRecord, { ref: number, to: "proposal", fields: { value: 12 } }),
    );
    t.is(errorsOf(wrong)[0]?.field, "/fields/value");
    hub.pass(26.5);
    const moved = await hub.admin.hub(moveRecord, {
      ref: number,
      to: "nego",
      reason: "They asked for a discount.",
      fields: { value: eur(120_000), expected_close: "2026-12-01" },
    });
    t.is(moved.seconds, 26.5 * 3600);
    t.is(moved.card.title.replace(/Deal \d+$/, "Deal"), "Deal moved to Negotiation: Deal");
    t.is(moved.card.text, "They asked for a discount.");
    t.deepEqual(moved.card.facts[0], { label: "From", value: "Qualified, after 1 d 2 h" });
    const { items } = await hub.admin.hub(listTransitions, { ref: number });
    t.deepEqual(
      items.map(({ from, to, seconds, reason, by }) => [from?.title, to.title, seconds, reason, by?.title]),
      [
        ["Qualified", "Negotiation", 95_400, "They asked for a discount.", "Administrator"],
        [undefined, "Qualified", null, null, "Administrator"],
      ],
    );
  },
);

test.serial(
  "only legal stages follow, a refusal lists them, and a closed record is reopened first",
  async (t) => {
    const product = (await hub.admin.hub(products.add, { name: "Tea" })).record.number;
    const { record } = await hub.admin.hub(batches.add, { name: "First flush", product, quantity: 500 });
    const refused = await problem(hub.admin.hub(moveRecord, { ref: record.number, to: "finished" }));
    t.is(refused.status, 409);
    t.is(
      refused.message,
      `${record.number} cannot go from Planned to Finished. From there: In production, Scrapped.`,
    );
    t.deepEqual(
      (refused.problem["legal"] as { key: string }[]).map((stage) => stage.key),
      ["production", "scrapped"],
    );
    t.is(errorsOf(refused)[0]?.field, "/to");
    await hub.admin.hub(moveRecord, { ref: record.number, to: "scrapped" });
    t.truthy((await hub.admin.hub(batches.details, { ref: record.number })).closed_at);
    const closed = await problem(hub.admin.hub(moveRecord, { ref: record.number, to: "planned" }));
    t.is(closed.message, `${record.number} is closed (Scrapped). Reopen it first.`);
    const again = await hub.admin.hub(reopenRecord, { ref: record.number, reason: "found it" });
    t.is(again.to.title, "Planned");
    t.is((await hub.admin.hub(batches.details, { ref: record.number })).closed_at, null);
    const open = await problem(hub.admin.hub(reopenRecord, { ref: record.number }));
    t.is(open.message, `${record.number} is open: it stands in Planned.`);
    const same = await problem(hub.admin.hub(moveRecord, { ref: record.number, to: "planned" }));
    t.regex(same.message, /stands in Planned already/);
  },
);

test.serial("the stages of a record say which are legal and what they need", async (t) => {
  const { number } = await hub.aDeal();
  const { pipeline, items } = await hub.admin.hub(listLegalStages, { ref: number });
  t.is(pipeline.title, "Sales");
  t.deepEqual(
    items.map(({ title, current, legal, missing }) => [title, current, legal, missing]),
    [
      ["Qualified", true, false, []],
      ["Proposal", false, true, ["value"]],
      ["Negotiation", false, true, ["value", "expected_close"]],
      ["Won", false, true, ["value"]],
      ["Lost", false, true, ["lost_reason"]],
    ],
  );
  t.is((await hub.admin.hub(listLegalStages, { ref: pipeline.number })).items.length, 5);
});

test.serial(
  "an undo moves back as if nothing had been, a redo moves again, and both stand in the history",
  async (t) => {
    const { number } = await hub.aDeal({ value: eur(100) });
    const before = await hub.admin.hub(deals.details, { ref: number });
    hub.pass(2);
    const moved = await hub.admin.hub(moveRecord, { ref: number, to: "won" });
    hub.pass(1);
    const undone = await hub.admin.hub(undoChange, { change: moved.change });
    const back = await hub.admin.hub(deals.details, { ref: number });
    t.is(back.stage?.title, "Qualified");
    t.is(back.entered_stage_at, before.entered_stage_at);
    t.is(back.closed_at, null);
    hub.pass(1);
    await hub.admin.hub(undoChange, { change: undone.change });
    t.is((await hub.admin.hub(deals.details, { ref: number })).stage?.title, "Won");
    const { items } = await hub.admin.hub(listTransitions, { ref: number });
    t.deepEqual(
      items.map(({ from, to, undone: taken }) => [from?.title, to.title, taken]),
      [
        ["Qualified", "Won", false],
        ["Won", "Qualified", true],
        ["Qualified", "Won", true],
        [undefined, "Qualified", false],
      ],
    );
    const later = await hub.admin.hub(reopenRecord, { ref: number });
    const conflict = await problem(hub.admin.hub(undoChange, { change: moved.change }));
    t.is(conflict.status, 409);
    t.truthy(later);
  },
);

test.serial("two moves at once: one wins, the other learns where the record stands now", async (t) => {
  for (let round = 0; round < 5; round++) {
    const { number } = await hub.aDeal({ value: eur(100) });
    const results = await Promise.allSettled([
      hub.admin.hub(moveRecord, { ref: number, to: "proposal", from: "qualified" }),
      hub.admin.hub(moveRecord, { ref: number, to: "won", from: "qualified" }),
    ]);
    const won = results.filter((result) => result.status === "fulfilled");
    const lost = results.filter((result) => result.status === "rejected");
    t.is(won.length, 1);
    const error = lost[0]!.reason as HubProblem;
    t.is(error.status, 409);
    t.regex(error.message, /was moved meanwhile: it stands in (Proposal|Won)\. From there: /);
    t.is((await hub.admin.hub(listTransitions, { ref: number })).items.length, 2);
  }
});

test.serial("a stage with an entry rule and a limit lets in what fits", async (t) => {
  const { items } = await hub.admin.hub(listLegalStages, { ref: "Sales" });
  const stage = await hub.admin.hub(stages.add, {
    pipeline: "Sales",
    name: "Board approval",
    category: "open",
    wip_limit: 1,
    entry_rule: { all: [{ field: "value", op: "at_least", value: eur(1_000_000) }] },
  });
  t.is(stage.record.key, "board-approval");
  t.is(stage.record.position, items.length + 1);
  const small = await hub.aDeal({ value: eur(100) });
  const refused = await problem(hub.admin.hub(moveRecord, { ref: small.number, to: "board" }));
  t.deepEqual(errorsOf(refused), [{ field: "/fields/value", allowed: "at least €10,000.00", got: "€1.00" }]);
  const big = await Promise.all([1, 2, 3].map(() => hub.aDeal({ value: eur(2_000_000) })));
  const moves = await Promise.allSettled(
    big.map(({ number }) => hub.admin.hub(moveRecord, { ref: number, to: "board approval" })),
  );
  t.is(moves.filter((move) => move.status === "fulfilled").length, 1, "the limit holds for three at once");
  const full = moves.find((move) => move.status === "rejected")!.reason as HubProblem;
  t.is(full.message, "Board approval holds 1 of at most 1. Move one on first.");
  const used = await problem(hub.admin.hub(stages.remove, { ref: stage.record.number }));
  t.is(used.message, "1 items stand in Board approval. Move them first.");
  const wrong = await problem(
    hub.admin.hub(stages.change, { ref: stage.record.number, required_fields: ["colour"], next: null }),
  );
  t.is(errorsOf(wrong)[0]?.field, "/required_fields");
  const renamed = await hub.admin.hub(stages.change, { ref: stage.record.number, name: "Board" });
  await hub.admin.hub(undoChange, { change: renamed.change });
  t.is((await hub.admin.hub(stages.details, { ref: stage.record.number })).name, "Board approval");
});

test.serial("who may not change a record cannot move it; who cannot see it learns nothing", async (t) => {
  const { number } = await hub.aDeal({ value: eur(100) });
  const support = await hub.person("sue", ["support"]);
  t.is((await problem(support.hub(moveRecord, { ref: number, to: "won" }))).status, 404);
  t.is((await problem(support.hub(listTransitions, { ref: number }))).status, 404);
  const seller = await hub.person("sam", ["sales-executive"], { manager: "admin" });
  const peer = await hub.person("pia", ["sales-executive"], { manager: "admin" });
  const { record } = await seller.hub(deals.add, {
    name: "Sam's",
    party: (await seller.hub(parties.add, { name: "Sam & Co" })).record.number,
  });
  t.is((await peer.hub(deals.details, { ref: record.number })).name, "Sam's");
  const refused = await problem(
    peer.hub(moveRecord, { ref: record.number, to: "won", fields: { value: eur(1) } }),
  );
  t.is(refused.status, 403);
  t.is((await problem(peer.hub(rankRecord, { ref: record.number, before: record.number }))).status, 403);
  t.is(
    (await problem(seller.hub(stages.add, { pipeline: "Sales", name: "Mine", category: "won" }))).status,
    403,
  );
});
