import test from "ava";
import type { ExecutionContext } from "ava";
import { fakeClock } from "../clock.ts";
import { testDatabase } from "../testing/index.ts";
import { openIdentity, type Identity, type Registration } from "./index.ts";

async function open(t: ExecutionContext, appservices: Registration[] = []) {
  const { pool } = await testDatabase(t);
  const clock = fakeClock("2026-01-01T10:00:00Z");
  let statements = 0;
  const counted = Object.create(pool, {
    query: {
      value: (...args: unknown[]) => {
        statements++;
        return (pool.query as (...all: unknown[]) => unknown)(...args);
      },
    },
  }) as typeof pool;
  const identity = await openIdentity({ pool: counted, serverName: "hub.test", clock, appservices });
  return { identity, clock, pool, statements: () => statements };
}

const bots: Registration = {
  id: "bots",
  url: null,
  as_token: "as-secret",
  hs_token: "hs-secret",
  sender_localpart: "hub",
  namespaces: { users: [{ exclusive: true, regex: "@_bot_.*" }] },
  trusted: true,
};

const signIn = (identity: Identity, password: string, address = "10.0.0.1", user = "ann") =>
  identity.signIn({ user, password, address });

test("a person signs in with the password that was set, and with no other", async (t) => {
  const { identity } = await open(t);
  await identity.createAccount({ localpart: "ann", password: "correct horse" });
  t.is((await signIn(identity, "correct horse")).userId, "@ann:hub.test");
  await t.throwsAsync(signIn(identity, "wrong"), { message: "The name or the password is wrong." });
  await t.throwsAsync(signIn(identity, "x", "10.0.0.1", "nobody"), {
    message: "The name or the password is wrong.",
  });
});

