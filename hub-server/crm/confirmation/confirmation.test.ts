import test from "ava";
import { HubProblem } from "../../client.ts";
import {
  addRole,
  changeCompany,
  companyDetails,
  confirmationDetails,
  eraseParty,
  giveConfirmation,
  grantRole,
  listChanges,
  listConfirmations,
  listRoles,
  mergeParty,
  parties,
  payments,
  personDetails,
  recordPayment,
  revokeRole,
  todos,
  undoChange,
  withdrawConfirmation,
  type AnyCall,
  type Confirmation,
  type Input,
} from "../../contract/index.ts";
import { asOwner } from "../../testing/owner.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";

let hub: TestHub;
let other: TestPerson;
let count = 0;
const inWords = { source: { kind: "chat", room: "!r:hub.localhost", event: "$e" } } as const;

test.before(async () => {
  hub = await openTestHub();
  other = await hub.person("second", ["administrator"], { name: "Second" });
});
test.after.always(() => hub?.stop());

/** Makes a call that must wait; answers what it waits for. */
async function waits<C extends AnyCall>(who: TestPerson, call: C, input: Input<C>, options = {}) {
  try {
    await who.hub(call, input, options);
  } catch (error) {
    if (error instanceof HubProblem && error.code === "confirmation-needed" && error.status === 428)
      return error.problem["confirmation"] as Confirmation;
    throw error;
  }
  throw new Error(`${call.name} was done at once`);
}

const label = () => `Role ${++count}`;
const labels = async () => (await hub.admin.hub(listRoles, {})).items.map((role) => role.label);
/** Lets the company ask for fewer approvals, which the other administrator has to approve. */
const lower = async (approvals: number) => {
  const { id } = await waits(hub.admin, changeCompany, { approvals });
  await other.hub(giveConfirmation, { id });
};
const aParty = async () =>
  (await hub.admin.hub(parties.add, { name: `Person ${++count}`, kind: "person" })).record.number;

test("a guarded call in words is done after the same person's yes, once", async (t) => {
  const role = label();
  const confirmation = await waits(hub.admin, addRole, { label: role, like: "support" }, inWords);
  t.is(confirmation.kind, "confirm");
  t.true(confirmation.facts.some((fact) => fact.value === role));
  t.false((await labels()).includes(role));
  const [first, again] = await Promise.allSettled([
    hub.admin.hub(giveConfirmation, { id: confirmation.id }),
    hub.admin.hub(giveConfirmation, { id: confirmation.id }),
  ]);
  const done = [first, again].flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  t.is(done.length, 1);
  t.is(done[0]!.confirmation.state, "done");
  t.truthy((done[0]!.answer as { role: string }).role);
  t.is((await labels()).filter((one) => one === role).length, 1);
  const late = await t.throwsAsync(hub.admin.hub(giveConfirmation, { id: confirmation.id }));
  t.regex(late.message, /confirmed already/);
  const [kept] = await asOwner<{ input: object }>(hub, `select input from crm.confirmation where id = $1`, [
    confirmation.id,
  ]);
  t.deepEqual(kept!.input, {}, "what was asked goes with the answer");
});

test("from a form or a program the act is explicit: it is done at once", async (t) => {
  const role = label();
  await hub.admin.hub(addRole, { label: role, like: "support" });
  await hub.admin.hub(addRole, { label: `${role} b`, like: "support" }, { source: { kind: "ui" } });
  t.true((await labels()).includes(role));
});

test("what cannot be done is refused at once, not asked about", async (t) => {
  const wrong = hub.admin.hub(addRole, { label: label(), like: "no-such-role" }, inWords);
  const error = await t.throwsAsync<HubProblem>(wrong, { instanceOf: HubProblem });
  t.not(error.status, 428);
});

test("the trial leaves no trace: no row, no change, no number", async (t) => {
  const party = await aParty();
  const amount = { amount_minor: 600_00, currency: "USD" };
  const confirmation = await waits(hub.admin, recordPayment, { party, amount }, inWords);
  const all = () => hub.admin.hub(payments.list, {});
  t.is((await all()).items.length, 0);
  const { answer } = await hub.admin.hub(giveConfirmation, { id: confirmation.id });
  const record = (answer as { record: { number: string } }).record;
  t.deepEqual(
    (await all()).items.map((item) => item.number),
    [record.number],
  );
  const { change, source } = (await hub.admin.hub(listChanges, { ref: record.number })).items[0]!;
  t.is(source, "chat");
  await hub.admin.hub(undoChange, { change });
});

