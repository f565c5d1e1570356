/** Colleagues change their job, leave, come back, and are erased. */
import test from "ava";
import {
  addPerson,
  addRole,
  changeCompany,
  changePerson,
  deals,
  erasePerson,
  grantRole,
  interactions,
  listChanges,
  listPeople,
  parties,
  permitRole,
  personDetails,
  personLeaves,
  personReturns,
  revokeRole,
  undoChange,
  whoAmI,
} from "../../contract/index.ts";
import { connect } from "../../client.ts";
import { depart } from "./depart.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

let hub: TestHub;
let count = 0;
test.before(async () => {
  hub = await openTestHub();
  await hub.admin.hub(changeCompany, { approvals: 0 }); // how four eyes work stands in crm/confirmation
});
test.after.always(() => hub?.stop());

const user = () => `user${++count}`;
const redeem = async (link: string) => {
  const token = link.split("#sign-in=")[1]!;
  const response = await fetch(`${hub.url}/api/v1/session/link`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ link: token }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
};

test("a new manager and job begin now; what held before stays known, and can be put back", async (t) => {
  const [boss, other, name] = [user(), user(), user()];
  await hub.person(boss, ["manager"]);
  await hub.person(other, ["manager"]);
  await hub.person(name, ["support"], { manager: boss });
  const ref = `@${name}:${hub.serverName}`;
  const { change } = await hub.admin.hub(changePerson, { ref, job: "Lead", manager: `@${other}` });
  const details = await hub.admin.hub(personDetails, { ref });
  t.is(details.job, "Lead");
  t.is(details.employment.length, 2);
  t.truthy(details.employment[1]!.until);
  const reports = async (who: string) =>
    (await hub.admin.hub(personDetails, { ref: `@${who}` })).reports.map((one) => one.number);
  t.deepEqual(await reports(other), [details.number]);
  t.deepEqual(await reports(boss), []);
  await hub.admin.hub(undoChange, { change });
  t.deepEqual(await reports(boss), [details.number]);
  await t.throwsAsync(hub.admin.hub(undoChange, { change }), { message: /undone already/ });
});

test("a change before the first day changes what begins then, and begins nothing today", async (t) => {
  const name = user();
  const employed_since = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await hub.admin.hub(addPerson, { user: name, name, job: "Trainee", employed_since });
  const ref = `@${name}:${hub.serverName}`;
  const periods = async () =>
    (await hub.admin.hub(personDetails, { ref })).employment.map(({ job, since, until }) => [
      job,
      since,
      until,
    ]);
  const [[, since]] = (await periods()) as [[string, string]];
  t.true(Date.parse(since) > Date.now());
  const { change } = await hub.admin.hub(changePerson, { ref, job: "Lead" });
  t.deepEqual(await periods(), [["Lead", since, null]]);
  await hub.admin.hub(undoChange, { change });
  t.deepEqual(await periods(), [["Trainee", since, null]]);
});

test("nobody becomes, over however many steps, their own manager; addresses are taken once", async (t) => {
  const [top, middle, low] = [user(), user(), user()];
  await hub.person(top, ["manager"], { email: `${top}@example.org` });
  await hub.person(middle, ["manager"], { manager: top });
  await hub.person(low, ["support"], { manager: middle });
  for (const manager of [top, middle, low])
    await t.throwsAsync(hub.admin.hub(changePerson, { ref: `@${top}`, manager: `@${manager}` }), {
      message: /cannot report/,
    });
  await t.throwsAsync(hub.admin.hub(changePerson, { ref: `@${low}`, email: `${top}@example.org` }), {
    message: /belongs to/,
  });
  const boss = await hub.person(user(), ["manager"]);
  await t.throwsAsync(boss.hub(changePerson, { ref: `@${low}`, job: "x" }), { message: /person:change/ });
  await t.notThrowsAsync(boss.hub(personDetails, { ref: `@${low}` }));
});

test("who leaves can do nothing from then on, and their records go to whoever takes over", async (t) => {
  const heir = user();
  await hub.person(heir, ["sales-executive"]);
  const name = user();
  const leaving = await hub.person(name, ["sales-executive"]);
  const { record } = await leaving.hub(parties.add, { name: `Kept by ${name}` });
  await leaving.hub(deals.add, { name: "Open", party: record.number });
  await hub.told();
  const left = await hub.admin.hub(personLeaves, { ref: `@${name}`, to: `@${heir}` });
  t.is(left.records, 2);
  await hub.told();
  await t.throwsAsync(leaving.hub(whoAmI, {}), { message: /Sign in/ });
  t.regex((await hub.admin.hub(parties.details, { ref: record.number })).owner!.title, new RegExp(heir, "i"));
  const changes = await hub.admin.hub(listChanges, { ref: record.number });
  t.truthy(changes.items[0]!.patch["owner"]);
  t.false((await hub.admin.hub(listPeople, {})).items.some((one) => one.user_id === leaving.userId));
  t.truthy((await hub.admin.hub(personDetails, { ref: leaving.userId })).left_at);
  t.deepEqual(await hub.inside.chat.rooms.joined(leaving.userId), []);
  await t.throwsAsync(hub.admin.hub(grantRole, { ref: leaving.userId, role: "support" }));
});

