import test from "ava";
import { caller, chatHub, type TestPerson } from "../../testing/chat-hub.ts";
import { countingPool } from "../../testing/counting-pool.ts";
import { testDatabase } from "../../testing/index.ts";

const deviceKeys = (who: TestPerson, key = "abc") => ({
  user_id: who.userId,
  device_id: who.deviceId,
  algorithms: ["m.olm.v1.curve25519-aes-sha2"],
  keys: { [`ed25519:${who.deviceId}`]: key },
  signatures: { [who.userId]: { [`ed25519:${who.deviceId}`]: "self" } },
});

const oneTime = (key: string) => ({ key, signatures: {} });

const messages = (who: TestPerson, device: string, n: number) => ({
  messages: { [who.userId]: { [device]: { n } } },
});

test("device keys are published by their own device only, and told to those who share a room", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  const cat = await hub.person("cat");
  await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const since = (await ben.call("GET", "/sync")).body.next_batch;
  const catSince = (await cat.call("GET", "/sync")).body.next_batch;
  const stolen = await ben.call("POST", "/keys/upload", { device_keys: deviceKeys(ann) });
  t.is(stolen.status, 400);
  const poll = ben.call("GET", `/sync?since=${since}&timeout=10000`);
  t.is((await ann.call("POST", "/keys/upload", { device_keys: deviceKeys(ann) })).status, 200);
  t.deepEqual((await poll).body.device_lists, { changed: [ann.userId], left: [] });
  t.deepEqual((await cat.call("GET", `/sync?since=${catSince}`)).body.device_lists.changed, []);
  const changes = await ben.call("GET", `/keys/changes?from=${since}&to=${(await poll).body.next_batch}`);
  t.deepEqual(changes.body.changed, [ann.userId]);
  const found = await ben.call("POST", "/keys/query", {
    device_keys: { [ann.userId]: [], [ben.userId]: [] },
  });
  t.like(found.body.device_keys[ann.userId][ann.deviceId], deviceKeys(ann));
  t.deepEqual(found.body.device_keys[ben.userId], {});
  await hub.identity.removeDevice(ann.userId, ann.deviceId);
  const after = await ben.call("POST", "/keys/query", { device_keys: { [ann.userId]: [] } });
  t.deepEqual(after.body.device_keys[ann.userId], {}, "keys go with their device");
});

test("a one-time key is given once, whoever is faster; then the fallback key, again and again", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  const upload = await ann.call("POST", "/keys/upload", {
    one_time_keys: { "signed_curve25519:A": oneTime("a"), "signed_curve25519:B": oneTime("b") },
    fallback_keys: { "signed_curve25519:F": oneTime("f") },
  });
  t.is(upload.body.one_time_key_counts.signed_curve25519, 2);
  const other = { one_time_keys: { "signed_curve25519:A": oneTime("other") } };
  t.is((await ann.call("POST", "/keys/upload", other)).status, 400, "a key never changes");
  t.deepEqual((await ann.call("GET", "/sync")).body.device_unused_fallback_key_types, ["signed_curve25519"]);
  const claim = async () => {
    const asked = { one_time_keys: { [ann.userId]: { [ann.deviceId]: "signed_curve25519" } } };
    const { body } = await ben.call("POST", "/keys/claim", asked);
    return Object.keys(body.one_time_keys[ann.userId][ann.deviceId])[0]!.split(":")[1]!;
  };
  t.deepEqual((await Promise.all([claim(), claim()])).toSorted(), ["A", "B"]);
  t.is(await claim(), "F");
  t.is(await claim(), "F");
  const { body } = await ann.call("GET", "/sync");
  t.deepEqual(body.device_one_time_keys_count, { signed_curve25519: 0 });
  t.deepEqual(body.device_unused_fallback_key_types, []);
});

test("a message to a device arrives until it was seen, and once per transaction id", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  const second = await hub.identity.openSession(ben.userId, { deviceId: "SECOND" });
  const onSecond = caller(hub.url, second.token);
  const { next_batch: start } = (await ben.call("GET", "/sync")).body;
  const send = (txn: string, device: string, n: number) =>
    ann.call("PUT", `/sendToDevice/x.y/${txn}`, messages(ben, device, n));
  await Promise.all([send("1", "*", 1), send("1", "*", 1)]);
  await send("1", "*", 1);
  await send("2", ben.deviceId, 2);
  await send("3", "NOWHERE", 3);
  const numbers = (body: { to_device: { events: { content: { n: number } }[] } }) =>
    body.to_device.events.map((event) => event.content.n);
  const first = (await ben.call("GET", `/sync?since=${start}`)).body;
  t.deepEqual(numbers(first), [1, 2]);
  t.like(first.to_device.events[0], { sender: ann.userId, type: "x.y" });
  t.deepEqual(numbers((await ben.call("GET", `/sync?since=${start}`)).body), [1, 2], "not yet acknowledged");
  const next = (await ben.call("GET", `/sync?since=${first.next_batch}`)).body;
  t.deepEqual(numbers(next), []);
  t.deepEqual(numbers((await ben.call("GET", `/sync?since=${start}`)).body), [], "seen is gone");
  t.deepEqual(numbers((await onSecond("GET", "/sync")).body), [1], "each device has its own");
  t.is((await ann.call("PUT", "/sendToDevice/x/4", { messages: { [ben.userId]: 1 } })).status, 400);
});

