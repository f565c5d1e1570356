import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { CannotStart } from "../../errors.ts";
import { caller, chatHub } from "../../testing/chat-hub.ts";
import { fakeAppService } from "../../testing/fake-appservice.ts";
import { until } from "../../testing/matrix-client.ts";
import { readRegistration } from "../appservice/registration-file.ts";

const folder = mkdtempSync(join(tmpdir(), "hub-registration-"));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const file = (text: string) => {
  const path = join(folder, `irc-${++files}.yaml`);
  writeFileSync(path, text);
  return path;
};

const registration = `
id: irc
url: http://127.0.0.1:9999
as_token: as-secret
hs_token: hs-secret
sender_localpart: irc
rate_limited: false
protocols: [irc]
namespaces:
  users:
    - { exclusive: true, regex: "@irc_.*" }
  aliases:
    - { exclusive: true, regex: "#irc_.*" }
`;

test("a registration file is read as bridges write it; what is wrong in it is said", (t) => {
  t.deepEqual(readRegistration(file(registration)), {
    id: "irc",
    url: "http://127.0.0.1:9999",
    as_token: "as-secret",
    hs_token: "hs-secret",
    sender_localpart: "irc",
    protocols: ["irc"],
    namespaces: {
      users: [{ exclusive: true, regex: "@irc_.*" }],
      aliases: [{ exclusive: true, regex: "#irc_.*" }],
      rooms: [],
    },
  });
  t.is(readRegistration(file(registration.replace("http://127.0.0.1:9999", "null"))).url, null);
  for (const [before, after, sentence] of [
    ["id: irc", "id: 5", "id must be a text; got 5."],
    ["hs_token: hs-secret", "", "hs_token must be a text; got nothing."],
    ["http://127.0.0.1:9999", "ftp://x", "url must be an http address or null"],
    ["protocols: [irc]", "protocols: irc", "protocols must be a list of texts"],
    [`{ exclusive: true, regex: "@irc_.*" }`, "x", "each of namespaces.users needs a regex"],
    ["id: irc", "id: [", "The registration "],
  ] as const) {
    const { message } = t.throws(() => readRegistration(file(registration.replace(before, after))), {
      instanceOf: CannotStart,
    });
    t.true(message.includes(sentence), message);
  }
  t.throws(() => readRegistration("/no/such/file"), { instanceOf: CannotStart });
});

async function bridge(t: ExecutionContext) {
  const service = await fakeAppService(t, {
    protocols: ["irc"],
    namespaces: {
      users: [{ exclusive: true, regex: "@_robot_.*" }],
      aliases: [{ exclusive: true, regex: "#_robot_.*" }],
    },
  });
  const hub = await chatHub(t, { appservices: [service.registration], registration: "open" });
  const robot = caller(hub.url, "as-secret");
  return { service, hub, robot };
}

test("a bridge is asked for people and rooms that it holds, and makes them when it is asked", async (t) => {
  const { service, hub, robot } = await bridge(t);
  const ann = await hub.person("ann");
  const room = (await ann.call("POST", "/createRoom", { preset: "public_chat" })).body.room_id;
  service.onQuery = async (path) => {
    if (path.endsWith("/users/@_robot_bob:hub.test")) {
      await robot("POST", "/register", { type: "m.login.application_service", username: "_robot_bob" });
      return {};
    }
    if (!path.endsWith("/rooms/#_robot_chat:hub.test")) return undefined;
    await robot("PUT", "/directory/room/%23_robot_chat:hub.test", { room_id: room });
    return {};
  };
  t.is((await ann.call("POST", `/rooms/${room}/invite`, { user_id: "@_robot_bob:hub.test" })).status, 200);
  t.is((await ann.call("POST", `/rooms/${room}/invite`, { user_id: "@_robot_no:hub.test" })).status, 404);
  t.is((await ann.call("POST", `/rooms/${room}/invite`, { user_id: "@nobody:hub.test" })).status, 404);
  const ben = await hub.person("ben");
  t.is((await ben.call("POST", "/join/%23_robot_chat:hub.test", {})).status, 200);
  t.is((await ben.call("POST", "/join/%23_robot_none:hub.test", {})).status, 404);
  const said = (
    await ben.call("PUT", `/rooms/${room}/send/m.room.message/1`, { msgtype: "m.text", body: "hi" })
  ).body;
  await until(() => service.eventIds().includes(said.event_id), "the room bears an alias of the service");
  t.true(service.requests.every(({ authorization }) => authorization === "Bearer hs-secret"));
});

