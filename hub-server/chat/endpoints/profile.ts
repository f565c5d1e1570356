/** Names and pictures of users. */
import { endpoint, openEndpoint, type OpenCall } from "../http/endpoint.ts";
import { optionalText } from "../http/read.ts";
import { invalidParam, notFound } from "../refusals.ts";
import { spreadProfile } from "../rooms/memberships.ts";
import { needSelf } from "./sync.ts";

const longestName = 256;

export const profileEndpoints = [
  openEndpoint("GET /profile/:userId", async (call) => profileOf(call)),
  openEndpoint("GET /profile/:userId/displayname", async (call) => {
    const { displayname } = await profileOf(call);
    return displayname === undefined ? {} : { displayname };
  }),
  openEndpoint("GET /profile/:userId/avatar_url", async (call) => {
    const { avatar_url } = await profileOf(call);
    return avatar_url === undefined ? {} : { avatar_url };
  }),
  endpoint("PUT /profile/:userId/displayname", async (call) => {
    needSelf(call);
    const name = optionalText(call.body, "displayname") ?? "";
    if (name.length > longestName) throw invalidParam(`A name has at most ${longestName} characters.`);
    await call.core.identity.setDisplayName(call.person.userId, name || null);
    await spreadProfile(call.core, call.person.userId);
    return {};
  }),
  endpoint("PUT /profile/:userId/avatar_url", async (call) => {
    needSelf(call);
    const url = optionalText(call.body, "avatar_url") ?? "";
    if (url && !/^mxc:\/\/[^/]+\/[\w-]+$/.test(url))
      throw invalidParam("avatar_url must look like mxc://server/id.");
    await call.core.identity.setAvatarUrl(call.person.userId, url || null);
    await spreadProfile(call.core, call.person.userId);
    return {};
  }),
];

async function profileOf({ core, params }: OpenCall): Promise<{ displayname?: string; avatar_url?: string }> {
  const account = await core.identity.account(params.userId!);
  if (!account) throw notFound("There is no such user.");
  return {
    ...(account.displayName !== null && { displayname: account.displayName }),
    ...(account.avatarUrl !== null && { avatar_url: account.avatarUrl }),
  };
}