test("the yes is for the colleague on whom it was tried out, whatever else has that name", async (t) => {
  const zoe = await hub.person("ann", [], { name: "Zoe Ann" });
  const baker = await hub.person("abaker", [], { name: "Ann Baker" });
  await hub.admin.hub(todos.add, { title: "ask ann about tea" });
  for (const said of ["ann", "@ann", "Zoe"]) {
    const { id, facts } = await waits(hub.admin, grantRole, { ref: said, role: "support" }, inWords);
    t.regex(facts[0]!.value, /^Zoe Ann \(EMP-\d+\)$/);
    await hub.admin.hub(giveConfirmation, { id });
    await hub.admin.hub(revokeRole, { ref: zoe.userId, role: "support" });
  }
  const rolesOf = async (who: TestPerson) => (await hub.admin.hub(personDetails, { ref: who.userId })).roles;
  t.deepEqual(await rolesOf(baker), []);
});

test("a colleague's name is no record's: customers of that name do not stand in the way", async (t) => {
  await hub.person("lijun", ["support"], { name: "Li Jun" });
  for (const name of ["Lincoln Tea", "Lisbon Tea"]) await hub.admin.hub(parties.add, { name });
  const { id, facts } = await waits(hub.admin, revokeRole, { ref: "li", role: "support" }, inWords);
  t.regex(facts[0]!.value, /^Li Jun /);
  await hub.admin.hub(giveConfirmation, { id });
});

test("each name in what waits is settled when it is asked, not only the first", async (t) => {
  const [loser, winner] = [await aParty(), await aParty()];
  const { title } = await hub.admin.hub(parties.details, { ref: winner });
  const { id } = await waits(hub.admin, mergeParty, { ref: loser, into: title }, inWords);
  await hub.admin.hub(parties.change, { ref: winner, name: `${title} renamed` });
  await hub.admin.hub(parties.add, { name: title });
  await hub.admin.hub(giveConfirmation, { id });
  t.is((await hub.admin.hub(parties.details, { ref: loser })).number, winner);
});

test("somebody else neither sees nor confirms what a person asked for in words", async (t) => {
  const { id } = await waits(hub.admin, addRole, { label: label(), like: "support" }, inWords);
  for (const call of [confirmationDetails, giveConfirmation, withdrawConfirmation])
    await t.throwsAsync(other.hub(call as typeof giveConfirmation, { id }), { message: /No match/ });
  t.true((await hub.admin.hub(listConfirmations, {})).items.some((item) => item.id === id));
  await hub.admin.hub(withdrawConfirmation, { id });
  const error = await t.throwsAsync(hub.admin.hub(giveConfirmation, { id }));
  t.regex(error.message, /withdrawn/);
});

test("what waits is told to those before whom it was asked; a yes that cannot be answered in a room is answered in private", async (t) => {
  const outsider = await hub.person(`outsider${++count}`, []);
  const party = await aParty();
  const amount = { amount_minor: 700_00, currency: "USD" };
  const { id } = await waits(hub.admin, recordPayment, { party, amount }, inWords);
  const inRoom = { person: hub.admin.userId, audience: `${hub.admin.userId} ${outsider.userId}` };
  const wide = (asked: Promise<unknown>) => t.throwsAsync(asked, { message: /Not everyone in this room/ });
  await wide(hub.bot(listConfirmations, {}, inRoom));
  await wide(hub.bot(confirmationDetails, { id }, inRoom));
  await wide(hub.bot(giveConfirmation, { id }, inRoom));
  const given = await hub.bot(giveConfirmation, { id }, { person: hub.admin.userId });
  t.is(given.confirmation.state, "done");
  await hub.admin.hub(undoChange, { change: (given.answer as { change: string }).change });
  const both = { person: hub.admin.userId, audience: `${hub.admin.userId} ${other.userId}` };
  const asked = hub.bot(recordPayment, { party, amount }, { ...both, ...inWords });
  const { problem } = (await t.throwsAsync(asked)) as HubProblem;
  const here = await hub.bot(giveConfirmation, { id: (problem["confirmation"] as Confirmation).id }, both);
  await hub.admin.hub(undoChange, { change: (here.answer as { change: string }).change });
});

test("the same key waits once and answers the same", async (t) => {
  const input = { label: label(), like: "support" };
  const key = `key-${label()}`;
  const first = await waits(hub.admin, addRole, input, { ...inWords, key });
  const again = await waits(hub.admin, addRole, input, { ...inWords, key });
  t.is(again.id, first.id);
});

