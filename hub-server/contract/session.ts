/** Signing in, tokens, and who one is. A session's token is a Matrix access token too. */
import { Type, type Static } from "typebox";
import { call } from "./call.ts";
import { Link, Ref } from "./field.ts";

const Session = Type.Object({
  access_token: Type.String(),
  user_id: Type.String(),
  device_id: Type.String(),
  must_set_password: Type.Boolean(),
});
const Secret = Type.String({ minLength: 1, maxLength: 1000 });
const NewPassword = Type.String({
  minLength: 10,
  maxLength: 1000,
  title: "New password",
  description: "at least 10 characters",
});
const Device = Type.Optional(
  Type.String({ maxLength: 100, description: "name of the device, shown in the list of sessions" }),
);
const closed = { additionalProperties: false } as const;
const empty = Type.Object({}, closed);
const Done = Type.Object({ done: Type.Boolean() });

export const openSession = call({
  name: "session.open",
  http: "POST /session",
  help: "Sign in with user name or e-mail address and password.",
  needs: "anyone",
  effect: "guarded",
  secret: true,
  input: Type.Object(
    { user: Type.String({ minLength: 1, maxLength: 255, title: "User" }), password: Secret, device: Device },
    closed,
  ),
  output: Session,
});

export const redeemLink = call({
  name: "session.redeem",
  http: "POST /session/link",
  help: "Sign in with a single-use link.",
  needs: "anyone",
  effect: "guarded",
  secret: true,
  input: Type.Object({ link: Secret, device: Device }, closed),
  output: Session,
});

export const setPassword = call({
  name: "session.password",
  http: "POST /session/password",
  help: "Set your password; the other sessions end.",
  needs: "signed-in",
  effect: "guarded",
  secret: true,
  input: Type.Object({ password: NewPassword, current: Type.Optional(Secret) }, closed),
  output: Done,
});

export const closeSession = call({
  name: "session.close",
  http: "DELETE /session",
  help: "Sign out.",
  needs: "signed-in",
  effect: "guarded",
  input: empty,
  output: Done,
});

export const Me = Type.Object({
  person: Link,
  user_id: Type.String(),
  roles: Type.Array(Type.String()),
  rights: Type.Array(Type.Object({ right: Type.String(), scopes: Type.Array(Type.String()) })),
  server_name: Type.String(),
  bot: Type.String({ description: "Matrix id of the hub's bot" }),
  must_set_password: Type.Boolean({ description: "came by a link and has no password yet" }),
});
export type Me = Static<typeof Me>;

export const whoAmI = call({
  name: "session.who",
  http: "GET /session",
  help: "Tell who you are and what you may do.",
  needs: "signed-in",
  effect: "read",
  input: empty,
  output: Me,
});

const TokenId = Type.String({ minLength: 1, maxLength: 100 });
const Token = Type.Object({
  id: TokenId,
  label: Type.String(),
  created_at: Type.String({ format: "date-time" }),
  expires_at: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
  last_used_at: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
});

export const addToken = call({
  name: "token.add",
  http: "POST /tokens",
  help: "Make a personal API token. It is shown once.",
  needs: "signed-in",
  effect: "guarded",
  secret: true,
  input: Type.Object(
    {
      label: Type.String({ minLength: 1, maxLength: 100, title: "Label" }),
      days: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 3650, default: 365, title: "Valid for (days)" }),
      ),
    },
    closed,
  ),
  output: Type.Object({ ...Token.properties, token: Type.String({ description: "shown once" }) }),
});

export const listTokens = call({
  name: "token.list",
  http: "GET /tokens",
  help: "List your personal API tokens.",
  needs: "signed-in",
  effect: "read",
  input: empty,
  output: Type.Object({ items: Type.Array(Token) }),
});

export const removeToken = call({
  name: "token.remove",
  http: "DELETE /tokens/{id}",
  help: "Revoke a personal API token.",
  needs: "signed-in",
  effect: "guarded",
  input: Type.Object({ id: TokenId }, closed),
  output: Done,
});

export const issueEmbed = call({
  name: "embed.issue",
  http: "POST /embeds",
  help: "Make a short-lived token with which a foreign page shows one record with your rights.",
  needs: "signed-in",
  effect: "guarded",
  secret: true,
  input: Type.Object(
    {
      record: Ref,
      origin: Type.String({
        pattern: "^https?://[^/\\s]+$",
        maxLength: 200,
        description: "scheme, host and port of the page",
      }),
      minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 15, default: 10 })),
    },
    closed,
  ),
  output: Type.Object({
    token: Type.String(),
    expires_at: Type.String({ format: "date-time" }),
    record: Link,
  }),
});

export const sessionCalls = [
  openSession,
  redeemLink,
  setPassword,
  closeSession,
  whoAmI,
  addToken,
  listTokens,
  removeToken,
  issueEmbed,
] as const;
