import test from "ava";
import { caller, chatHub, type ChatHub } from "../../testing/chat-hub.ts";

const nobody = (hub: ChatHub) => caller(hub.url, "");

test("registration is closed unless it is opened; then a name is taken once", async (t) => {
  const closed = await chatHub(t);
  const refused = await nobody(closed)("POST", "/register", { username: "new", password: "x" });
  t.like(refused, { status: 403, body: { errcode: "M_FORBIDDEN" } });

  const open = await chatHub(t, { registration: "open" });
  const asked = await nobody(open)("POST", "/register", { username: "New", password: "a long one" });
  t.is(asked.status, 401);
  t.is(asked.body.errcode, undefined);
  const { session } = asked.body;
  const finish = () => nobody(open)("POST", "/register", { auth: { type: "m.login.dummy", session } });
  t.is((await finish()).body.user_id, "@new:hub.test", "what was said at first is remembered");
  t.is((await finish()).body.user_id, "@new:hub.test", "a repeated request makes no second account");
  const again = await nobody(open)("POST", "/register", { username: "new", password: "y" });
  t.like(again, { status: 400, body: { errcode: "M_USER_IN_USE" } });
  const wrong = await nobody(open)("POST", "/register", { username: "n w", password: "y" });
  t.like(wrong, { status: 400, body: { errcode: "M_INVALID_USERNAME" } });
});

test("an invitation makes as many accounts as it was made for, whoever is faster", async (t) => {
  const hub = await chatHub(t, { registration: "invitation" });
  const token = await hub.identity.invite({ uses: 1, seconds: 60 });
  const validity = `/_matrix/client/v1/register/m.login.registration_token/validity?token=`;
  t.deepEqual((await nobody(hub)("GET", validity + token)).body, { valid: true });
  t.deepEqual((await nobody(hub)("GET", `${validity}other`)).body, { valid: false });
  const register = (username: string, given: string) =>
    nobody(hub)("POST", "/register", {
      username,
      password: "a long one",
      auth: { type: "m.login.registration_token", token: given },
    });
  t.like(await register("ann", "guessed"), { status: 401, body: { errcode: "M_UNAUTHORIZED" } });
  const both = await Promise.all([register("ann", token), register("ben", token)]);
  t.deepEqual(
    both.map((answer) => answer.status).toSorted((a, b) => a - b),
    [200, 401],
  );
  t.is((await register("cat", token)).status, 401);
  t.is(
    (
      await nobody(hub)("POST", "/register", {
        username: "dan",
        password: "x",
        auth: { type: "m.login.dummy" },
      })
    ).status,
    401,
  );
});

test("a session of registration makes one account, however many requests complete it at once", async (t) => {
  const hub = await chatHub(t, { registration: "invitation" });
  await hub.person("taken");
  const token = await hub.identity.invite({ uses: 2, seconds: 60 });
  const { session } = (await nobody(hub)("POST", "/register", { password: "a long one" })).body;
  const finish = (given: object = {}) =>
    nobody(hub)("POST", "/register", {
      password: "a long one",
      ...given,
      auth: { type: "m.login.registration_token", token, session },
    });
  t.is((await finish({ username: "taken" })).status, 400, "none is made of a name that is taken");
  const made = await Promise.all([finish(), finish(), finish()]);
  t.deepEqual(
    made.map(({ status }) => status),
    [200, 200, 200],
  );
  t.is(new Set(made.map(({ body }) => body.user_id)).size, 1);
  t.true(await hub.identity.isInvited(token), "one of two uses is left");
  const late = (await nobody(hub)("POST", "/register", { password: "a long one" })).body.session;
  const proved = await nobody(hub)("POST", "/register", {
    username: "taken",
    auth: { type: "m.login.registration_token", token, session: late },
  });
  t.is(proved.status, 400, "the invitation is good, the name is not");
  await hub.identity.spendInvitation(token);
  const tooLate = await nobody(hub)("POST", "/register", { password: "a long one", auth: { session: late } });
  t.like(tooLate, { status: 401, body: { errcode: "M_UNAUTHORIZED", completed: [] } });
  t.truthy(tooLate.body.flows, "another invitation may be shown");
});

test("a guest looks and speaks where guests are let in, keeps their id as an account, and is shown out", async (t) => {
  const closed = await chatHub(t);
  t.like(await nobody(closed)("POST", "/register?kind=guest", {}), {
    status: 403,
    body: { errcode: "M_GUEST_ACCESS_FORBIDDEN" },
  });
  const hub = await chatHub(t, { guests: true, registration: "open" });
  const ann = await hub.person("ann");
  const guest = async () => {
    const { body } = await nobody(hub)("POST", "/register?kind=guest", {});
    return { ...body, call: caller(hub.url, body.access_token) };
  };
  const gus = await guest();
  t.true((await gus.call("GET", "/account/whoami")).body.is_guest);
  t.is((await gus.call("POST", "/createRoom", {})).status, 403);
  t.is((await gus.call("POST", "/account/password", { new_password: "x" })).status, 403);
  const noGuests = { status: 403, body: { errcode: "M_GUEST_ACCESS_FORBIDDEN" } };
  t.like(await gus.call("POST", "/_matrix/media/v3/upload", "a file"), noGuests);
  t.like(await gus.call("POST", "/_matrix/media/v1/create", {}), noGuests);
  const preview = "/_matrix/client/v1/media/preview_url?url=https://example.org";
  t.like(await gus.call("GET", preview), noGuests);
  const room = (await ann.call("POST", "/createRoom", { preset: "public_chat" })).body.room_id;
  const access = (guest_access: string) =>
    ann.call("PUT", `/rooms/${room}/state/m.room.guest_access`, { guest_access });
  t.is((await gus.call("POST", `/rooms/${room}/join`, {})).status, 403);
  await access("can_join");
  t.is((await gus.call("POST", `/rooms/${room}/join`, {})).status, 200);
  t.is((await gus.call("PUT", `/rooms/${room}/send/m.room.message/1`, { body: "hello" })).status, 200);
  await access("forbidden");
  t.deepEqual(await hub.chat.rooms.members(room), [ann.userId]);
  const username = gus.user_id.slice(1).split(":")[0];
  const upgrade = (token: string) =>
    nobody(hub)("POST", "/register", {
      username,
      password: "a long one",
      guest_access_token: token,
      auth: { type: "m.login.dummy" },
    });
  t.is((await upgrade((await guest()).access_token)).status, 403, "with another guest's token");
  const made = (await upgrade(gus.access_token)).body;
  t.is(made.user_id, gus.user_id);
  t.is((await caller(hub.url, made.access_token)("POST", `/rooms/${room}/join`, {})).status, 200);
});
