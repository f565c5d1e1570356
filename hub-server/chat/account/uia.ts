/**
 * User-Interactive Authentication: before something that cannot be taken back, whoever holds the token proves to be its
 * owner. Sessions are kept in memory: after a restart the client begins anew, which it knows how to do.
 */
import { randomBytes } from "node:crypto";
import { AuthWanted, HubError } from "../../errors.ts";
import type { Core } from "../core.ts";
import { optionalObject, optionalText, text } from "../http/read.ts";
import { forbidden } from "../refusals.ts";
import type { Content } from "../types.ts";

export type Stage = "m.login.password" | "m.login.sso" | "m.login.dummy" | "m.login.registration_token";

export interface Ask {
  readonly flows: readonly (readonly Stage[])[];
  /** What is to be done, e.g. `DELETE /devices/ABC`: a session serves one operation only. */
  readonly operation: string;
  readonly body: Content;
  /** IP address, for limits on guessing. */
  readonly address: string;
  /** Whose password is asked for, and who alone the proof serves; undefined: somebody who has no account yet. */
  readonly userId?: string;
}

export interface Proof {
  readonly session: UiaSession;
  /** The body without `auth`; the first one, when the client sent nothing but `auth` this time. */
  readonly body: Content;
}

export class UiaSession {
  readonly id = randomBytes(18).toString("base64url");
  readonly operation: string;
  readonly body: Content;
  /** Who began it. */
  readonly userId: string | undefined;
  readonly until: number;
  readonly completed = new Set<Stage>();
  registrationToken: string | undefined;
  /** Who came back from the single sign-on for this session. */
  signedInAs: string | undefined;
  /** Account that this session makes, so that a repeated request makes no second one. */
  madeUser: Promise<string> | undefined;

  constructor({ operation, userId }: Ask, body: Content, until: number) {
    this.operation = operation;
    this.userId = userId;
    this.body = body;
    this.until = until;
  }
}

export interface Uia {
  /**
   * A proof serves once: its session is over, but for that of a registration, which remembers the account that it made.
   * @throws AuthWanted until a flow is complete, MatrixError M_FORBIDDEN when the session is for something or somebody else
   */
  readonly prove: (core: Core, ask: Ask) => Promise<Proof>;
  readonly find: (session: string) => UiaSession | undefined;
}

const lifeMilliseconds = 30 * 60_000;
const mostSessions = 10_000;

export function openUia(): Uia {
  const sessions = new Map<string, UiaSession>();
  const begin = (ask: Ask, body: Content) => {
    const session = new UiaSession(ask, body, Date.now() + lifeMilliseconds);
    sessions.set(session.id, session);
    if (sessions.size > mostSessions) sessions.delete(sessions.keys().next().value!);
    return session;
  };
  const find = (id: string) => {
    const session = sessions.get(id);
    return session && session.until > Date.now() ? session : undefined;
  };
  return {
    find,
    prove: async (core, ask) => {
      const { auth: _auth, ...body } = ask.body;
      const auth = optionalObject(ask.body, "auth");
      const id = auth && optionalText(auth, "session");
      const known = id === undefined ? undefined : find(id);
      if (known && !serves(known, ask, body))
        throw forbidden("This authentication session was begun for another operation.");
      const session = known ?? begin(ask, body);
      if (auth && auth.type !== undefined) await attempt(core, ask, session, auth);
      acceptSignOn(ask, session);
      if (!ask.flows.some((stages) => stages.every((stage) => session.completed.has(stage))))
        throw wanted(ask, session);
      if (ask.operation !== registration) sessions.delete(session.id);
      return { session, body: Object.keys(body).length ? body : session.body };
    },
  };
}

/** A stolen token and somebody else's sign-on must not be enough. */
function acceptSignOn({ userId }: Ask, session: UiaSession): void {
  if (session.signedInAs === undefined) return;
  if (session.signedInAs !== userId) throw forbidden("This sign-on belongs to another account.");
  session.completed.add("m.login.sso");
}

export const registration = "POST /register";

/** Registration may be completed with more than it was begun with; everything else is what it was, for whom it was. */
function serves(session: UiaSession, { operation, userId }: Ask, body: Content): boolean {
  if (session.operation !== operation || session.userId !== userId) return false;
  if (operation === registration || !Object.keys(body).length) return true;
  return !Object.keys(session.body).length || JSON.stringify(session.body) === JSON.stringify(body);
}

async function attempt(core: Core, ask: Ask, session: UiaSession, auth: Content): Promise<void> {
  const type = text(auth, "type");
  const stage = ask.flows.flat().find((one) => one === type);
  if (!stage) throw wanted(ask, session, `One cannot authenticate here with ${type.slice(0, 50)}.`);
  // Done in a browser; here there is nothing to show for it.
  if (stage === "m.login.sso") throw wanted(ask, session);
  if (stage === "m.login.password") await password(core, ask, session, auth);
  if (stage === "m.login.registration_token") {
    const token = text(auth, "token");
    if (!(await core.identity.isInvited(token))) throw uninvited(ask, session);
    session.registrationToken = token;
  }
  session.completed.add(stage);
}

async function password(core: Core, ask: Ask, session: UiaSession, auth: Content): Promise<void> {
  const identifier = optionalObject(auth, "identifier");
  const user = identifier ? text(identifier, "user") : (optionalText(auth, "user") ?? ask.userId!);
  try {
    const account = await core.identity.signIn({
      user,
      password: text(auth, "password"),
      address: ask.address,
    });
    // A stolen token and an account of one's own must not be enough.
    if (account.userId !== ask.userId) throw forbidden("This password belongs to another account.");
  } catch (error) {
    if (error instanceof HubError && error.code === "not-signed-in")
      throw wanted(ask, session, error.message);
    throw error;
  }
}

/** The invitation is no good, or no good any more: somebody else was faster. */
export function uninvited(ask: Ask, session: UiaSession): AuthWanted {
  session.completed.delete("m.login.registration_token");
  return wanted(ask, session, "This invitation is unknown, used up or too old.", "M_UNAUTHORIZED");
}

/** What is left to prove; with an errcode when an attempt failed. */
function wanted(ask: Ask, session: UiaSession, sentence?: string, errcode = "M_FORBIDDEN"): AuthWanted {
  return new AuthWanted(sentence ?? "Authentication is needed.", {
    ...(sentence !== undefined && { errcode, error: sentence }),
    session: session.id,
    flows: ask.flows.map((stages) => ({ stages })),
    completed: [...session.completed],
    params: {},
  });
}

/** The same for somebody who is signed in: their password. Application services have none and are asked for none. */
export async function needPassword(
  core: Core,
  call: {
    readonly person: { readonly userId: string; readonly principal: { readonly kind: string } };
    readonly body: Content;
    readonly request: { readonly method: string; readonly url: string; readonly ip: string };
  },
): Promise<Content> {
  const { person, body, request } = call;
  const { auth: _auth, ...rest } = body;
  if (person.principal.kind === "appservice") return rest;
  const proof = await core.uia.prove(core, {
    flows: core.cas ? [["m.login.password"], ["m.login.sso"]] : [["m.login.password"]],
    operation: `${request.method} ${request.url.split("?")[0]!.replace("/r0/", "/v3/")}`,
    body,
    address: request.ip,
    userId: person.userId,
  });
  return proof.body;
}