test("who comes back signs in by a new link, with the roles given then", async (t) => {
  const name = user();
  await hub.person(name, ["manager"]);
  const ref = `@${name}:${hub.serverName}`;
  await t.throwsAsync(hub.admin.hub(personReturns, { ref }), { message: /left/ });
  await hub.admin.hub(personLeaves, { ref });
  await hub.told();
  const { sign_in_link } = await hub.admin.hub(personReturns, { ref, roles: ["support"] });
  const again = connect(hub.url, await redeem(sign_in_link));
  t.deepEqual((await again(whoAmI, {})).roles, ["support"]);
});

test("whoever may end an employment ends all of it, and whoever may take on again takes on whole", async (t) => {
  const { role } = await hub.admin.hub(addRole, { label: "Human resources" });
  for (const right of ["person:view", "person:change", "person:add"])
    await hub.admin.hub(permitRole, { role, right, scope: "all" });
  const hr = await hub.person(user(), [role]);
  const name = user();
  const leaving = await hub.person(name, ["manager", "support"]);
  await hr.hub(personLeaves, { ref: leaving.userId });
  await hub.told();
  await t.throwsAsync(hr.hub(personReturns, { ref: leaving.userId, roles: ["support"] }), {
    message: /role:grant/,
  });
  const { sign_in_link } = await hr.hub(personReturns, { ref: leaving.userId });
  const again = connect(hub.url, await redeem(sign_in_link));
  t.deepEqual((await again(whoAmI, {})).roles, []);
  const details = await hub.admin.hub(personDetails, { ref: leaving.userId });
  t.is(details.left_at, null);
  t.deepEqual([details.employment.length, details.employment[0]!.until], [2, null]);
  const { roles } = await hub.admin.hub(parties.details, { ref: details.number });
  t.is(roles.filter((one) => one.role === "employee" && one.until === null).length, 1);
});

test("the end of an account that is told late, or twice, does not reach whoever came back", async (t) => {
  const name = user();
  const leaving = await hub.person(name, ["support"]);
  await hub.admin.hub(personLeaves, { ref: leaving.userId });
  const { sign_in_link } = await hub.admin.hub(personReturns, { ref: leaving.userId });
  await hub.told();
  await depart(hub.inside.parts, hub.inside.sequelize, { person: leaving.userId, erase: false });
  await t.throwsAsync(
    leaving.hub(whoAmI, {}),
    { message: /Sign in/ },
    "the old session ended with the old employment",
  );
  t.is((await connect(hub.url, await redeem(sign_in_link))(whoAmI, {})).user_id, leaving.userId);
});

test.serial("of two administrators who take the role from each other at once, one keeps it", async (t) => {
  const pair = [
    await hub.person(user(), ["administrator"]),
    await hub.person(user(), ["administrator"]),
  ] as const;
  // Only these two are left: the first administrator's role is taken away and given back by them.
  await pair[0].hub(revokeRole, { ref: hub.admin.userId, role: "administrator" });
  const taken = await Promise.allSettled([
    pair[0].hub(revokeRole, { ref: pair[1].userId, role: "administrator" }),
    pair[1].hub(revokeRole, { ref: pair[0].userId, role: "administrator" }),
  ]);
  const kept = taken[0].status === "fulfilled" ? pair[0] : pair[1];
  await kept.hub(grantRole, { ref: hub.admin.userId, role: "administrator" });
  t.deepEqual(taken.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
});

test("nobody ends their own employment, so that an administrator stays", async (t) => {
  await t.throwsAsync(hub.admin.hub(personLeaves, { ref: hub.admin.userId }), { message: /Somebody else/ });
});

test("of an erased colleague what they did remains, under their number", async (t) => {
  const name = user();
  const person = await hub.person(name, ["sales-executive"], {
    name: `Canary ${name}`,
    email: `${name}@canary.example`,
  });
  const { record } = await person.hub(parties.add, { name: `Of ${name}` });
  await person.hub(interactions.add, { party: record.number, channel: "call" });
  await t.throwsAsync(hub.admin.hub(erasePerson, { ref: person.userId }), { message: /works here/ });
  await hub.admin.hub(personLeaves, { ref: person.userId });
  await hub.admin.hub(erasePerson, { ref: person.userId });
  await hub.told();
  const gone = await hub.admin.hub(personDetails, { ref: person.userId });
  t.regex(gone.title, /^Erased EMP-/);
  t.is(gone.email, null);
  t.is((await hub.inside.identity.account(person.userId))?.displayName, null);
  const { items } = await hub.admin.hub(interactions.list, { party: record.number });
  t.is(items.length, 1);
  t.is(items[0]!.owner?.number, gone.number);
  await t.throwsAsync(hub.admin.hub(personReturns, { ref: person.userId }), { message: /erased/ });
});
