/** What other parts may know of accounts, sessions and tokens. No chat event and no business record is known here. */
import type { Pool } from "pg";
import type { Clock } from "../clock.ts";

export type TokenKind = "session" | "api" | "embed" | "link" | "form";

/** Who a request comes from. */
export interface Principal {
  /** `@localpart:server` */
  readonly userId: string;
  readonly deviceId: string;
  readonly kind: "session" | "api" | "embed" | "form" | "appservice";
  /** Embed tokens only: the one record that the token opens. */
  readonly record?: string;
  /** Embed tokens only: the one web origin that may show it. */
  readonly origin?: string;
  /** Form tokens only: the one call that may be made with it, once. */
  readonly call?: string;
  /** Application services only: the registration that the as_token belongs to. */
  readonly appservice?: AppService;
  /** Names the token without revealing it; `as:<id>` for application services. */
  readonly tokenId: string;
  readonly admin: boolean;
  /** Came without an account; may look where guests are let in. */
  readonly guest?: boolean;
  /** May read, and say nothing. */
  readonly suspended?: boolean;
}

export interface Account {
  readonly userId: string;
  readonly localpart: string;
  readonly displayName: string | null;
  readonly avatarUrl: string | null;
  readonly admin: boolean;
  readonly guest: boolean;
  readonly deactivated: boolean;
  /** Signs in and reads, and says nothing until an administrator lifts it. */
  readonly suspended: boolean;
  readonly hasPassword: boolean;
  /** Asked, when it was deactivated, to be forgotten. */
  readonly erased: boolean;
  /** Id of the application service that owns the account. */
  readonly appservice: string | null;
}

export interface Namespace {
  readonly exclusive: boolean;
  readonly regex: string;
}

/** Registration of an application service, as in the Application Service API; `trusted` marks our own bots. */
export interface Registration {
  readonly id: string;
  /** Where transactions are pushed; null: nothing is pushed. */
  readonly url: string | null;
  readonly as_token: string;
  readonly hs_token: string;
  readonly sender_localpart: string;
  readonly namespaces: {
    readonly users?: readonly Namespace[];
    readonly aliases?: readonly Namespace[];
    readonly rooms?: readonly Namespace[];
  };
  /** Networks it leads to, e.g. `irc`: who asks for people or rooms of one is led to it. */
  readonly protocols?: readonly string[];
  readonly trusted?: boolean;
}

/** A registration that is loaded: its patterns compiled, its own user known. */
export interface AppService {
  readonly id: string;
  readonly registration: Registration;
  /** `@sender_localpart:server` */
  readonly sender: string;
  readonly trusted: boolean;
  /** Whether it may act as this user: its sender, or a user in its namespace. */
  readonly ownsUser: (userId: string) => boolean;
  readonly ownsAlias: (alias: string) => boolean;
  readonly ownsRoom: (roomId: string) => boolean;
}

export interface Session {
  readonly userId: string;
  readonly deviceId: string;
  /** The plain token; shown once, stored only as a hash. */
  readonly token: string;
  readonly tokenId: string;
  /** Sessions that were opened to be refreshed only. */
  readonly refreshToken?: string;
  /** Life of the token in seconds, when it ends by itself. */
  readonly seconds?: number;
}

/** After COMMIT: something about a user's devices changed. */
export interface DeviceChange {
  readonly userId: string;
  readonly kind: "added" | "renamed" | "removed";
  readonly deviceIds: readonly string[];
}

export interface Device {
  readonly deviceId: string;
  readonly name: string | null;
  readonly lastSeenAt: Date | null;
}

export interface TokenInfo {
  readonly tokenId: string;
  readonly kind: TokenKind;
  readonly userId: string;
  readonly label: string | null;
  readonly record: string | null;
  readonly origin: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export interface NewToken {
  readonly userId: string;
  readonly kind: "api" | "embed" | "link" | "form";
  readonly label?: string;
  /** Life in seconds; without it an api token lives until revoked; all others must have one. */
  readonly seconds?: number;
  readonly record?: string;
  readonly origin?: string;
  readonly call?: string;
}

export interface NewAccount {
  /** Left half of the id: a-z 0-9 . _ = - / + */
  readonly localpart: string;
  readonly displayName?: string;
  readonly password?: string;
  readonly admin?: boolean;
  readonly guest?: boolean;
  readonly appservice?: string;
}

export interface IdentityOptions {
  readonly pool: Pool;
  readonly serverName: string;
  readonly clock: Clock;
  readonly appservices?: readonly Registration[];
}

export interface Identity {
  readonly serverName: string;
  readonly appservices: readonly AppService[];

