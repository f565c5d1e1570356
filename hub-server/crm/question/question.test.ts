/** Standing questions: asked in time, once, with the rights of everybody who reads the answer. */
import test from "ava";
import pg from "pg";
import type { HubProblem } from "../../client.ts";
import {
  ask,
  interactions,
  parties,
  questions,
  revokeRole,
  tryQuestion,
  undoChange,
} from "../../contract/index.ts";
import { at, berlin, inMs, toldTo, until } from "../calendar/testing.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { directOf } from "../watch/testing.ts";
import { untilNext } from "./fire.ts";
import { contentsIn, fired, firings, textsIn, textsTo, wasDue } from "./testing.ts";

let hub: TestHub;
let boss: TestPerson;
let ann: TestPerson;
let developer: TestPerson;
const question = "interactions by channel";

test.before(async () => {
  hub = await openTestHub({ analytics: true });
  boss = await hub.person("boss", ["manager"]);
  ann = await hub.person("ann", ["sales-executive"], { manager: "boss" });
  const ben = await hub.person("ben", ["sales-executive"], { manager: "admin" });
  developer = await hub.person("dev", []);
  for (const [owner, channels] of [
    [ann, ["call", "call", "email"]],
    [ben, ["call", "visit"]],
  ] as const) {
    const { record } = await owner.hub(parties.add, { name: `Of ${owner.userId}` });
    for (const channel of channels) await owner.hub(interactions.add, { party: record.id, channel });
  }
  await until(async () => {
    const { rows } = await boss.hub(ask, { question });
    return rows.reduce((sum, row) => sum + Number(row[1]), 0) === 5;
  }, 30_000);
});
test.after.always(() => hub?.stop());

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error as HubProblem).code,
  );

const room = (...members: TestPerson[]) =>
  hub.inside.chat.rooms.create({
    creator: `@hub:${hub.serverName}`,
    members: members.map((member) => member.userId),
  });

const cardsTo = async (person: TestPerson) => {
  await directOf(hub, person);
  return toldTo(hub, person);
};

const about = (texts: readonly string[], number: string) => texts.filter((text) => text.includes(number));

async function add(person: TestPerson, more: object) {
  return (await person.hub(questions.add, { question, starts: inMs(3_600_000), ...more })).record;
}

