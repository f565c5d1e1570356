/** Which person of ours a Slack user is: linked before, or the one with the e-mail address that Slack has confirmed. */
import type { Hub } from "@singularity/hub-server/client";
import { resolveIdentity } from "@singularity/hub-server/contract";
import { withPatience } from "../conversation/converse.ts";
import { SurfaceRefused } from "../errors.ts";
import type { SlackWeb } from "./web.ts";

/** Matrix id of a Slack user; undefined for a stranger. */
export type People = (team: string, user: string) => Promise<string | undefined>;

/** How long a person is remembered, so that each word does not cost two look-ups: milliseconds. */
const memory = 300_000;
const most = 5000;

interface SlackUser {
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly is_email_confirmed?: boolean;
  readonly profile?: { readonly email?: string };
}

export function peopleOf(hub: Hub, web: SlackWeb, now: () => number): People {
  const known = new Map<string, { userId: string; until: number }>();
  return async (team, user) => {
    const account = `${team}/${user}`;
    const remembered = known.get(account);
    if (remembered && remembered.until > now()) return remembered.userId;
    const userId = (await resolve(hub, account)) ?? (await byEmail(hub, web, account, user));
    known.delete(account);
    if (userId) known.set(account, { userId, until: now() + memory });
    if (known.size > most) known.delete(known.keys().next().value!);
    return userId;
  };
}

async function resolve(hub: Hub, account: string, email?: string): Promise<string | undefined> {
  const input = { surface: "slack", account, ...(email ? { email } : {}) };
  return (await withPatience(hub)(resolveIdentity, input)).user_id ?? undefined;
}

/** Guests and strangers of shared channels bring an address that this workspace has not vouched for. */
async function byEmail(hub: Hub, web: SlackWeb, account: string, id: string): Promise<string | undefined> {
  const user = await lookUp(web, id);
  const guest = user?.is_restricted || user?.is_ultra_restricted || user?.is_stranger;
  if (!user || guest || user.deleted || user.is_bot || user.is_email_confirmed !== true) return undefined;
  const email = user.profile?.email;
  return email ? resolve(hub, account, email) : undefined;
}

async function lookUp(web: SlackWeb, user: string): Promise<SlackUser | undefined> {
  try {
    return (await web.call("users.info", { user }))["user"] as SlackUser | undefined;
  } catch (error) {
    if (error instanceof SurfaceRefused) return undefined;
    throw error;
  }
}