test("more messages than fit one answer come with the next ones; an idle sync asks nothing", async (t) => {
  const database = await testDatabase(t);
  const { pool, during } = countingPool(database.pool);
  const hub = await chatHub(t, { over: { pool } });
  const ann = await hub.person("ann");
  let since = (await ann.call("GET", "/sync")).body.next_batch;
  for (let n = 0; n < 130; n++) await ann.call("PUT", `/sendToDevice/x/${n}`, messages(ann, "*", n));
  const seen: number[] = [];
  for (let round = 0; round < 3; round++) {
    const { body } = await ann.call("GET", `/sync?since=${since}`);
    for (const event of body.to_device.events) seen.push(event.content.n);
    since = body.next_batch;
  }
  t.deepEqual(
    seen,
    Array.from({ length: 130 }, (_, n) => n),
  );
  t.deepEqual(await during(() => ann.call("GET", `/sync?since=${since}&timeout=20`)), []);
});

test("cross-signing keys: the first without a password, others with; signatures of others are their own affair", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  await hub.identity.setPassword(ann.userId, "ann's own", "all");
  const key = (who: TestPerson, usage: string, name: string) => ({
    user_id: who.userId,
    usage: [usage],
    keys: { [`ed25519:${name}`]: name },
  });
  const upload = (who: TestPerson, body: object) => who.call("POST", "/keys/device_signing/upload", body);
  t.is((await upload(ann, { self_signing_key: key(ann, "self_signing", "s") })).status, 400);
  t.is((await upload(ann, { master_key: key(ann, "master", "m") })).status, 200);
  t.is((await upload(ann, { master_key: key(ann, "master", "m") })).status, 200, "the same again");
  t.is((await upload(ann, { master_key: key(ann, "master", "n") })).status, 401);
  t.is((await upload(ann, { master_key: key(ben, "master", "n") })).status, 400);
  await upload(ben, { master_key: key(ben, "master", "b") });
  const signed = { ...key(ben, "master", "b"), signatures: { [ann.userId]: { "ed25519:u": "vouched" } } };
  const { body } = await ann.call("POST", "/keys/signatures/upload", {
    [ben.userId]: { b: signed, missing: signed },
  });
  t.is(body.failures[ben.userId].missing.errcode, "M_NOT_FOUND");
  const seenBy = async (who: TestPerson) =>
    (await who.call("POST", "/keys/query", { device_keys: { [ben.userId]: [] } })).body.master_keys[
      ben.userId
    ].signatures;
  t.deepEqual(await seenBy(ann), { [ann.userId]: { "ed25519:u": "vouched" } });
  t.is(await seenBy(ben), undefined);
});

test("a backup keeps the better key, only the newest version is written, and only its owner reads it", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  const info = {
    algorithm: "m.megolm_backup.v1.curve25519-aes-sha2",
    auth_data: { public_key: "abc", signatures: {} },
  };
  const session = (index: number) => ({
    first_message_index: index,
    forwarded_count: 0,
    is_verified: false,
    session_data: { ephemeral: "e", ciphertext: "c", mac: "m" },
  });
  const { version } = (await ann.call("POST", "/room_keys/version", info)).body;
  const at = `/room_keys/keys/!r:hub.test/s?version=${version}`;
  const put = (index: number) => ann.call("PUT", at, session(index));
  const first = (await put(3)).body;
  t.is(first.count, 1);
  t.is((await put(5)).body.etag, first.etag, "a worse key changes nothing");
  t.not((await put(2)).body.etag, first.etag);
  t.is((await ann.call("GET", at)).body.first_message_index, 2);
  t.is((await ben.call("GET", at)).status, 404);
  t.is((await ann.call("PUT", at, { ...session(1), first_message_index: "x" })).status, 400);
  t.is(
    (await ann.call("GET", `/room_keys/keys?version=${version}`)).body.rooms["!r:hub.test"].sessions.s
      .first_message_index,
    2,
  );
  const next = (await ann.call("POST", "/room_keys/version", info)).body.version;
  t.like(await put(1), {
    status: 403,
    body: { errcode: "M_WRONG_ROOM_KEYS_VERSION", current_version: next },
  });
  t.is((await ann.call("DELETE", `/room_keys/version/${next}`)).status, 200);
  t.is((await ann.call("GET", "/room_keys/version")).body.version, version);
  t.is((await ann.call("DELETE", at)).body.count, 0);
  const third = (await ann.call("POST", "/room_keys/version", info)).body.version;
  t.true(Number(third) > Number(next), "numbers are not given twice");
});
