/** Single sign-on ("Client login via SSO"): the browser goes to a CAS server, comes back with a ticket, and takes a token along. */
import { MatrixError } from "../../errors.ts";
import type { Core } from "../core.ts";
import { openEndpoint, type OpenCall } from "../http/endpoint.ts";
import { forbidden, invalidParam, missingParam, notFound } from "../refusals.ts";
import { localpartOf, type Cas } from "./cas.ts";

/** Life of the token that the client turns into a session, in seconds. */
const tokenSeconds = 120;

/** Under this path CAS servers have the hub in their list. */
const ticketPath = "/_matrix/client/r0/login/cas/ticket";

export const ssoEndpoints = [
  ...(["/login/sso/redirect", "/login/sso/redirect/:idpId", "/login/cas/redirect"] as const).map((path) =>
    openEndpoint(`GET ${path}`, ({ core, query, reply }) => {
      const cas = casOf(core);
      const target = checkedTarget(query.redirectUrl);
      void reply.redirect(cas.loginUrl(ticketUrl(core, "redirectUrl", target)), 302);
      return undefined;
    }),
  ),
  openEndpoint("GET /login/cas/ticket", comeBack),
];

/** The page that asks before somebody proves themselves for a client ("Fallback" of m.login.sso). */
export function askForProof({ core, query, reply }: OpenCall): undefined {
  const cas = casOf(core);
  const session = core.uia.find(query.session ?? "");
  if (!session) throw notFound("There is no such authentication session, or it is too old.");
  const link = cas.loginUrl(ticketUrl(core, "session", session.id));
  return page(
    { reply },
    "Confirm that it is you",
    `A client of yours wants to do this: <code>${escaped(session.operation)}</code>. Only go on if you asked for it.`,
    { link, words: "Go on" },
  );
}

function casOf({ cas }: Core): Cas {
  if (!cas) throw notFound("There is no single sign-on here.");
  return cas;
}

const ticketUrl = ({ publicUrl }: Core, key: "redirectUrl" | "session", value: string) =>
  `${publicUrl()}${ticketPath}?${key}=${encodeURIComponent(value)}`;

/** A client's own address, e.g. https://app.element.io or io.element:/callback; nothing that a browser would run. */
function checkedTarget(url: string | undefined): string {
  if (!url) throw missingParam("redirectUrl");
  if (
    !/^[a-z][a-z0-9+.-]*:/i.test(url) ||
    /^(javascript|data|vbscript|file|blob|about):/i.test(url) ||
    /\s/.test(url)
  )
    throw invalidParam("redirectUrl must be the address of a client.");
  return url;
}

async function comeBack(call: OpenCall): Promise<undefined> {
  const { core, query, request } = call;
  const cas = casOf(core);
  core.limits.take("login", request.ip);
  if (!query.ticket) throw missingParam("ticket");
  const { session } = query;
  if (session !== undefined) {
    const known = core.uia.find(session);
    if (!known) throw notFound("There is no such authentication session, or it is too old.");
    known.signedInAs = await personBehind(core, cas, query.ticket, ticketUrl(core, "session", session));
    return page(call, "Thank you", "You can close this window and go back to your client.");
  }
  const target = checkedTarget(query.redirectUrl);
  const userId = await personBehind(core, cas, query.ticket, ticketUrl(core, "redirectUrl", target));
  await ensureAccount(core, userId);
  const { token } = await core.identity.issueToken({ userId, kind: "link", seconds: tokenSeconds });
  const link = withToken(target, token);
  // A page with a link, so that nobody is signed in to a client that they have never seen.
  const words = `You are signed in as <b>${escaped(userId)}</b>. <b>${escaped(hostOf(target))}</b> wants to act for you.`;
  return page(call, "Go on to your client", words, { link, words: "Go on" });
}

/** The address with the token among its parameters: before the fragment, where clients have their own addresses in. */
function withToken(target: string, token: string): string {
  const [address = "", ...fragment] = target.split("#");
  const joined = `${address}${address.includes("?") ? "&" : "?"}loginToken=${encodeURIComponent(token)}`;
  return [joined, ...fragment].join("#");
}

/** @throws MatrixError M_FORBIDDEN when the ticket is not good */
async function personBehind(core: Core, cas: Cas, ticket: string, service: string): Promise<string> {
  const name = await cas.validate(ticket, service).catch((error: Error) => {
    core.log.warn({ error: error.message }, "The CAS server did not answer.");
    throw new MatrixError("M_UNKNOWN", 502, "The single sign-on cannot be reached at the moment.");
  });
  if (name === undefined) throw forbidden("The single sign-on does not know this ticket.");
  return `@${localpartOf(name)}:${core.serverName}`;
}

/** @throws MatrixError M_FORBIDDEN when the account is closed or belongs to an application service */
async function ensureAccount(core: Core, userId: string): Promise<void> {
  if (core.identity.exclusiveOwner(userId)) throw forbidden("An application service holds this name.");
  const localpart = userId.slice(1, userId.indexOf(":"));
  const account = await core.identity.ensureAccount({ localpart, displayName: localpart });
  if (account.deactivated) throw forbidden("This account is closed.");
}

const hostOf = (url: string) => (URL.canParse(url) && new URL(url).host) || url.split(":")[0]!;

const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);

/** @param html already escaped */
function page(
  { reply }: Pick<OpenCall, "reply">,
  title: string,
  html: string,
  next?: { readonly link: string; readonly words: string },
): undefined {
  const link = next
    ? `<p><a href="${next.link.replaceAll("&", "&amp;").replaceAll('"', "%22")}">${next.words}</a></p>`
    : "";
  void reply
    .type("text/html; charset=utf-8")
    .header("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
    .header("referrer-policy", "no-referrer")
    .header("cache-control", "no-store")
    .send(
      `<!doctype html><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1><p>${html}</p>${link}`,
    );
  return undefined;
}
