/** What clients keep with us for their user: account data and tags. */
import { MatrixError } from "../../errors.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { badJson, notFound, tooLarge } from "../refusals.ts";
import { roomOf } from "../rooms/speak.ts";
import { needJoined } from "../rules/authorise.ts";
import { asObject } from "../rules/notify.ts";
import type { Content } from "../types.ts";
import { ruleSetOf, rulesType } from "../push/rule-set.ts";
import { needSelf } from "./sync.ts";

const largest = 64_000;

/** These are the server's to write. */
const serverOwned = new Set(["m.fully_read", "m.push_rules"]);

export const accountDataEndpoints = [
  ...(
    ["/user/:userId/account_data/:type", "/user/:userId/rooms/:roomId/account_data/:type"] as const
  ).flatMap((path) => [
    endpoint(`PUT ${path}`, async (call) => {
      if (serverOwned.has(call.params.type!))
        throw new MatrixError("M_BAD_JSON", 405, `${call.params.type} is set by the server.`);
      await put(call, await numberOf(call), call.params.type!, call.body);
      return {};
    }),
    endpoint(`GET ${path}`, async (call) => {
      const text = await get(call, await numberOf(call), call.params.type!);
      if (text === undefined) throw notFound(`There is no account data ${call.params.type!.slice(0, 255)}.`);
      return text;
    }),
  ]),
  endpoint("GET /user/:userId/rooms/:roomId/tags", async (call) => ({ tags: (await tagsOf(call)).tags })),
  endpoint("PUT /user/:userId/rooms/:roomId/tags/:tag", async (call) => {
    const { order } = call.body;
    if (order !== undefined && (typeof order !== "number" || order < 0 || order > 1))
      throw badJson("order must be a number from 0 to 1.");
    const { room, tags } = await tagsOf(call);
    await put(call, room, "m.tag", { tags: { ...tags, [call.params.tag!]: call.body } });
    return {};
  }),
  endpoint("DELETE /user/:userId/rooms/:roomId/tags/:tag", async (call) => {
    const { room, tags } = await tagsOf(call);
    const { [call.params.tag!]: _gone, ...rest } = tags;
    await put(call, room, "m.tag", { tags: rest });
    return {};
  }),
];

/** Number of the room in the path, 0 without one. */
async function numberOf(call: Call): Promise<number> {
  needSelf(call);
  if (call.params.roomId === undefined) return 0;
  const room = await roomOf(call.core, call.params.roomId);
  needJoined(room, call.person.userId, room.roomId);
  return room.id;
}

async function put({ core, person }: Call, room: number, type: string, content: Content): Promise<void> {
  const text = JSON.stringify(content);
  const bytes = Buffer.byteLength(text);
  if (bytes > largest) throw tooLarge("Account data", largest, bytes);
  await core.writer.write({ kind: "account data", userId: person.userId, room, type, text });
}

async function get({ core, person }: Call, room: number, type: string): Promise<string | undefined> {
  const stream = await core.streams.get(person.userId);
  if (room === 0 && type === rulesType) return JSON.stringify({ global: ruleSetOf(stream) });
  return stream.accountData.get(`${room} ${type}`)?.text;
}

async function tagsOf(call: Call): Promise<{ room: number; tags: Content }> {
  const room = await numberOf(call);
  const content = JSON.parse((await get(call, room, "m.tag")) ?? "{}") as Content;
  return { room, tags: asObject(content.tags) ?? {} };
}