test("passwords are kept as argon2id, tokens as hashes", async (t) => {
  const { identity, pool } = await open(t);
  const { userId } = await identity.createAccount({ localpart: "ann", password: "correct horse" });
  const { token } = await identity.openSession(userId);
  t.regex(token, /^hub_s_[\w-]{43}$/);
  const rows = await pool.query(
    "select password, t::text as token from identity.account join identity.token t using (user_id)",
  );
  t.regex(rows.rows[0].password, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  t.false(rows.rows[0].token.includes(token));
});

test("the eleventh wrong password in a quarter of an hour is not even checked", async (t) => {
  const { identity, clock } = await open(t);
  await identity.createAccount({ localpart: "ann", password: "correct horse" });
  const tries = await Promise.allSettled(Array.from({ length: 12 }, () => signIn(identity, "wrong")));
  t.is(tries.filter((one) => one.status === "rejected" && one.reason.code === "too-many").length, 2);
  await t.throwsAsync(signIn(identity, "correct horse"), { code: "too-many" });
  t.is((await signIn(identity, "correct horse", "10.0.0.2")).localpart, "ann");
  clock.advance(16 * 60_000);
  t.is((await signIn(identity, "correct horse")).localpart, "ann");
});

test("a token seen lately is known without SQL, until it is revoked", async (t) => {
  const { identity, statements } = await open(t);
  const { userId } = await identity.createAccount({ localpart: "ann" });
  const { token, tokenId, deviceId } = await identity.openSession(userId, { deviceName: "Phone" });
  t.like(await identity.authenticate(token), { userId, deviceId, kind: "session", tokenId });
  const before = statements();
  await identity.authenticate(token);
  t.is(statements(), before);
  await identity.closeSession(tokenId);
  t.is(await identity.authenticate(token), undefined);
  t.deepEqual(await identity.devices(userId), []);
});

test("a token ends when its time is up, also in the cache", async (t) => {
  const { identity, clock } = await open(t);
  const { userId } = await identity.createAccount({ localpart: "ann" });
  const { token } = await identity.issueToken({
    userId,
    kind: "embed",
    seconds: 300,
    record: "R-1",
    origin: "https://a.example",
  });
  t.like(await identity.authenticate(token), { kind: "embed", record: "R-1", origin: "https://a.example" });
  clock.advance(301_000);
  t.is(await identity.authenticate(token), undefined);
});

test("an embed token without an end is refused", async (t) => {
  const { identity } = await open(t);
  const { userId } = await identity.createAccount({ localpart: "ann" });
  await t.throwsAsync(identity.issueToken({ userId, kind: "embed" }), { code: "input-invalid" });
});

test("a link opens once, whoever is faster", async (t) => {
  const { identity } = await open(t);
  const { userId } = await identity.createAccount({ localpart: "ann" });
  const { token } = await identity.issueToken({ userId, kind: "link", seconds: 60 });
  t.is(await identity.authenticate(token), undefined);
  const all = await Promise.all(Array.from({ length: 5 }, () => identity.redeemLink(token)));
  t.is(all.filter(Boolean).length, 1);
});

test("a new password ends the other sessions and keeps this one", async (t) => {
  const { identity } = await open(t);
  const { userId } = await identity.createAccount({ localpart: "ann", password: "old one" });
  const mine = await identity.openSession(userId);
  const other = await identity.openSession(userId);
  t.truthy(await identity.authenticate(other.token));
  await identity.setPassword(userId, "new one", mine.tokenId);
  t.truthy(await identity.authenticate(mine.token));
  t.is(await identity.authenticate(other.token), undefined);
  await signIn(identity, "new one");
});

test("api tokens are listed without their secret and can be revoked", async (t) => {
  const { identity } = await open(t);
  const { userId } = await identity.createAccount({ localpart: "ann" });
  const { token, tokenId } = await identity.issueToken({ userId, kind: "api", label: "script" });
  t.like((await identity.listTokens(userId))[0], { tokenId, kind: "api", label: "script" });
  t.truthy(await identity.authenticate(token));
  t.true(await identity.revokeToken(tokenId));
  t.is(await identity.authenticate(token), undefined);
  t.deepEqual(await identity.listTokens(userId), []);
});

test("a deactivated account loses its sessions, tokens and password", async (t) => {
  const { identity } = await open(t);
  const { userId } = await identity.createAccount({ localpart: "ann", password: "correct horse" });
  const { token } = await identity.openSession(userId);
  await identity.authenticate(token);
  await identity.deactivate(userId);
  t.is(await identity.authenticate(token), undefined);
  await t.throwsAsync(signIn(identity, "correct horse"), { code: "not-signed-in" });
});

test("names are checked, and taken once", async (t) => {
  const { identity } = await open(t);
  await identity.createAccount({ localpart: "ann" });
  await t.throwsAsync(identity.createAccount({ localpart: "ann" }), { message: /taken/ });
  for (const localpart of ["", "Ann", "a b", "ä", "a:b", "x".repeat(181)])
    await t.throwsAsync(identity.createAccount({ localpart }), { code: "input-invalid" }, localpart);
});

test("an application service is known by its token and owns its namespace", async (t) => {
  const { identity } = await open(t, [bots]);
  const principal = await identity.authenticate("as-secret");
  t.like(principal, { userId: "@hub:hub.test", kind: "appservice", tokenId: "as:bots" });
  t.true(principal?.appservice?.trusted);
  t.true(principal?.appservice?.ownsUser("@_bot_1:hub.test"));
  t.false(principal?.appservice?.ownsUser("@ann:hub.test"));
  t.is(identity.exclusiveOwner("@_bot_1:hub.test")?.id, "bots");
  t.is(await identity.authenticate("hs-secret"), undefined);
  t.truthy(await identity.account("@hub:hub.test"));
});

test("two application services with one token cannot start", async (t) => {
  await t.throwsAsync(open(t, [bots, { ...bots, id: "other" }]), {
    code: "cannot-start",
    message: /same as_token/,
  });
});

test("people are found by name, with wildcards taken literally", async (t) => {
  const { identity } = await open(t);
  await identity.createAccount({ localpart: "ann", displayName: "Ann Lee" });
  await identity.createAccount({ localpart: "ben" });
  t.deepEqual(
    (await identity.findAccounts("lee", 10)).map((a) => a.localpart),
    ["ann"],
  );
  t.deepEqual(await identity.findAccounts("%", 10), []);
});