test("an answer is said in private: fact first, then the question and how it was computed, then the table", async (t) => {
  const record = await add(boss, {});
  await wasDue(hub, record.id, "1 second");
  await fired(hub, record.id);
  const [text] = about(await textsTo(hub, boss), record.number);
  const { fact } = await boss.hub(ask, { question });
  const lines = text!.split("\n");
  t.is(lines[0], fact);
  t.is(lines[1], `“${question}” · asked by Boss · ${record.number}`);
  t.regex(lines[2]!, /^How computed: .* · as of \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
  t.regex(lines[3]!, /^Channel/i);
  t.is(lines.length, 6);
  const after = await boss.hub(questions.details, { ref: record.id });
  t.is(after.next_at, null);
  t.truthy(after.last_fired_at);
});

test("with chart it is a picture, and what is said of it is its caption, without the table", async (t) => {
  const { record } = await boss.hub(questions.add, {
    question: `${question} chart`,
    starts: inMs(3_600_000),
  });
  await wasDue(hub, record.id, "1 second");
  await fired(hub, record.id);
  await hub.told();
  const contents = await contentsIn(hub, boss, await directOf(hub, boss));
  const said = contents.find(({ body }) => String(body).includes(record.number))!;
  t.like(said, { msgtype: "m.image", filename: "interactions-by-channel.png" });
  t.regex(String(said["url"]), new RegExp(`^mxc://${hub.serverName}/`));
  t.notRegex(String(said["formatted_body"]), /<pre>/);
  t.is(String(said["body"]).split("\n").length, 3);
});

test("in a room it counts what everybody there may see, and says so", async (t) => {
  const shared = await room(boss, ann);
  const record = await add(boss, { room: shared });
  await wasDue(hub, record.id, "1 second");
  await fired(hub, record.id);
  await hub.told();
  const [text] = about(await textsIn(hub, ann, shared), record.number);
  t.regex(text!, /Counted: what everybody here may see\./);
  t.regex(text!.split("\n")[0]!, /^3 interactions .*call \(2\)/);
  t.false(/Visit/i.test(text!));
  t.deepEqual(about(await textsTo(hub, boss), record.number), []);
});

test("where somebody may see none of it, it is said in private, with a word about it", async (t) => {
  const mixed = await room(boss, developer);
  const record = await add(boss, { room: mixed });
  await wasDue(hub, record.id, "1 second");
  await fired(hub, record.id);
  const [text] = about(await textsTo(hub, boss), record.number);
  t.regex(text!, /Not said in the room: somebody there may see none of it\./);
  t.deepEqual(about(await textsIn(hub, developer, mixed), record.number), []);
});

test("of the times that were missed only the last is asked, late, and it says so", async (t) => {
  const record = await add(ann, { rrule: "FREQ=DAILY" });
  await wasDue(hub, record.id, "3 days 2 hours");
  await fired(hub, record.id);
  const [text, ...others] = about(await textsTo(hub, ann), record.number);
  t.deepEqual(others, []);
  t.regex(text!, /Was due 2 h ago\. 3 earlier times were missed\./);
  t.is((await firings(hub, record.id)).length, 1);
  t.true(new Date((await ann.hub(questions.details, { ref: record.id })).next_at!) > new Date());
});

test("a question that fails says so once, and again only after it was answered", async (t) => {
  const record = await add(ann, { question: "interctions by moon", rrule: "FREQ=DAILY" });
  const failures = async () => (await cardsTo(ann)).filter((card) => card.record?.id === record.id);
  for (const days of [1, 2]) {
    await wasDue(hub, record.id, "1 hour");
    await fired(hub, record.id, days);
  }
  t.is((await failures()).length, 1);
  t.regex((await failures())[0]!.text!, /no metric "interctions"/);
  t.deepEqual(
    (await firings(hub, record.id)).map((row) => row.answered),
    [false, false],
  );
  t.regex((await ann.hub(questions.details, { ref: record.id })).problem!, /interctions/);
  await ann.hub(questions.change, { ref: record.id, question });
  t.is((await ann.hub(questions.details, { ref: record.id })).problem, null);
});

test("whoever lost the right to ask is told once, and told nothing else", async (t) => {
  const kim = await hub.person("kim", ["sales-executive"]);
  const record = await add(kim, { rrule: "FREQ=DAILY" });
  await hub.admin.hub(revokeRole, { ref: "kim", role: "sales-executive" });
  for (const times of [1, 2]) {
    await wasDue(hub, record.id, "1 hour");
    await fired(hub, record.id, times);
  }
  t.deepEqual(about(await textsTo(hub, kim), "How computed"), []);
  const cards = await cardsTo(kim);
  t.is(cards.length, 1);
  t.regex(cards[0]!.text!, /insight:view/);
});

test("nine in Berlin stays nine in Berlin across the change of clocks", async (t) => {
  const { next } = await ann.hub(tryQuestion, {
    question,
    starts: at("2027-03-22T09:00"),
    time_zone: berlin,
    rrule: "FREQ=WEEKLY;BYDAY=MO",
  });
  t.deepEqual(
    next,
    ["2027-03-22T09:00", "2027-03-29T09:00", "2027-04-05T09:00"].map((time) => at(time)),
  );
  const { record } = await ann.hub(questions.add, {
    question,
    starts: at("2027-03-22T09:00"),
    time_zone: berlin,
    rrule: "FREQ=WEEKLY;BYDAY=MO",
  });
  t.is(record.next_at, at("2027-03-22T09:00"));
});

test("tried, it shows what would be said, and keeps nothing", async (t) => {
  const shared = await room(boss, ann);
  const tried = await boss.hub(tryQuestion, { question: "interactions by month", room: shared });
  t.true(tried.narrowed);
  t.regex(tried.body, /Counted: what everybody here may see/);
  t.deepEqual(tried.next, []);
  const { items } = await boss.hub(questions.list, { limit: 200 });
  t.false(items.some((item) => String(item.question) === "interactions by month"));
  t.is(await code(ann.hub(tryQuestion, { question: "interctions" })), "insight-metric-unknown");
  t.is(await code(developer.hub(tryQuestion, { question })), "not-allowed");
});

test("tried for a room, it shows no more than whoever reads the trial may see", async (t) => {
  const shared = await room(boss, ann);
  const mixed = await room(boss, developer);
  const principal = {
    userId: boss.userId,
    deviceId: "",
    kind: "session",
    tokenId: "t",
    admin: false,
  } as const;
  const tried = hub.inside.enter({
    call: tryQuestion,
    input: { question, room: shared },
    principal,
    source: { kind: "chat", ref: {} },
    audience: mixed,
    address: "t",
  });
  await t.throwsAsync(tried, { name: "AudienceTooWide" });
});

test.serial("a question that another hub has at this moment is not asked for again and again", async (t) => {
  const record = await add(ann, {});
  const other = new pg.Client({ connectionString: hub.database.ownerUrl });
  await other.connect();
  t.teardown(() => other.end());
  await other.query(`update crm.question set due_at = now() + interval '250 ms' where id = $1`, [record.id]);
  await other.query("begin");
  await other.query("select 1 from crm.question where id = $1 for update", [record.id]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.not(await untilNext(hub.inside.sequelize), 0);
  await other.query("commit");
  await fired(hub, record.id);
});

test("silent customers can be asked for again and again", async (t) => {
  const tried = await ann.hub(tryQuestion, { question: "Silent customers" });
  t.is(tried.answer.fact, "Nobody has gone silent.");
  t.is(tried.answer.title, "Silent customers");
});

test("removed it is not asked, undone it is again; and what cannot be asked is refused by its field", async (t) => {
  const record = await add(ann, { rrule: "FREQ=DAILY" });
  const { change } = await ann.hub(questions.remove, { ref: record.id });
  await wasDue(hub, record.id, "1 hour");
  t.is((await ann.hub(questions.details, { ref: record.id })).next_at, null);
  await ann.hub(undoChange, { change });
  t.truthy((await ann.hub(questions.details, { ref: record.id })).next_at);
  t.deepEqual(await firings(hub, record.id), []);
  const field = (more: object) =>
    add(ann, more).then(
      () => "done",
      (error: unknown) => ((error as HubProblem).problem["errors"] as { field: string }[])?.[0]?.field,
    );
  t.is(await field({ starts: "2020-01-01T00:00:00Z" }), "/starts");
  t.is(await field({ rrule: "FREQ=SOMETIMES" }), "/rrule");
  t.is(await field({ time_zone: "Berlin" }), "/time_zone");
  t.is(await field({ room: "#nowhere" }), "/room");
  t.is(await field({ owner: "boss" }), "/owner");
  t.is(await code(boss.hub(questions.details, { ref: record.id })), "not-found");
});
