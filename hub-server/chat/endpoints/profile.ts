/** Names and pictures of users, and whatever else they say of themselves (any key, MSC4133). */
import type { Core } from "../core.ts";
import { endpoint, openEndpoint, type Call } from "../http/endpoint.ts";
import { optionalText } from "../http/read.ts";
import { ownOf } from "../named.ts";
import { invalidParam, missingParam, notFound, tooLarge } from "../refusals.ts";
import { spreadProfile } from "../rooms/memberships.ts";
import type { Content, Json } from "../types.ts";
import { needSelf } from "./sync.ts";

const longestName = 256;
const longestUrl = 1000;
const longestKey = 255;
const largestProfile = 64 * 1024;

export const profileEndpoints = [
  openEndpoint("GET /profile/:userId", async ({ core, params }) => profileOf(core, params.userId!)),
  openEndpoint("GET /profile/:userId/:key", async ({ core, params }) => {
    const value = ownOf(await profileOf(core, params.userId!), params.key!);
    const isOwn = params.key === "displayname" || params.key === "avatar_url";
    if (value === undefined && !isOwn) throw notFound("There is no such thing in this profile.");
    return value === undefined ? {} : { [params.key!]: value };
  }),
  endpoint("PUT /profile/:userId/:key", async (call) => {
    needSelf(call);
    const key = checkedKey(call.params.key!);
    const value = ownOf(call.body, key);
    if (key === "displayname") await setName(call, optionalText(call.body, key) ?? "");
    else if (key === "avatar_url") await setAvatar(call, optionalText(call.body, key) ?? "");
    else if (value === undefined) throw missingParam(key);
    else await call.core.inTurn(`profile ${call.person.userId}`, () => setField(call, key, value));
    return {};
  }),
  endpoint("DELETE /profile/:userId/:key", async (call) => {
    needSelf(call);
    const { core, person } = call;
    const key = checkedKey(call.params.key!);
    if (key === "displayname") await setName(call, "");
    else if (key === "avatar_url") await setAvatar(call, "");
    else
      await core.pool.query("delete from chat.profile_field where user_id = $1 and name = $2", [
        person.userId,
        key,
      ]);
    return {};
  }),
];

async function setName({ core, person }: Call, name: string): Promise<void> {
  if (name.length > longestName) throw invalidParam(`A name has at most ${longestName} characters.`);
  await core.identity.setDisplayName(person.userId, name || null);
  await spreadProfile(core, person.userId);
}

async function setAvatar({ core, person }: Call, url: string): Promise<void> {
  // As on other servers any text is taken, for bridges send many kinds, but no address that a browser would run.
  if (/^(?!mxc:|https?:)[a-z][a-z0-9+.-]*:/i.test(url.trim()))
    throw invalidParam("avatar_url must look like mxc://server/id.");
  if (url.length > longestUrl) throw invalidParam(`avatar_url has at most ${longestUrl} characters.`);
  await core.identity.setAvatarUrl(person.userId, url || null);
  await spreadProfile(core, person.userId);
}

function checkedKey(key: string): string {
  const bytes = Buffer.byteLength(key);
  if (bytes > longestKey) throw tooLarge("The name of a profile field", longestKey, bytes);
  if (!/^[a-z][a-z0-9_.-]*$/.test(key))
    throw invalidParam("The name of a profile field has a-z 0-9 . _ - and begins with a letter.");
  return key;
}

async function setField({ core, person }: Call, key: string, value: Json): Promise<void> {
  const profile = await profileOf(core, person.userId);
  const bytes = Buffer.byteLength(JSON.stringify({ ...profile, [key]: value }));
  if (bytes > largestProfile) throw tooLarge("A profile", largestProfile, bytes);
  await core.pool.query(
    `insert into chat.profile_field (user_id, name, value) values ($1, $2, $3)
     on conflict (user_id, name) do update set value = excluded.value`,
    [person.userId, key, JSON.stringify(value)],
  );
}

/** @throws MatrixError M_NOT_FOUND */
async function profileOf(core: Core, userId: string): Promise<Content> {
  const account = await core.identity.account(userId);
  if (!account) throw notFound("There is no such user.");
  const { rows } = await core.pool.query<{ name: string; value: string }>(
    "select name, value from chat.profile_field where user_id = $1 order by name",
    [userId],
  );
  return {
    ...Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value) as Json])),
    ...(account.displayName !== null && { displayname: account.displayName }),
    ...(account.avatarUrl !== null && { avatar_url: account.avatarUrl }),
  };
}
