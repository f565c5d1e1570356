/** Backups of room keys: versions, and the keys in them. */
import { endpoint, type Call } from "../http/endpoint.ts";
import { optionalObject, text } from "../http/read.ts";
import {
  createBackup,
  deleteBackup,
  deleteKeys,
  findBackup,
  needNewest,
  putKeys,
  readKeys,
  updateBackup,
  type BackedUpKey,
  type Backup,
} from "../keys/backup.ts";
import { namedThings } from "../named.ts";
import { badJson, missingParam, notFound } from "../refusals.ts";
import { asObject } from "../rules/notify.ts";
import type { Content, Json } from "../types.ts";

const paths = ["", "/:roomId", "/:roomId/:sessionId"] as const;

export const keyBackupEndpoints = [
  endpoint("POST /room_keys/version", async ({ core, person, body }) => {
    const algorithm = text(body, "algorithm");
    const version = await createBackup(core.pool, person.userId, algorithm, authData(body));
    return { version: String(version) };
  }),
  endpoint("GET /room_keys/version", async ({ core, person }) =>
    present(await findBackup(core.pool, person.userId)),
  ),
  endpoint("GET /room_keys/version/:version", async ({ core, person, params }) =>
    present(await findBackup(core.pool, person.userId, params.version)),
  ),
  endpoint("PUT /room_keys/version/:version", async ({ core, person, params, body }) => {
    const backup = await findBackup(core.pool, person.userId, params.version);
    if (text(body, "algorithm") !== backup.algorithm)
      throw badJson(`The algorithm of this backup is ${backup.algorithm}; it cannot be changed.`);
    if (body.version !== undefined && JSON.stringify(body.version).replaceAll('"', "") !== params.version)
      throw badJson("version in the body must be the one in the path.");
    await updateBackup(core.pool, person.userId, backup.version, authData(body));
    return {};
  }),
  endpoint("DELETE /room_keys/version/:version", async ({ core, person, params }) => {
    const backup = await findBackup(core.pool, person.userId, params.version);
    await deleteBackup(core.pool, person.userId, backup.version);
    return {};
  }),
  ...paths.flatMap((path) => [
    endpoint(`PUT /room_keys/keys${path}`, async (call) => {
      const backup = await needNewest(call.core.pool, call.person.userId, versionOf(call));
      return putKeys(call.core.pool, call.person.userId, backup.version, keysIn(call));
    }),
    endpoint(`GET /room_keys/keys${path}`, getKeys),
    endpoint(`DELETE /room_keys/keys${path}`, async (call) => {
      const { version } = await findBackup(call.core.pool, call.person.userId, versionOf(call));
      return deleteKeys(call.core.pool, call.person.userId, version, call.params);
    }),
  ]),
];

const present = (backup: Backup) => ({
  ...backup,
  auth_data: JSON.parse(backup.auth_data) as Json,
  etag: String(backup.etag),
  version: String(backup.version),
});

function authData(body: Content): string {
  if (body.auth_data === undefined) throw missingParam("auth_data");
  return JSON.stringify(body.auth_data);
}

function versionOf({ query }: Call): string {
  if (query.version === undefined) throw missingParam("version");
  return query.version;
}

/** The body has the shape of the path: a key, a room's keys, or all rooms'. */
function keysIn({ params, body }: Call): BackedUpKey[] {
  const { roomId, sessionId } = params;
  if (roomId !== undefined && sessionId !== undefined) return [checked(roomId, sessionId, body)];
  if (roomId !== undefined) return sessionsIn(roomId, body);
  const rooms = optionalObject(body, "rooms");
  if (!rooms) throw missingParam("rooms");
  return Object.entries(rooms).flatMap(([id, room]) => sessionsIn(id, asObject(room) ?? {}));
}

function sessionsIn(roomId: string, room: Content): BackedUpKey[] {
  const sessions = optionalObject(room, "sessions");
  if (!sessions) throw missingParam("sessions");
  return Object.entries(sessions).map(([id, data]) => checked(roomId, id, asObject(data) ?? {}));
}

function checked(roomId: string, sessionId: string, data: Content): BackedUpKey {
  for (const field of ["first_message_index", "forwarded_count"])
    if (!Number.isSafeInteger(data[field])) throw badJson(`${field} of a key must be a whole number.`);
  if (typeof data.is_verified !== "boolean") throw badJson("is_verified of a key must be true or false.");
  if (data.session_data === undefined) throw missingParam("session_data");
  return { roomId, sessionId, data };
}

async function getKeys(call: Call): Promise<object> {
  const { core, person, params } = call;
  const { version } = await findBackup(core.pool, person.userId, versionOf(call));
  const keys = await readKeys(core.pool, person.userId, version, params);
  if (params.sessionId !== undefined) {
    if (!keys[0]) throw notFound("There is no such key in this backup.");
    return keys[0].data;
  }
  const rooms = namedThings<{ sessions: Record<string, Content> }>();
  for (const { roomId, sessionId, data } of keys)
    (rooms[roomId] ??= { sessions: namedThings() }).sessions[sessionId] = data;
  return params.roomId === undefined ? { rooms } : (rooms[params.roomId] ?? { sessions: {} });
}
