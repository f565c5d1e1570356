/**
 * Who is signed in, kept in localStorage: a Matrix client must survive a reload and be the same device in each tab, and a cookie would be
 * sent along by other pages' requests. The page's policy lets no foreign script run that could read it; signing out removes it.
 */
export interface KeptSession {
  readonly token: string;
  readonly userId: string;
  readonly deviceId: string;
}

const key = "hub.session";

export function keptSession(): KeptSession | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null") as Partial<KeptSession> | null;
    if (typeof kept?.token !== "string" || typeof kept.userId !== "string") return undefined;
    return { token: kept.token, userId: kept.userId, deviceId: kept.deviceId ?? "" };
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

/** Takes the single-use link out of the address, so that it stays neither in the history nor in a bookmark. */
export function takeSignInLink(): string | undefined {
  const link = /^#sign-in=(.+)$/.exec(location.hash)?.[1];
  if (!link) return undefined;
  history.replaceState(null, "", location.pathname);
  return decodeURIComponent(link);
}
