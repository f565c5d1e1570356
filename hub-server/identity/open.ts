import { NotSignedIn } from "../errors.ts";
import { accounts as openAccounts } from "./accounts.ts";
import { exclusiveOwner, loadAppServices } from "./appservices.ts";
import { attempts as openAttempts } from "./attempts.ts";
import { authenticator } from "./authenticate.ts";
import { invitations as openInvitations } from "./invitations.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { principalCache } from "./principal-cache.ts";
import { sessions as openSessions } from "./sessions.ts";
import { tokens as openTokens } from "./tokens.ts";
import type { DeviceChange, Identity, IdentityOptions } from "./types.ts";

/**
 * Opens accounts, sessions and tokens over a migrated database; makes the accounts of the application services' senders.
 * @throws CannotStart when a registration is wrong
 */
export async function openIdentity(options: IdentityOptions): Promise<Identity> {
  const { pool, serverName, clock } = options;
  const appservices = loadAppServices(options.appservices ?? [], serverName);
  const cache = principalCache(10_000);
  const accounts = openAccounts(pool, serverName, clock);
  const listeners = new Set<(change: DeviceChange) => void>();
  const sessions = openSessions(pool, clock, cache, (change) => {
    for (const listener of listeners) listener(change);
  });
  const invitations = openInvitations(pool, clock);
  const tokens = openTokens(pool, clock, cache);
  const attempts = openAttempts(pool, clock);
  for (const { registration } of appservices)
    await accounts.ensure({ localpart: registration.sender_localpart, appservice: registration.id });

  const endAll = async (userId: string) => {
    await sessions.closeAll(userId);
    await tokens.revokeAll(userId);
  };
  const signIn: Identity["signIn"] = async ({ user, password, address }) => {
    const userId = user.startsWith("@") ? user : `@${user.toLowerCase()}:${serverName}`;
    await attempts.count(userId, address);
    const { rows } = await pool.query<{ password: string | null }>(
      "select password from identity.account where user_id = $1 and deactivated_at is null",
      [userId],
    );
    if (!(await verifyPassword(password, rows[0]?.password ?? null)))
      throw new NotSignedIn("The name or the password is wrong.");
    await attempts.clear(userId, address);
    return (await accounts.byId(userId))!;
  };

  return {
    serverName,
    appservices,
    createAccount: accounts.create,
    ensureAccount: accounts.ensure,
    account: accounts.byId,
    accounts: accounts.byIds,
    findAccounts: accounts.find,
    countAccounts: accounts.count,
    setDisplayName: (userId, name) => accounts.change(userId, "display_name", name),
    setAvatarUrl: (userId, url) => accounts.change(userId, "avatar_url", url),
    settleGuest: async (userId, password) => {
      await accounts.change(userId, "password", await hashPassword(password));
      await accounts.change(userId, "guest", false);
      cache.forget((p) => p.userId === userId);
    },
    setAdmin: async (userId, admin) => {
      await accounts.change(userId, "admin", admin);
      cache.forget((p) => p.userId === userId);
    },
    setPassword: async (userId, password, keepTokenId) => {
      await accounts.change(userId, "password", await hashPassword(password));
      if (keepTokenId !== "all") await sessions.closeAll(userId, keepTokenId);
    },
    deactivate: async (userId, erase = false) => {
      await accounts.deactivate(userId, erase);
      await endAll(userId);
    },
    suspend: async (userId, by) => {
      await accounts.suspend(userId, by);
      cache.forget((p) => p.userId === userId);
    },
    reactivate: accounts.reactivate,
    signIn,
    openSession: (userId, device = {}) => sessions.open(userId, device),
    refreshSession: sessions.refresh,
    closeSession: sessions.close,
    closeAllSessions: sessions.closeAll,
    devices: async (userId) => (await sessions.devices([userId])).get(userId) ?? [],
    devicesOf: sessions.devices,
    renameDevice: sessions.rename,
    removeDevice: async (userId, deviceId) => (await sessions.remove(userId, [deviceId])) === 1,
    removeDevices: async (userId, deviceIds) => {
      await sessions.remove(userId, deviceIds);
    },
    onDevices: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    invite: invitations.make,
    isInvited: invitations.isValid,
    spendInvitation: invitations.spend,
    issueToken: tokens.issue,
    redeemLink: async (token) => {
      const userId = await tokens.redeem(token);
      const account = userId === undefined ? undefined : await accounts.byId(userId);
      return account?.deactivated ? undefined : account;
    },
    listTokens: tokens.list,
    revokeToken: tokens.revoke,
    authenticate: authenticator(pool, clock, cache, appservices),
    exclusiveOwner: (userId) => exclusiveOwner(appservices, userId),
  };
}
