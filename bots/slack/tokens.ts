/** The token for a place: of its installation, renewed before it ends; or the one token of an app made for one workspace. */
import type { InstallationQuery } from "@slack/bolt";
import { SurfaceRefused, TryAgain } from "../errors.ts";
import type { Place } from "./payload.ts";

/** What Slack's own installer answers; it renews tokens that end within two hours and stores them. */
type Authorize = (query: InstallationQuery<boolean>) => Promise<{ readonly botToken?: string | undefined }>;

export interface Tokens {
  readonly of: (place: Place) => Promise<string>;
  /** The installation has changed or is gone. */
  readonly forget: (place: Place) => void;
}

/** How long a token is used without a look at the installation: milliseconds. */
const memory = 60_000;
const most = 1000;

export interface TokenOptions {
  /** Absent: there is one workspace. */
  readonly authorize?: Authorize;
  /** The one token; empty when there is none. */
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function tokensOf({ authorize, token, now }: TokenOptions): Tokens {
  const known = new Map<string, { token: Promise<string>; until: number }>();
  const nameOf = ({ team, enterprise = "" }: Place) => `${team} ${enterprise}`;
  const look = async ({ team, enterprise }: Place): Promise<string> => {
    if (!authorize) return token;
    try {
      const query = { teamId: team || undefined, enterpriseId: enterprise, isEnterpriseInstall: !team };
      const { botToken } = await authorize(query);
      if (botToken) return botToken;
    } catch (error) {
      if (passes(error)) throw new TryAgain(`The token cannot be looked up: ${String(error)}`);
      if (!token) throw new SurfaceRefused("Slack", 0, "not_installed", String(error));
    }
    if (!token) throw new SurfaceRefused("Slack", 0, "not_installed", team);
    return token;
  };
  return {
    of: (place) => {
      const name = nameOf(place);
      const remembered = known.get(name);
      if (remembered && remembered.until > now()) return remembered.token;
      // Two who need it at once renew it once: a refresh token is good for one use.
      const found = look(place);
      known.delete(name);
      known.set(name, { token: found, until: now() + memory });
      if (known.size > most) known.delete(known.keys().next().value!);
      found.catch(() => known.delete(name));
      return found;
    },
    forget: ({ team, enterprise }) => {
      for (const name of known.keys())
        if ((team && name.startsWith(`${team} `)) || (enterprise && name.endsWith(` ${enterprise}`)))
          known.delete(name);
    },
  };
}

/** The installer hands on only the cause of what the store has thrown. */
const passes = (error: unknown): boolean =>
  error instanceof TryAgain || (error as { cause?: unknown }).cause instanceof TryAgain;
