/**
 * Who is signed in, kept in localStorage: a Matrix client must survive a reload and be the same device in each tab, and a cookie would be
 * sent along by other pages' requests. The page's policy lets no foreign script run that could read it; signing out removes it.
 */
export interface KeptSession {
  readonly token: string;
  readonly userId: string;
  readonly deviceId: string;
  /** It began with a link, and without a password. */
  readonly byLink?: boolean;
}

const key = "hub.session";

export function keptSession(): KeptSession | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null") as Partial<KeptSession> | null;
    if (typeof kept?.token !== "string" || typeof kept.userId !== "string") return undefined;
    const { token, userId, deviceId = "", byLink } = kept;
    return { token, userId, deviceId, ...(byLink === true ? { byLink } : {}) };
  } catch {
    return undefined;
  }
}

export function keepSession(session: KeptSession): void {
  localStorage.setItem(key, JSON.stringify(session));
}

export function forgetSession(): void {
  localStorage.removeItem(key);
}

/** A form that a link opens: who has the token sends it once. */
export interface LinkedForm {
  readonly token: string;
  readonly call: string;
  /** What stands in it already. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Takes a linked form out of the address, for the same reason as {@link takeSignInLink}. */
export function takeLinkedForm(): LinkedForm | undefined {
  const said = new URLSearchParams(location.hash.slice(1));
  const [token, call] = [said.get("form"), said.get("call")];
  if (!token || !call) return undefined;
  history.replaceState(null, "", location.pathname);
  return { token, call, values: readValues(said.get("values")) };
}

function readValues(json: string | null): LinkedForm["values"] {
  try {
    const values: unknown = JSON.parse(json ?? "{}");
    return typeof values === "object" && values && !Array.isArray(values) ? { ...values } : {};
  } catch {
    return {};
  }
}

/** Takes the single-use link out of the address, so that it stays neither in the history nor in a bookmark. */
export function takeSignInLink(): string | undefined {
  const link = /^#sign-in=(.+)$/.exec(location.hash)?.[1];
  if (!link) return undefined;
  history.replaceState(null, "", location.pathname);
  return decodeURIComponent(link);
}
