/** Reading what Slack sends. Anything may come: every member is looked at before it is believed. */

export type Body = Readonly<Record<string, unknown>>;

export const text = (value: unknown): string => (typeof value === "string" ? value : "");

export const part = (value: unknown): Body =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : {};

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Where the app is installed: it says with which token to answer. */
export interface Place {
  readonly team: string;
  readonly enterprise?: string;
}

/** Who did it, and where the app is installed. */
export interface Who {
  readonly user: string;
  /** The workspace that the person belongs to; in shared channels another one than ours. */
  readonly team: string;
  readonly place: Place;
}

/** A place and something in it, in one word: `T1/C1`, or `T1.E1/C1` within an organisation. It is kept by the hub. */
export const addressOf = ({ team, enterprise }: Place, inside: string): string =>
  `${enterprise ? `${team}.${enterprise}` : team}/${inside}`;

export function readAddress(address: string): { place: Place; inside: string } {
  const [where = "", inside = ""] = address.split("/", 2);
  const [team = "", enterprise = ""] = where.split(".", 2);
  return { place: place(team, enterprise), inside };
}

/** The person behind a button, a shortcut or a modal; undefined when Slack does not say. */
export function whoOf(body: Body): Who | undefined {
  const person = part(body["user"]);
  const here = text(part(body["view"])["app_installed_team_id"]) || text(part(body["team"])["id"]);
  const team = text(person["team_id"]) || text(part(body["team"])["id"]);
  const user = text(person["id"]);
  if (!user || !team) return undefined;
  return { user, team, place: place(here || team, enterpriseOf(body)) };
}

/** The installation that heard an event: Slack Connect delivers those of other workspaces too. */
export function placeOfEvent(body: Body): Place {
  const [first] = list(body["authorizations"]);
  const heard = part(first);
  const team = text(heard["team_id"]) || text(body["context_team_id"]) || text(body["team_id"]);
  return place(
    team,
    text(heard["enterprise_id"]) || text(body["context_enterprise_id"]) || text(body["enterprise_id"]),
  );
}

export function place(team: string, enterprise: string): Place {
  return enterprise ? { team, enterprise } : { team };
}

export function enterpriseOf(body: Body): string {
  return (
    text(part(body["enterprise"])["id"]) ||
    text(part(body["team"])["enterprise_id"]) ||
    text(body["enterprise_id"])
  );
}

/** A moment that Slack writes as seconds with a fraction. */
export function moment(ts: unknown): { at?: string } {
  const seconds = Number(text(ts));
  return seconds > 0 && seconds < 1e11 ? { at: new Date(seconds * 1000).toISOString() } : {};
}
