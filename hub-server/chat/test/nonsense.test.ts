/** Whatever comes, to whatever endpoint: the answer is one that the specification knows, never a 500, and the hub goes on. */
import { Buffer } from "node:buffer";
import test from "ava";
import fc from "fast-check";
import { chatHub, type ChatHub, type TestPerson } from "../../testing/chat-hub.ts";
import { adminEndpoints } from "../endpoints/admin.ts";
import { endpoints } from "../endpoints/index.ts";
import type { Endpoint } from "../http/endpoint.ts";

/** They end the session that asks, or wait for long. */
const left = new Set(["POST /logout", "POST /logout/all"]);

const words =
  `type identifier user password auth session device_id display_name displayname avatar_url presence status_msg typing
  room_id room_alias_name visibility invite initial_state preset creation_content power_level_content_override name topic user_id
  reason membership users events body msgtype m.relates_to event_id rel_type key filter search_term search_categories room_events
  limit since one_time_keys device_keys messages devices pushkey kind app_id data url actions conditions pattern enabled order
  new_version score redacts m.fully_read m.read algorithm auth_data rooms sessions token new_token username conn_id lists ranges
  required_state timeline_limit room_subscriptions extensions pos state_key content alias alt_aliases join_rule allow __proto__
  constructor uses_allowed expiry_time timeline account_data third_party_instance_id room_types order_by groups thread_id`
    .split(/\s+/)
    .filter(Boolean);

const questions =
  `from to limit dir filter since ts user_id at membership not_membership order_by server kind username token
  set_presence full_state only recurse suggested_only max_depth format version room_id include use_state_after pos url width
  height method allow_remote before after archived q`
    .split(/\s+/)
    .filter(Boolean);

const nastyTexts = [
  "",
  "\0",
  "-1",
  "1e9",
  "{",
  "{}",
  "null",
  "💥",
  "a".repeat(3000),
  "../../x",
  "$x",
  "!x:y",
  "@x:y",
  "#x:y",
  "s1_2_3",
  "\ud800",
  "__proto__",
  "constructor",
];
const text = fc.oneof(fc.constantFrom(...nastyTexts), fc.string({ unit: "binary", maxLength: 20 }));
const segment = fc.oneof(
  text.map((value) => encodeURIComponent(Buffer.from(value).toString()) || "%20"),
  fc.constantFrom("%ff", "%c0%af", "%00", "%", "%zz", "..%2f..", "x%0d%0ay"),
);

const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 2 ** 60, -0),
    text,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words), tie("value"), { maxKeys: 4 }),
  ),
}));

const object = fc
  .dictionary(fc.constantFrom(...words), json, { maxKeys: 6 })
  .map((value) => JSON.stringify(value));

const deep = (levels: number, open: string, close: string) =>
  `{"x":${open.repeat(levels)}1${close.repeat(levels)}}`;

const bytes = fc.oneof(
  { weight: 12, arbitrary: object.map((value) => Buffer.from(value)) },
  { weight: 2, arbitrary: json.map((value) => Buffer.from(JSON.stringify(value) ?? "")) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      Buffer.from(""),
      Buffer.from("{"),
      Buffer.from("[]"),
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
      Buffer.from('{"body":"\\ud800"}'),
      Buffer.from('{"a":1,"a":2}'),
      Buffer.from(deep(5000, "[", "]")),
      Buffer.from(deep(2000, '{"x":', "}")),
      Buffer.from(JSON.stringify({ body: "x".repeat(1024 * 1024 - 20) })),
      Buffer.from(JSON.stringify({ body: "x".repeat(2 * 1024 * 1024) })),
    ),
  },
);

interface Ask {
  readonly endpoint: Endpoint;
  readonly version: string;
  readonly segments: readonly string[];
  /** For each segment whether what really exists is named. */
  readonly real: readonly boolean[];
  readonly query: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly method: string | undefined;
}

const admin = new Set<Endpoint>(adminEndpoints);
const all = [...endpoints, ...adminEndpoints].filter(({ method, path }) => !left.has(`${method} ${path}`));

const ask: fc.Arbitrary<Ask> = fc.record({
  endpoint: fc.constantFrom(...all),
  version: fc.constant(""),
  segments: fc.array(segment, { minLength: 4, maxLength: 4 }),
  real: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  query: fc.dictionary(fc.constantFrom(...questions), text, { maxKeys: 3 }),
  body: bytes,
  method: fc.option(fc.constantFrom("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"), {
    nil: undefined,
    freq: 10,
  }),
});

function urlOf({ endpoint, segments, real, query }: Ask, known: Readonly<Record<string, string>>): string {
  let at = 0;
  const path = endpoint.path.replaceAll(/:(\w+)/g, (_whole, name: string) => {
    const place = at++ % segments.length;
    return real[place] && known[name] !== undefined ? encodeURIComponent(known[name]) : segments[place]!;
  });
  const version = endpoint.versions[0] && `/${endpoint.versions[0]}`;
  const base = admin.has(endpoint) ? "/_synapse/admin" : "/_matrix/client";
  const asked = Object.entries(query).map(
    ([key, value]) => `${key}=${encodeURIComponent(Buffer.from(value).toString())}`,
  );
  return `${base}${version}${path}?${asked.join("&")}`;
}

