/** Keys of devices and people, and messages to single devices. */
import { needPassword } from "../account/uia.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { optionalObject } from "../http/read.ts";
import { takeTurn } from "../http/take-turn.ts";
import { addSignatures, putCrossSigning, readCrossSigning, replaces } from "../keys/cross-signing.ts";
import {
  addOneTimeKeys,
  checkDeviceKeys,
  claimKeys,
  keyCounts,
  namedKeys,
  parsed,
  putDeviceKeys,
  putFallbackKeys,
} from "../keys/device-keys.ts";
import { deviceListChanges } from "../keys/device-lists.ts";
import { queryKeys } from "../keys/query.ts";
import { sendToDevices } from "../keys/to-device.ts";
import { namedThings } from "../named.ts";
import { badJson, invalidParam, missingParam, tooLarge } from "../refusals.ts";
import { asObject } from "../rules/notify.ts";
import { readPlace } from "../sync/token.ts";
import type { Json } from "../types.ts";

export const keyEndpoints = [
  endpoint("POST /keys/upload", upload),
  endpoint("POST /keys/query", async ({ core, person, body }) => {
    const asked = optionalObject(body, "device_keys");
    if (!asked) throw missingParam("device_keys");
    const users = Object.entries(asked).map(([userId, devices]): [string, string[]] => {
      if (!Array.isArray(devices) || !devices.every((id): id is string => typeof id === "string"))
        throw badJson("device_keys must have a list of device ids for each user.");
      return [userId, devices];
    });
    return queryKeys(core, person.userId, new Map(users));
  }),
  endpoint("POST /keys/claim", claim),
  endpoint("GET /keys/changes", async ({ core, person, query }) => {
    if (query.from === undefined) throw missingParam("from");
    const upTo = query.to === undefined ? core.writer.head() : readPlace(query.to, "to").seq;
    const stream = await core.streams.get(person.userId);
    return deviceListChanges(core, stream, readPlace(query.from, "from").seq, upTo);
  }),
  endpoint("POST /keys/device_signing/upload", uploadCrossSigning, ["v3", "unstable"]),
  endpoint(
    "POST /keys/signatures/upload",
    async ({ core, person, body }) => {
      const { failures, signed } = await addSignatures(core, person.userId, body);
      // Whom one vouches for is one's own affair.
      for (const userId of signed)
        await core.deviceLists.changed(userId, userId === person.userId ? "" : person.userId);
      return { failures };
    },
    ["v3", "unstable"],
  ),
  endpoint("PUT /sendToDevice/:type/:txnId", async (call) => {
    const { core, person, params, body } = call;
    const messages = optionalObject(body, "messages");
    if (!messages) throw missingParam("messages");
    await sendToDevices(core, {
      sender: person.userId,
      device: person.device,
      txnId: params.txnId!,
      type: params.type!,
      messages,
      turn: () => takeTurn(call, "message"),
    });
    return {};
  }),
];

/** Of one device. Clients keep some hundred at most. */
const mostOneTimeKeys = 1000;
const mostFallbackKeys = 20;

/** Characters of one key, with its signatures. */
const longestKey = 4000;

async function upload(call: Call): Promise<object> {
  const { core, person, body } = call;
  const { userId, device } = person;
  takeTurn(call, "message");
  const own = await core.identity.devices(userId);
  if (!own.some((one) => one.deviceId === device))
    throw invalidParam("This token belongs to no device; keys belong to devices.");
  const deviceKeys = optionalObject(body, "device_keys");
  const oneTime = namedKeys(optionalObject(body, "one_time_keys") ?? {}, "one_time_keys");
  const fallback = namedKeys(optionalObject(body, "fallback_keys") ?? {}, "fallback_keys");
  if (deviceKeys) checkDeviceKeys(deviceKeys, userId, device);
  await needSpace(call, oneTime, fallback);
  await addOneTimeKeys(core.pool, userId, device, oneTime);
  await putFallbackKeys(core.pool, userId, device, fallback);
  if (deviceKeys && (await putDeviceKeys(core.pool, userId, device, deviceKeys)))
    await core.deviceLists.changed(userId);
  (await core.streams.get(userId)).keyCounts.delete(device);
  const { counts } = await keyCounts(core.pool, userId, device);
  return { one_time_key_counts: counts };
}

type NamedKeys = ReturnType<typeof namedKeys>;

/** @throws MatrixError M_INVALID_PARAM, M_TOO_LARGE when the device would keep more than it may */
async function needSpace({ core, person }: Call, oneTime: NamedKeys, fallback: NamedKeys): Promise<void> {
  if (!oneTime.length && !fallback.length) return;
  for (const { key } of [...oneTime, ...fallback])
    if (key.length > longestKey) throw tooLarge("A key", longestKey, key.length);
  const { counts, unused } = await keyCounts(core.pool, person.userId, person.device);
  const kept = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (kept + oneTime.length > mostOneTimeKeys)
    throw invalidParam(`A device keeps at most ${mostOneTimeKeys} one-time keys; it has ${kept}.`);
  if (new Set([...unused, ...fallback.map(({ algorithm }) => algorithm)]).size > mostFallbackKeys)
    throw invalidParam(`A device keeps fallback keys of at most ${mostFallbackKeys} algorithms.`);
}

async function claim({ core, body }: Call): Promise<object> {
  const wanted = optionalObject(body, "one_time_keys");
  if (!wanted) throw missingParam("one_time_keys");
  const asked = Object.entries(wanted).flatMap(([userId, devices]) =>
    Object.entries(asObject(devices) ?? {}).map(([deviceId, algorithm]): [string, string, string] => {
      if (typeof algorithm !== "string") throw badJson("one_time_keys must name one algorithm per device.");
      return [userId, deviceId, algorithm];
    }),
  );
  const keys = namedThings<Record<string, Record<string, Json>>>();
  for (const row of await claimKeys(core.pool, asked)) {
    const own = ((keys[row.user_id] ??= namedThings())[row.device_id] ??= namedThings());
    own[`${row.algorithm}:${row.key_id}`] = parsed(row.key);
    core.streams.known(row.user_id)?.keyCounts.delete(row.device_id);
  }
  return { one_time_keys: keys, failures: {} };
}

async function uploadCrossSigning(call: Call): Promise<object> {
  const { core, person } = call;
  const { auth: _auth, ...sent } = call.body;
  const known = readCrossSigning(sent, person.userId);
  // A session of authentication may be completed by `auth` alone: then the keys are those it was begun with.
  const isContinued = !known.size && call.body.auth !== undefined;
  const { isReplacing } = isContinued ? { isReplacing: true } : await replaces(core, person.userId, known);
  const body = isReplacing ? await needPassword(core, call) : sent;
  const keys = readCrossSigning(body, person.userId);
  if ((await replaces(core, person.userId, keys)).isSame) return {};
  await putCrossSigning(core, person.userId, keys);
  const isPrivate = [...keys.keys()].every((usage) => usage === "user_signing");
  await core.deviceLists.changed(person.userId, isPrivate ? person.userId : "");
  return {};
}