test.serial("four eyes: whoever asked cannot approve, another holder of the right does", async (t) => {
  const ref = await aParty();
  const confirmation = await waits(hub.admin, eraseParty, { ref });
  t.is(confirmation.kind, "approve");
  t.is(
    confirmation.title,
    "Erase a person on their request, from the record, its contact points and its history",
  );
  t.regex(confirmation.facts[0]!.value, /^Person \d+ \(CUS-\d+\)$/);
  const own = await t.throwsAsync(hub.admin.hub(giveConfirmation, { id: confirmation.id }));
  t.regex(own.message, /somebody else approves/);
  t.true((await other.hub(listConfirmations, {})).items.some((item) => item.id === confirmation.id));
  t.false((await hub.admin.hub(listConfirmations, {})).items.some((item) => item.id === confirmation.id));
  const sales = await hub.person(`sales${++count}`, ["sales-executive"]);
  await t.throwsAsync(sales.hub(giveConfirmation, { id: confirmation.id }), { message: /No match/ });
  const { confirmation: done, answer } = await other.hub(giveConfirmation, { id: confirmation.id });
  t.is(done.state, "done");
  t.deepEqual(done.given, ["Second"]);
  t.is(answer, null);
  const details = await hub.admin.hub(parties.details, { ref });
  t.false(details.title.startsWith("Person"));
  const { rows } = await hub.database.pool.query<{ actor: string; ref: { approved_by: string } }>(
    `select p.user_id as actor, e.source_ref as ref from hub.change_event e join access.person p on p.id = e.actor_id
     where e.call = 'party.erase' order by seq desc limit 1`,
  );
  t.is(rows[0]!.actor, hub.admin.userId);
  t.truthy(rows[0]!.ref.approved_by);
});

test.serial("who may approve is asked in their direct room, and the asker hears how it ended", async (t) => {
  const confirmation = await waits(hub.admin, eraseParty, { ref: await aParty() });
  await hub.told();
  const said = async (who: TestPerson) => {
    const { rows } = await hub.database.pool.query<{ room_id: string; content: string }>(
      `select r.room_id, e.content::text as content from chat.event e join chat.room r on r.id = e.room where e.content::text like $1`,
      [`%${confirmation.id}%`],
    );
    const heard: string[] = [];
    for (const { room_id, content } of rows)
      if (await hub.inside.chat.rooms.membership(room_id, who.userId)) heard.push(content);
    return heard;
  };
  t.regex((await said(other)).join(), /asks for your approval/);
  t.deepEqual(await said(hub.admin), []);
  await other.hub(withdrawConfirmation, { id: confirmation.id });
  await hub.told();
  t.regex((await said(hub.admin)).join(), /Refused: /);
});

test.serial("a yes counts only while whoever said it holds the right", async (t) => {
  const passing = await hub.person(`passing${++count}`, ["administrator"]);
  await hub.admin.hub(changeCompany, { approvals: 2 });
  const ref = await aParty();
  const { id } = await waits(hub.admin, eraseParty, { ref });
  t.is((await passing.hub(giveConfirmation, { id })).confirmation.state, "waiting");
  await hub.admin.hub(revokeRole, { ref: passing.userId, role: "administrator" });
  const after = (await other.hub(giveConfirmation, { id })).confirmation;
  t.is(after.state, "waiting");
  t.deepEqual(after.given, ["Second"]);
  t.true((await hub.admin.hub(parties.details, { ref })).title.startsWith("Person"));
  await lower(1);
});

test.serial("nothing waits for people who do not exist", async (t) => {
  await hub.admin.hub(changeCompany, { approvals: 9 });
  const error = await t.throwsAsync(hub.admin.hub(eraseParty, { ref: await aParty() }));
  t.regex(error.message, /9 others with the right party:erase; 1 could give it/);
  await lower(0);
  await hub.admin.hub(eraseParty, { ref: await aParty() });
  await hub.admin.hub(changeCompany, { approvals: 1 });
});

test.serial("one person alone cannot switch four eyes off, neither by a change nor by an undo", async (t) => {
  for (const less of [{ approvals: 0 }, { four_eyes: false }, { name: "New name", approvals: 0 }]) {
    const waiting = await waits(hub.admin, changeCompany, less);
    t.is(waiting.kind, "approve");
    await t.throwsAsync(hub.admin.hub(giveConfirmation, { id: waiting.id }), { message: /somebody else/ });
    await hub.admin.hub(withdrawConfirmation, { id: waiting.id });
  }
  const { change } = await hub.admin.hub(changeCompany, { approvals: 2 });
  await t.throwsAsync(hub.admin.hub(undoChange, { change }), { message: /fewer people approve/ });
  await lower(1);
  const named = await hub.admin.hub(changeCompany, { name: "Renamed" });
  await hub.admin.hub(undoChange, { change: named.change });
  t.is((await hub.admin.hub(companyDetails, {})).approvals, 1);
});

test.serial("a right that was lost meanwhile ends it: nothing is done, and it still waits", async (t) => {
  const fleeting = await hub.person(`fleeting${++count}`, ["administrator"]);
  const ref = await aParty();
  const confirmation = await waits(fleeting, eraseParty, { ref });
  await hub.admin.hub(revokeRole, { ref: fleeting.userId, role: "administrator" });
  await t.throwsAsync(other.hub(giveConfirmation, { id: confirmation.id }), { message: /party:erase/ });
  t.is((await other.hub(confirmationDetails, { id: confirmation.id })).state, "waiting");
  t.true((await hub.admin.hub(parties.details, { ref })).title.startsWith("Person"));
});