async function known({ chat }: ChatHub, ann: TestPerson): Promise<Record<string, string>> {
  const roomId = await chat.rooms.create({
    creator: ann.userId,
    preset: "public_chat",
    aliasLocalpart: "known",
  });
  const message = {
    roomId,
    sender: ann.userId,
    type: "m.room.message",
    content: { msgtype: "m.text", body: "x" },
  };
  const eventId = await chat.speak.send(message);
  const algorithm = "m.megolm_backup.v1.curve25519-aes-sha2";
  await ann.call("POST", "/room_keys/version", { algorithm, auth_data: {} });
  const key = { first_message_index: 0, forwarded_count: 0, is_verified: true, session_data: {} };
  await ann.call("PUT", "/room_keys/keys/constructor/constructor?version=1", key);
  return {
    roomId,
    roomIdOrAlias: roomId,
    eventId,
    userId: ann.userId,
    deviceId: ann.deviceId,
    alias: "#known:hub.test",
    type: "m.room.name",
    stateKey: "",
    txnId: "1",
    kind: "m.read",
    key: "displayname",
    scope: "global",
    ruleId: ".m.rule.master",
    filterId: "0",
    relType: "m.thread",
    eventType: "m.room.message",
  };
}

/** What all objects have; none of it may come or go, whatever is asked. */
const prototype = Object.getOwnPropertyNames(Object.prototype);

interface Nonsense {
  readonly method: string;
  readonly url: string;
  readonly body?: Buffer | string;
}

/** @returns what is wrong with the answer, if anything is */
async function wrongAnswer(
  hub: ChatHub,
  who: TestPerson,
  { method, url, body }: Nonsense,
): Promise<string | undefined> {
  const isBodiless = method === "GET" || method === "HEAD";
  const answer = await hub.app.inject({
    method: method as "GET",
    url,
    headers: { authorization: `Bearer ${who.token}`, "content-type": "application/json" },
    ...(!isBodiless && body !== undefined && { payload: body }),
  });
  const { statusCode: status } = answer;
  const shown = `${status} ${method} ${url} ${answer.body}`;
  const added = Object.getOwnPropertyNames(Object.prototype).filter((name) => !prototype.includes(name));
  for (const name of added) delete (Object.prototype as Record<string, unknown>)[name];
  if (added.length) return `${shown}: all objects have ${added.join(", ")} now`;
  if (status >= 500 && status !== 502) return shown;
  if (status < 400 || method === "HEAD") return undefined;
  const said = JSON.parse(answer.body) as { errcode?: unknown; error?: unknown; flows?: unknown };
  const isStandard = typeof said.errcode === "string" && typeof said.error === "string";
  return isStandard || (status === 401 && said.flows) ? undefined : shown;
}

test("nonsense is refused in the words of the specification, whatever endpoint it is sent to", async (t) => {
  const errors: string[] = [];
  const hub = await chatHub(t, {
    guests: true,
    presence: true,
    registration: "open",
    log: { info: () => {}, warn: () => {}, error: (details) => void errors.push(JSON.stringify(details)) },
  });
  const ann = await hub.person("ann");
  await hub.identity.setAdmin(ann.userId, true);
  const names = await known(hub, ann);
  await fc.assert(
    fc.asyncProperty(ask, async (one) => {
      const method = one.method ?? one.endpoint.method;
      const wrong = await wrongAnswer(hub, ann, { method, url: urlOf(one, names), body: one.body });
      if (wrong) throw new Error(`${wrong} ${errors.at(-1)}`);
    }),
    { numRuns: 400, seed: 20_260_301, includeErrorInReport: true },
  );
  for (const one of byNamesOfObjects(names)) t.is(await wrongAnswer(hub, ann, one), undefined);
  t.deepEqual(Object.getOwnPropertyNames(Object.prototype), prototype);
  t.deepEqual(errors, []);
  t.is((await ann.call("GET", "/sync")).status, 200);
});

/** Every endpoint, with names in its path and as keys of its body that all objects have. */
function byNamesOfObjects(known: Readonly<Record<string, string>>): Nonsense[] {
  const place = { segments: [], real: [], query: { version: "1" }, version: "", method: undefined };
  return ["constructor", "__proto__"].flatMap((name) =>
    all.flatMap((endpoint) => {
      const url = (real: boolean) =>
        urlOf(
          { ...place, endpoint, body: Buffer.alloc(0), segments: [name], real: [real] },
          real ? known : {},
        );
      const { method } = endpoint;
      return [
        { method, url: url(false), body: "{}" },
        { method, url: url(false), body: named("constructor", 1) },
        { method, url: url(true), body: named(name, 3) },
      ];
    }),
  );
}

/** Deeper and deeper: the fields that endpoints look into, and the name itself. */
const named = (name: string, depth: number): string =>
  depth === 0
    ? '"x"'
    : `{${[name, "messages", "one_time_keys", "device_keys", "rooms", "sessions", "lists", "content"]
        .map((key) => `"${key}":${named(name, depth - 1)}`)
        .join(",")}}`;
