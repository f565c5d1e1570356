/** Cases: the first response, the resolution, and the times of both. */
import test from "ava";
import {
  cases,
  moveRecord,
  parties,
  recordTimeline,
  reopenRecord,
  resolveCase,
  respondToCase,
  undoChange,
} from "../../contract/index.ts";
import { openTrackerHub, problem, type TrackerHub } from "../tracker/tracker.fixture.ts";

let hub: TrackerHub;

test.before(async () => {
  hub = await openTrackerHub();
});
test.after.always(() => hub?.stop());

async function aCase(subject = "It leaks") {
  const party = await hub.aParty();
  const { record } = await hub.admin.hub(cases.add, { subject, party, priority: "high" });
  return { ref: record.number, party };
}

test.serial("the first response counts once, from the case's beginning", async (t) => {
  const { ref } = await aCase();
  hub.pass(1.5);
  const { record, change } = await hub.admin.hub(respondToCase, { ref });
  t.is(record.response_seconds, 5400);
  t.is(record.resolution_seconds, null);
  const again = await problem(hub.admin.hub(respondToCase, { ref }));
  t.is(again.status, 409);
  t.regex(again.message, /was answered already, 2026-11-02T09:30:00\.000Z/);
  await hub.admin.hub(undoChange, { change });
  t.is((await hub.admin.hub(cases.details, { ref })).response_seconds, null);
  const future = await problem(hub.admin.hub(respondToCase, { ref, at: "2027-01-01T00:00:00Z" }));
  t.is(future.status, 400);
});

test.serial("resolving answers too, reopening takes the resolution back, undo both", async (t) => {
  const { ref } = await aCase();
  hub.pass(3);
  const resolved = await hub.admin.hub(resolveCase, { ref, resolution: "A new gasket." });
  t.is(resolved.record.stage?.title, "Resolved");
  t.deepEqual(
    [resolved.record.response_seconds, resolved.record.resolution_seconds, resolved.record.resolution],
    [10_800, 10_800, "A new gasket."],
  );
  t.is((await problem(hub.admin.hub(resolveCase, { ref }))).status, 409);
  await hub.admin.hub(reopenRecord, { ref, reason: "It leaks again." });
  const open = await hub.admin.hub(cases.details, { ref });
  t.is(open.resolution_seconds, null);
  t.is(open.response_seconds, 10_800, "it was answered nevertheless");
  const { change } = await hub.admin.hub(resolveCase, { ref });
  await hub.admin.hub(undoChange, { change });
  t.is((await hub.admin.hub(cases.details, { ref })).stage?.title, "New");
});

test.serial("a withdrawn case is closed and not resolved", async (t) => {
  const { ref } = await aCase();
  await hub.admin.hub(moveRecord, { ref, to: "withdrawn" });
  const { closed_at, resolved_at } = await hub.admin.hub(cases.details, { ref });
  t.truthy(closed_at);
  t.is(resolved_at, null);
});

test.serial("support works every case, a developer only reads them, an accountant sees none", async (t) => {
  const { ref, party } = await aCase("Broken jar");
  const support = await hub.person("sue", ["support"]);
  const developer = await hub.person("dev", ["product-developer"]);
  const accountant = await hub.person("acc", ["accountant"]);
  t.is((await developer.hub(cases.details, { ref })).subject, "Broken jar");
  t.is((await problem(developer.hub(moveRecord, { ref, to: "working" }))).status, 403);
  t.is((await problem(developer.hub(respondToCase, { ref }))).status, 403);
  t.is((await problem(accountant.hub(moveRecord, { ref, to: "working" }))).status, 404);
  t.is((await support.hub(moveRecord, { ref, to: "working" })).to.title, "In progress");
  const { items } = await support.hub(recordTimeline, { ref: party });
  t.deepEqual(
    items.map((item) => item.title),
    ["Broken jar: New → In progress", "Broken jar"],
  );
  t.deepEqual((await accountant.hub(recordTimeline, { ref: party })).items, []);
});

test.serial("a Sales Executive sees the cases of the team's customers, whoever works them", async (t) => {
  const seller = await hub.person("ann", ["sales-executive"]);
  const party = (await seller.hub(parties.add, { name: "Ann's" })).record.number;
  const { record } = await hub.admin.hub(cases.add, { subject: "Late", party });
  t.is((await seller.hub(cases.details, { ref: record.number })).subject, "Late");
  const { ref } = await aCase();
  t.is((await problem(seller.hub(cases.details, { ref }))).status, 404);
});