  /** @throws Conflict when the name is taken, InputInvalid when it is not a localpart */
  readonly createAccount: (account: NewAccount) => Promise<Account>;
  /** The account, created first if missing; its display name is left alone when it exists. */
  readonly ensureAccount: (account: NewAccount) => Promise<Account>;
  readonly account: (userId: string) => Promise<Account | undefined>;
  readonly accounts: (userIds: readonly string[]) => Promise<Account[]>;
  /** Accounts whose name or localpart contains the words, at most `limit`. */
  readonly findAccounts: (words: string, limit: number) => Promise<Account[]>;
  readonly countAccounts: () => Promise<number>;
  readonly setDisplayName: (userId: string, displayName: string | null) => Promise<void>;
  readonly setAvatarUrl: (userId: string, avatarUrl: string | null) => Promise<void>;
  /** A guest stays, with a password of their own from now on. */
  readonly settleGuest: (userId: string, password: string) => Promise<void>;
  readonly setAdmin: (userId: string, admin: boolean) => Promise<void>;
  /** Sets the password and ends every session except the one given; `"all"` keeps all. */
  readonly setPassword: (userId: string, password: string, keepTokenId?: string) => Promise<void>;
  /** Ends every session and token; the account cannot sign in again. `erase`: name and picture go too. */
  readonly deactivate: (userId: string, erase?: boolean) => Promise<void>;
  /** Takes the word from an account at once, in all its sessions. @param by who did it; null gives it back */
  readonly suspend: (userId: string, by: string | null) => Promise<void>;
  /** Lets a deactivated account sign in again, by a link; its sessions and password stay gone. An erased one stays gone. */
  readonly reactivate: (userId: string) => Promise<void>;

  /** Checks a password. @throws NotSignedIn, TooMany */
  readonly signIn: (attempt: { user: string; password: string; address: string }) => Promise<Account>;
  readonly openSession: (
    userId: string,
    device?: { deviceId?: string; deviceName?: string; refreshable?: boolean },
  ) => Promise<Session>;
  /** New tokens for the session of this refresh token; undefined when it is unknown or spent. */
  readonly refreshSession: (refreshToken: string) => Promise<Session | undefined>;
  readonly closeSession: (tokenId: string) => Promise<void>;
  readonly closeAllSessions: (userId: string, keepTokenId?: string) => Promise<void>;
  readonly devices: (userId: string) => Promise<Device[]>;
  readonly renameDevice: (userId: string, deviceId: string, name: string) => Promise<boolean>;
  readonly removeDevice: (userId: string, deviceId: string) => Promise<boolean>;
  readonly removeDevices: (userId: string, deviceIds: readonly string[]) => Promise<void>;
  /** Devices of several users by one statement; users without any are left out. */
  readonly devicesOf: (userIds: readonly string[]) => Promise<ReadonlyMap<string, readonly Device[]>>;
  /** Calls the listener after each change of anybody's devices. Returns the way to stop. */
  readonly onDevices: (listener: (change: DeviceChange) => void) => () => void;

  /** A token with which this many accounts can be registered while it lives. */
  readonly invite: (wanted: { uses: number; seconds: number }) => Promise<string>;
  readonly isInvited: (token: string) => Promise<boolean>;
  /** Takes one use of an invitation, atomically. */
  readonly spendInvitation: (token: string) => Promise<boolean>;

  readonly issueToken: (
    token: NewToken,
  ) => Promise<{ token: string; tokenId: string; expiresAt: Date | null }>;
  /** Spends a link token: once, atomically. Undefined when unknown, spent or expired. */
  readonly redeemLink: (token: string) => Promise<Account | undefined>;
  readonly listTokens: (userId: string) => Promise<TokenInfo[]>;
  readonly revokeToken: (tokenId: string) => Promise<boolean>;

  /** Who this token speaks for; no SQL when the token was seen lately. */
  readonly authenticate: (token: string) => Promise<Principal | undefined>;
  /** The service, if any, that holds this user exclusively. */
  readonly exclusiveOwner: (userId: string) => AppService | undefined;
}
