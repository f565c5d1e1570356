/** What other chats need kept: installations, who is who, and channels that show a room's cards. */
import test from "ava";
import { HubProblem } from "../../client.ts";
import {
  channelTargets,
  giveConfirmation,
  installationDetails,
  inviteIdentity,
  keepInstallation,
  linkChannel,
  listChanges,
  listIdentities,
  parties,
  reachIdentity,
  recordProfile,
  recordRoom,
  redeemIdentity,
  removeInstallation,
  resolveIdentity,
  shownInChannel,
  unlinkChannel,
  unlinkIdentity,
  type Confirmation,
} from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

const surface = "slack";
const resolved = async (account: string, email?: string) =>
  (await hub.bot(resolveIdentity, { surface, account, ...(email ? { email } : {}) })).user_id;

test("an installation is kept, replaced, and forgotten only by news that are newer than it", async (t) => {
  const id = "T100";
  t.is((await hub.bot(installationDetails, { surface, id })).sealed, null);
  await hub.bot(keepInstallation, { surface, id, sealed: "one", installed_at: "2026-01-01T00:00:00Z" });
  await hub.bot(keepInstallation, { surface, id, sealed: "two", installed_at: "2026-02-01T00:00:00Z" });
  t.is((await hub.bot(removeInstallation, { surface, id, before: "2026-01-15T00:00:00Z" })).done, false);
  t.is((await hub.bot(installationDetails, { surface, id })).sealed, "two");
  t.is((await hub.bot(removeInstallation, { surface, id, before: "2026-02-15T00:00:00Z" })).done, true);
  t.is((await hub.bot(installationDetails, { surface, id })).sealed, null);
});

test("a code links an account once, within ten minutes, and its owner takes the link back", async (t) => {
  const jane = await hub.person("code-jane", []);
  const account = "T1/U-jane";
  const { code } = await jane.hub(inviteIdentity, {});
  t.regex(code, /^[A-Z2-9]{5}-[A-Z2-9]{5}$/);
  t.is((await hub.bot(redeemIdentity, { surface, account, code: "AAAAA-AAAAA" })).user_id, null);
  const typed = code.toLowerCase().replace("-", " ");
  t.is((await hub.bot(redeemIdentity, { surface, account, code: typed })).user_id, jane.userId);
  t.is((await hub.bot(redeemIdentity, { surface, account: "T1/U-thief", code })).user_id, null);
  t.is(await resolved(account), jane.userId);
  t.deepEqual((await jane.hub(listIdentities, {})).items, [{ surface, account, linked: true }]);
  const ben = await hub.person("code-ben", []);
  t.false((await ben.hub(unlinkIdentity, { surface, account })).done);
  t.true((await jane.hub(unlinkIdentity, { surface, account })).done);
  t.is(await resolved(account), null);
});

test("an older code, and one that has expired, are not good", async (t) => {
  const { code: old } = await hub.admin.hub(inviteIdentity, {});
  const { code } = await hub.admin.hub(inviteIdentity, {});
  t.is((await hub.bot(redeemIdentity, { surface, account: "T1/U-a", code: old })).user_id, null);
  // Only that one: the other tests of this file have codes of their own.
  await hub.database.pool.query(
    `update hub.account_code set expires_at = now() - interval '1 s'
     where person_id = (select id from access.person where user_id = $1)`,
    [hub.admin.userId],
  );
  t.is((await hub.bot(redeemIdentity, { surface, account: "T1/U-a", code })).user_id, null);
});

test("a linked account counts before an address that somebody else has", async (t) => {
  const ann = await hub.person("both-ann", []);
  const bob = await hub.person("both-bob", [], { email: "bob@both.example" });
  const { code } = await ann.hub(inviteIdentity, {});
  await hub.bot(redeemIdentity, { surface, account: "T1/U-both", code });
  t.is(await resolved("T1/U-both", "bob@both.example"), ann.userId);
  t.is(await resolved("T1/U-other", "BOB@both.example"), bob.userId);
});

test("what is said to a person in their direct room has their account as its target", async (t) => {
  const eve = await hub.person("reach-eve", []);
  await hub.bot(reachIdentity, { surface, account: "T1/U-eve", person: eve.userId });
  const { rows } = await hub.database.pool.query<{ room_id: string }>(
    "select room_id from hub.account_reach where account = 'T1/U-eve'",
  );
  const room = rows[0]!.room_id;
  const { items } = await hub.bot(channelTargets, { surface, rooms: [room, "!other:hub"] });
  t.deepEqual(items, [{ room, to: "T1/U-eve", direct: true, person: eve.userId }]);
});

test("an account that is linked to somebody else is no way to whom it was taken for", async (t) => {
  const [wrong, right] = [await hub.person("was-wrong", []), await hub.person("is-right", [])];
  const account = "T1/U-corrected";
  await hub.bot(reachIdentity, { surface, account, person: wrong.userId });
  const { code } = await right.hub(inviteIdentity, {});
  await hub.bot(redeemIdentity, { surface, account, code });
  t.deepEqual((await wrong.hub(listIdentities, {})).items, []);
  t.deepEqual((await right.hub(listIdentities, {})).items, [{ surface, account, linked: true }]);
});

