/**
 * Which person of ours a Slack user is: linked before, or the one with the e-mail address that Slack has confirmed.
 * It is found out anew for each thing that somebody does: whoever left, or lost an address, is nobody at once.
 */
import type { Hub } from "@singularity/hub-server/client";
import { reachIdentity, resolveIdentity } from "@singularity/hub-server/contract";
import { withPatience } from "../conversation/converse.ts";
import { SurfaceRefused } from "../errors.ts";
import type { Who } from "./payload.ts";
import type { SlackWeb } from "./web.ts";

export interface Known {
  /** Matrix id. */
  readonly userId: string;
  /** IANA name. */
  readonly zone?: string;
  readonly locale?: string;
}

export interface People {
  /** Undefined for a stranger. @throws TryAgain */
  (who: Who): Promise<Known | undefined>;
  /** A program: it does not read. */
  readonly isBot: (who: Who) => Promise<boolean>;
}

/** How long Slack's word on a user is believed, so that words do not cost a look-up each: milliseconds. */
const memory = 60_000;
const most = 5000;

interface SlackUser {
  readonly id?: string;
  readonly team_id?: string;
  readonly enterprise_user?: { readonly enterprise_id?: string };
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly is_email_confirmed?: boolean;
  readonly tz?: string;
  readonly locale?: string;
  readonly profile?: { readonly email?: string };
}

/** Name of a Slack user among the hub's linked accounts. */
export const accountOf = ({ team, user }: Pick<Who, "team" | "user">) => `${team}/${user}`;

export function peopleOf(hub: Hub, web: SlackWeb, now: () => number): People {
  const users = new Map<string, { user: SlackUser | undefined; until: number }>();
  const look = async (who: Who): Promise<SlackUser | undefined> => {
    const key = `${who.place.team} ${accountOf(who)}`;
    const known = users.get(key);
    if (known && known.until > now()) return known.user;
    const user = await lookUp(web, who);
    users.delete(key);
    users.set(key, { user, until: now() + memory });
    if (users.size > most) users.delete(users.keys().next().value!);
    return user;
  };
  /** Whoever is met here can be told things here; not being able to note it down keeps nobody from working. */
  const met = new Map<string, { person: string; until: number }>();
  const meet = async (account: string, person: string): Promise<void> => {
    const before = met.get(account);
    if (before?.person === person && before.until > now()) return;
    met.delete(account);
    met.set(account, { person, until: now() + memory });
    if (met.size > most) met.delete(met.keys().next().value!);
    await hub(reachIdentity, { surface: "slack", account, person }).catch(() => met.delete(account));
  };
  const known = async (who: Who): Promise<Known | undefined> => {
    const user = await look(who);
    if (!user || user.deleted || user.is_bot) return undefined;
    const email = vouched(user, who) ? user.profile?.email : undefined;
    const input = { surface: "slack", account: accountOf(who), ...(email ? { email } : {}) };
    const { user_id: userId } = await withPatience(hub)(resolveIdentity, input);
    if (!userId) return undefined;
    await meet(input.account, userId);
    return {
      userId,
      ...(user.tz ? { zone: user.tz } : {}),
      ...(user.locale ? { locale: user.locale } : {}),
    };
  };
  return Object.assign(known, { isBot: async (who: Who) => (await look(who))?.is_bot === true });
}

/**
 * Whether this workspace vouches for the address: guests, and people of other organisations in shared channels, bring one for which
 * nobody here does. They are known only after they have linked their account themselves.
 */
function vouched(user: SlackUser, { team, place }: Who): boolean {
  const guest = user.is_restricted || user.is_ultra_restricted || user.is_stranger;
  if (guest || user.is_email_confirmed !== true) return false;
  const sameHouse =
    place.enterprise !== undefined && user.enterprise_user?.enterprise_id === place.enterprise;
  return sameHouse || ((user.team_id ?? place.team) === place.team && team === place.team);
}

async function lookUp(web: SlackWeb, { place, user }: Who): Promise<SlackUser | undefined> {
  try {
    const answer = await web.call(place, "users.info", { user, include_locale: true });
    return answer["user"] as SlackUser | undefined;
  } catch (error) {
    if (error instanceof SurfaceRefused) return undefined;
    throw error;
  }
}
