/** Signing in and tokens. */
import test from "ava";
import { connect, type HubProblem } from "../../client.ts";
import {
  addPerson,
  addToken,
  issueEmbed,
  linkPerson,
  listTokens,
  openSession,
  parties,
  recordProfile,
  redeemLink,
  removeToken,
  setPassword,
  whoAmI,
} from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error as HubProblem).code,
  );
const tokenOf = (link: string) => link.split("#sign-in=")[1]!;

test("a new colleague signs in once by link, sets a password, and signs in by name or address", async (t) => {
  const open = connect(hub.url);
  const added = await hub.admin.hub(addPerson, {
    name: "Nina New",
    user: "nina",
    email: "Nina@Example.org",
    roles: ["support"],
  });
  const link = tokenOf(added.sign_in_link);
  const session = await open(redeemLink, { link });
  t.true(session.must_set_password);
  t.is(await code(open(redeemLink, { link })), "not-signed-in");
  const nina = connect(hub.url, session.access_token);
  t.like(await nina(whoAmI, {}), { roles: ["support"], must_set_password: true });
  t.is(await code(nina(setPassword, { password: "short" })), "input-invalid");
  await nina(setPassword, { password: "correct horse battery" });
  t.false((await nina(whoAmI, {})).must_set_password);
  for (const user of ["nina", "nina@example.org", `@nina:${hub.serverName}`])
    t.is((await open(openSession, { user, password: "correct horse battery" })).user_id, added.user_id);
  t.is(await code(open(openSession, { user: "nina", password: "wrong password" })), "not-signed-in");
  t.is(
    await code(nina(setPassword, { password: "another long one" })),
    "not-signed-in",
    "the old password is asked for",
  );
});

test("guessing passwords is slowed down, for known and unknown names alike", async (t) => {
  const open = connect(hub.url);
  for (const user of ["admin", "no-such-user"]) {
    const codes: string[] = [];
    for (let attempt = 0; attempt < 30 && !codes.includes("too-many"); attempt++)
      codes.push(await code(open(openSession, { user, password: `guess ${attempt}` })));
    t.is(codes.at(-1), "too-many", user);
  }
});

test("two people cannot have the same user name or address", async (t) => {
  await hub.admin.hub(addPerson, { name: "First", user: "taken", email: "taken@example.org" });
  t.is(await code(hub.admin.hub(addPerson, { name: "Second", user: "taken" })), "conflict");
  t.is(
    await code(hub.admin.hub(addPerson, { name: "Third", user: "third", email: "TAKEN@example.org" })),
    "conflict",
  );
});

test("a personal token is shown once, works with its owner's rights, and ends when revoked", async (t) => {
  const ann = await hub.person("token-ann", ["support"]);
  const made = await ann.hub(addToken, { label: "script" });
  const script = connect(hub.url, made.token);
  t.is((await script(whoAmI, {})).user_id, ann.userId);
  t.false(JSON.stringify(await ann.hub(listTokens, {})).includes(made.token));
  const other = await hub.person("token-ben", []);
  t.is(await code(other.hub(removeToken, { id: made.id })), "not-found");
  await ann.hub(removeToken, { id: made.id });
  t.is(await code(script(whoAmI, {})), "not-signed-in");
});

test("an embed token shows its one record on its one page, and nothing else", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Embedded" });
  const other = await hub.admin.hub(parties.add, { name: "Not embedded" });
  const { token } = await hub.admin.hub(issueEmbed, {
    record: record.number,
    origin: "https://shop.example",
  });
  const widget = connect(hub.url, token);
  t.is((await widget(recordProfile, { ref: record.number })).record.id, record.id);
  t.is(await code(widget(recordProfile, { ref: other.record.number })), "not-found");
  t.is(await code(widget(parties.details, { ref: record.number })), "not-allowed");
  t.is(await code(widget(parties.add, { name: "x" })), "not-allowed");
  const from = async (origin: string) =>
    (
      await fetch(`${hub.url}/api/v1/records/${record.number}/profile`, {
        headers: { origin, authorization: `Bearer ${token}` },
      })
    ).status;
  t.is(await from("https://shop.example"), 200);
  t.is(await from("https://evil.example"), 403);
  const chat = await fetch(`${hub.url}/_matrix/client/v3/account/whoami`, {
    headers: { authorization: `Bearer ${token}` },
  });
  t.true([401, 403].includes(chat.status), "an embed token is no chat session");
});

test("a link made later replaces nothing and signs in once", async (t) => {
  await hub.admin.hub(addPerson, { name: "Later", user: "later" });
  const { sign_in_link } = await hub.admin.hub(linkPerson, { ref: "later" });
  t.is(await code(connect(hub.url)(redeemLink, { link: tokenOf(sign_in_link) })), "done");
});

test("secrets are not kept for replays, nor stored in the clear", async (t) => {
  const input = { name: "Secret", user: "secretive" };
  const first = await hub.admin.hub(addPerson, input, { key: "secret-key" });
  t.is(await code(hub.admin.hub(addPerson, input, { key: "secret-key" })), "conflict");
  const secret = tokenOf(first.sign_in_link);
  for (const table of ["hub.idempotency", "hub.change_event", "hub.outbox", "identity.token"]) {
    const { rows } = await hub.database.pool.query(`select 1 from ${table} as t where t::text like $1`, [
      `%${secret}%`,
    ]);
    t.is(rows.length, 0, table);
  }
});