test("who linked and unlinked a channel stands in the record's history; who unlinked an account, in the audit", async (t) => {
  const manager = await hub.person("audit-manager", ["manager"]);
  const { record } = await manager.hub(parties.add, { name: "Audited" });
  const channel = "T1/C-audit";
  await manager.hub(linkChannel, { ref: record.number, surface, channel });
  await manager.hub(linkChannel, { ref: record.number, surface, channel });
  await hub.admin.hub(unlinkChannel, { surface, channel });
  const { items } = await manager.hub(listChanges, { ref: record.number });
  const told = items.filter(({ patch }) => "shown_in" in patch);
  t.deepEqual(
    told.map(({ call, patch, by }) => [call, patch["shown_in"], by?.title]),
    [
      ["channel.unlink", [`slack ${channel}`, null], "Administrator"],
      ["channel.link", [null, `slack ${channel}`], "Audit-manager"],
    ],
  );
  const account = "T1/U-audit";
  await hub.bot(reachIdentity, { surface, account, person: manager.userId });
  await manager.hub(unlinkIdentity, { surface, account });
  const { rows } = await hub.database.pool.query(
    "select patch from hub.change_event where call = 'identity.unlink' and patch -> 'account' ->> 0 = $1",
    [`slack ${account}`],
  );
  t.is(rows.length, 1);
});

test("whose cards a channel shows is told as far as one may see them", async (t) => {
  const boss = await hub.person("shows-boss", ["manager"]);
  const nobody = await hub.person("shows-nobody", []);
  const { record } = await boss.hub(parties.add, { name: "Shown" });
  const channel = { surface, channel: "T1/C-shows" };
  t.deepEqual((await boss.hub(shownInChannel, channel)).items, []);
  await boss.hub(linkChannel, { ref: record.number, ...channel });
  t.deepEqual(
    (await boss.hub(shownInChannel, channel)).items.map(({ number }) => number),
    [record.number],
  );
  t.deepEqual((await nobody.hub(shownInChannel, channel)).items, []);
});

test("a channel that is named without its chat is not taken for one of the chat in which that is said", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Nochat" });
  for (const wish of [
    hub.admin.hub(linkChannel, { ref: record.number, channel: "T1/C1" }),
    hub.admin.hub(unlinkChannel, { channel: "T1/C1" }),
  ]) {
    const refused = await t.throwsAsync<HubProblem>(wish, { instanceOf: HubProblem });
    t.is(refused.status, 400);
    t.regex(JSON.stringify(refused.problem), /surface/);
  }
});

test("a channel is linked to a record's room by those who may, after a yes when it was said in words", async (t) => {
  const manager = await hub.person("link-manager", ["manager"]);
  const { record } = await manager.hub(parties.add, { name: "Linked", role: "customer" });
  const source = { kind: "slack", room: "T1/C1", event: "1.1" } as const;
  const wish = manager.hub(linkChannel, { ref: "Linked" }, { source });
  const asked = await t.throwsAsync<HubProblem>(wish, { instanceOf: HubProblem });
  t.is(asked.status, 428);
  const { id } = asked.problem["confirmation"] as Confirmation;
  await manager.hub(giveConfirmation, { id });
  const { room } = await manager.hub(recordRoom, { ref: record.number });
  const targets = async () => (await hub.bot(channelTargets, { surface, rooms: [room] })).items;
  t.deepEqual(await targets(), [{ room, to: "T1/C1", direct: false }]);
  const again = await manager.hub(linkChannel, { ref: "Linked", surface, channel: "T1/C1" });
  t.false(again.done);
  t.true((await manager.hub(unlinkChannel, { surface, channel: "T1/C1" })).done);
  t.deepEqual(await targets(), []);
});

test("a channel is not linked by those who may not, nor when none is named", async (t) => {
  const sales = await hub.person("link-sales", ["support"]);
  const { record } = await hub.admin.hub(parties.add, { name: "Unlinked" });
  const refused = await t.throwsAsync(
    sales.hub(linkChannel, { ref: record.number, surface, channel: "T1/C1" }),
  );
  t.regex(refused.message, /channel:link/);
  const nowhere = await t.throwsAsync(hub.admin.hub(linkChannel, { ref: record.number }));
  t.regex(nowhere.message, /name chat and channel/);
});

test("an answer for a place that is no room of ours is cut to those who are named, and to nobody's for a stranger", async (t) => {
  const manager = await hub.person("named-manager", ["manager"]);
  const nobody = await hub.person("named-nobody", []);
  const { record } = await manager.hub(parties.add, { name: "Named", role: "customer" });
  const seenBy = (audience: string) =>
    hub.bot(recordProfile, { ref: record.number }, { person: manager.userId, audience }).then(
      () => "shown",
      (error: unknown) => (error as HubProblem).code,
    );
  t.is(await seenBy(manager.userId), "shown");
  t.is(await seenBy(`${manager.userId} ${hub.admin.userId}`), "shown");
  t.is(await seenBy(`${manager.userId} ${nobody.userId}`), "audience");
  t.is(await seenBy(`${manager.userId} ?`), "audience");
  t.is(await seenBy("?"), "audience");
});