test("names that a bridge holds are for nobody else, and it acts for nobody else", async (t) => {
  const { hub, robot } = await bridge(t);
  const ann = await hub.person("ann");
  const room = (await ann.call("POST", "/createRoom")).body.room_id;
  const refused = [
    await ann.call("PUT", "/directory/room/%23_robot_x:hub.test", { room_id: room }),
    await ann.call("POST", "/createRoom", { room_alias_name: "_robot_x" }),
    await ann.call("POST", "/register", { username: "_robot_x", password: "correct horse battery" }),
    await robot("POST", "/register", { type: "m.login.application_service", username: "somebody" }),
  ].map(({ status, body }) => `${status} ${body.errcode}`);
  t.deepEqual(
    refused,
    Array.from({ length: 4 }, () => "400 M_EXCLUSIVE"),
  );
  t.is((await robot("GET", `/account/whoami?user_id=${ann.userId}`)).status, 403);
  t.is((await robot("GET", "/account/whoami?user_id=@_robot_unmade:hub.test")).status, 403);
  await robot("POST", "/register", { type: "m.login.application_service", username: "_robot_bob" });
  t.is(
    (await robot("GET", "/account/whoami?user_id=@_robot_bob:hub.test")).body.user_id,
    "@_robot_bob:hub.test",
  );
  const login = await robot("POST", "/login", {
    type: "m.login.application_service",
    identifier: { type: "m.id.user", user: "_robot_bob" },
  });
  t.is(login.body.user_id, "@_robot_bob:hub.test");
});

test("networks: what bridges say of them, whom they know there, and lists of their own", async (t) => {
  const { service, hub, robot } = await bridge(t);
  const ann = await hub.person("ann");
  const found = [{ protocol: "irc", userid: "@_robot_bob:hub.test", fields: { nick: "bob" } }];
  service.onQuery = async (path) => {
    if (path.endsWith("/thirdparty/protocol/irc"))
      return {
        user_fields: ["nick"],
        location_fields: [],
        icon: "",
        field_types: {},
        instances: [{ desc: "a", fields: {}, network_id: "a" }],
      };
    return path.endsWith("/thirdparty/user/irc?nick=bob") ? found : undefined;
  };
  t.deepEqual(Object.keys((await ann.call("GET", "/thirdparty/protocols")).body), ["irc"]);
  t.is((await ann.call("GET", "/thirdparty/protocol/irc")).body.instances.length, 1);
  t.is((await ann.call("GET", "/thirdparty/protocol/none")).status, 404);
  t.deepEqual((await ann.call("GET", "/thirdparty/user/irc?nick=bob")).body, found);
  t.deepEqual((await ann.call("GET", "/thirdparty/location/irc")).body, []);
  t.is((await ann.call("GET", "/thirdparty/user")).status, 400);

  const room = (await ann.call("POST", "/createRoom", { preset: "public_chat" })).body.room_id;
  const list = `/directory/list/appservice/net/${room}`;
  const listed = async (body: object) =>
    (await ann.call("POST", "/publicRooms", body)).body.chunk.map((one: { room_id: string }) => one.room_id);
  t.is((await ann.call("PUT", list, { visibility: "public" })).status, 403);
  t.is((await robot("PUT", list, { visibility: "public" })).status, 200);
  t.deepEqual(await listed({}), []);
  t.deepEqual(await listed({ third_party_instance_id: "fake|net" }), [room]);
  t.deepEqual(await listed({ include_all_networks: true }), [room]);
  t.is((await robot("DELETE", list)).status, 200);
  t.deepEqual(await listed({ third_party_instance_id: "fake|net" }), []);
});
