/** Links to forms: one call, once, as the person who asked, and nothing else. */
import test from "ava";
import { connect, HubProblem } from "../client.ts";
import {
  addToken,
  describeForm,
  interactions,
  linkForm,
  listChanges,
  parties,
  recordFind,
  revokeRole,
} from "../contract/index.ts";
import { forget } from "../jobs/tick.ts";
import { openTestHub, type TestHub } from "../testing/hub.ts";

let hub: TestHub;
let late = 0;
test.before(async () => {
  hub = await openTestHub({ clock: () => new Date(Date.now() + late) });
});
test.after.always(() => hub?.stop());

/** The token of a new link, and what else its address holds. */
async function aLink(who = hub.admin, values = {}) {
  const { url } = await who.hub(linkForm, { call: parties.add.name, values });
  const fragment = new URLSearchParams(new URL(url).hash.slice(1));
  const token = fragment.get("form")!;
  return { token, fragment, holder: connect(hub.url, token) };
}

const codeOf = async (made: Promise<unknown>) => {
  try {
    await made;
    return "done";
  } catch (error) {
    return error instanceof HubProblem ? `${error.status} ${error.code}` : String(error);
  }
};

test.serial(
  "whoever has the link sees the form and sends it once, as the person who asked for it",
  async (t) => {
    const { holder, fragment } = await aLink(hub.admin, { name: "Linked AG" });
    t.deepEqual(JSON.parse(fragment.get("values")!), { name: "Linked AG" });
    t.is((await holder(describeForm, { call: "party.add" })).call, "party.add");
    const { record } = await holder(parties.add, { name: "Linked AG" });
    const [change] = (await hub.admin.hub(listChanges, { ref: record.number })).items;
    t.is(change?.by?.title, (await hub.admin.hub(parties.details, { ref: record.number })).owner?.title);
    t.is(await codeOf(holder(parties.add, { name: "Linked again" })), "401 not-signed-in");
  },
);

test.serial("what was refused can be mended and sent; two that are sent at once are one", async (t) => {
  const { holder } = await aLink();
  t.is(await codeOf(holder(parties.add, { name: "" })), "400 input-invalid");
  const both = await Promise.all([1, 2].map(() => codeOf(holder(parties.add, { name: "Only once" }))));
  t.true(both.includes("done"));
  const { items } = await hub.admin.hub(parties.list, { limit: 200 });
  t.is(items.filter(({ name }) => name === "Only once").length, 1);
});

test.serial("it opens no other call, no chat and no assistant", async (t) => {
  const { holder, token } = await aLink();
  t.is(await codeOf(holder(recordFind, { text: "a" })), "403 not-allowed");
  t.is(await codeOf(holder(interactions.add, { party: "x", channel: "call" })), "403 not-allowed");
  t.is(await codeOf(holder(addToken, { label: "more" })), "403 not-allowed");
  t.is(await codeOf(holder(linkForm, { call: "party.add" })), "403 not-allowed");
  const headers = { authorization: `Bearer ${token}` };
  t.is((await fetch(`${hub.url}/_matrix/client/v3/account/whoami`, { headers })).status, 403);
  t.is((await fetch(`${hub.url}/mcp`, { headers, method: "POST", body: "{}" })).status, 403);
});

test.serial("it holds the rights that its person has when it is sent", async (t) => {
  const seller = await hub.person("lin", ["sales-executive"]);
  const { holder } = await aLink(seller);
  await hub.admin.hub(revokeRole, { ref: seller.userId, role: "sales-executive" });
  t.is(await codeOf(holder(parties.add, { name: "Too late" })), "403 not-allowed");
});

test.serial("there is no link to what takes or answers a secret, reads, or is for bots", async (t) => {
  for (const call of ["token.add", "session.open", "party.list", "inbox.take", "no.such"])
    t.is(await codeOf(hub.admin.hub(linkForm, { call })), "400 input-invalid", call);
});

test.serial("after fifteen minutes it opens nothing", async (t) => {
  const { holder } = await aLink();
  late = 16 * 60_000;
  t.is(await codeOf(holder(parties.add, { name: "Late" })), "401 not-signed-in");
  const kept = async () =>
    (await hub.database.pool.query(`select from identity.token where kind = 'form'`)).rowCount!;
  t.true((await kept()) > 0);
  await forget(hub.database.pool, () => new Date(Date.now() + 8 * 86_400_000));
  t.is(await kept(), 0);
});
