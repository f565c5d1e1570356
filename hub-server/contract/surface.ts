/**
 * Surfaces: other chats in which people work with the hub. The bots hold no data, so what a chat needs kept is kept here: where our app
 * is installed, who is who there, and which channel shows the cards of which room.
 */
import { Type } from "typebox";
import { call } from "./call.ts";
import { Link, Ref } from "./field.ts";

const closed = { additionalProperties: false } as const;
const When = Type.String({ format: "date-time" });
const Surface = Type.String({ minLength: 1, maxLength: 40, title: "Chat", description: "e.g. slack" });
const Id = Type.String({ minLength: 1, maxLength: 200, description: "workspace or organisation" });
const Account = Type.String({
  minLength: 1,
  maxLength: 200,
  title: "Account",
  description: "workspace and user, e.g. T0001/U0001",
});
const Channel = Type.String({
  minLength: 1,
  maxLength: 200,
  title: "Channel",
  description: "workspace and channel, e.g. T0001/C0001",
});
const Done = Type.Object({ done: Type.Boolean() });
const UserId = Type.String({ minLength: 1, maxLength: 255, description: "Matrix id" });

export const keepInstallation = call({
  name: "installation.keep",
  http: "POST /installations",
  help: "Keep an installation of our app in another chat; its tokens are sealed by whoever brings it.",
  needs: "bots",
  effect: "guarded",
  input: Type.Object(
    {
      surface: Surface,
      id: Id,
      sealed: Type.String({ minLength: 1, maxLength: 20_000 }),
      installed_at: Type.Optional(When),
    },
    closed,
  ),
  output: Done,
});

export const installationDetails = call({
  name: "installation.details",
  http: "GET /installations",
  help: "Show an installation, sealed; null when there is none.",
  needs: "bots",
  effect: "read",
  input: Type.Object({ surface: Surface, id: Id }, closed),
  output: Type.Object({
    sealed: Type.Union([Type.String(), Type.Null()]),
    installed_at: Type.Union([When, Type.Null()]),
  }),
});

export const removeInstallation = call({
  name: "installation.remove",
  http: "POST /installations/remove",
  help: "Forget an installation that was made before a time: news of its end may come after it was made anew.",
  needs: "bots",
  effect: "guarded",
  input: Type.Object({ surface: Surface, id: Id, before: When }, closed),
  output: Done,
});

export const inviteIdentity = call({
  name: "identity.invite",
  http: "POST /identities/invite",
  help: "Make a code that links your account of another chat; type it there within 10 minutes.",
  needs: "signed-in",
  effect: "guarded",
  secret: true,
  input: Type.Object({}, closed),
  output: Type.Object({ code: Type.String({ description: "shown once" }), expires_at: When }),
});

export const redeemIdentity = call({
  name: "identity.redeem",
  http: "POST /identities/redeem",
  help: "Link an account of another chat to whoever made the code; null when the code is not good.",
  needs: "bots",
  effect: "guarded",
  input: Type.Object(
    { surface: Surface, account: Account, code: Type.String({ minLength: 1, maxLength: 100 }) },
    closed,
  ),
  output: Type.Object({ user_id: Type.Union([Type.String(), Type.Null()]) }),
});

export const reachIdentity = call({
  name: "identity.reach",
  http: "POST /identities/reach",
  help: "Note where in another chat a person is met, so that what is said to them alone reaches them there too.",
  needs: "bots",
  effect: "guarded",
  input: Type.Object({ surface: Surface, account: Account, person: UserId }, closed),
  output: Done,
});

export const listIdentities = call({
  name: "identity.list",
  http: "GET /identities",
  help: "List your accounts of other chats.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({}, closed),
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        surface: Type.String(),
        account: Type.String(),
        linked: Type.Boolean({ description: "linked by a code; else known by the e-mail address" }),
      }),
    ),
  }),
});

export const unlinkIdentity = call({
  name: "identity.unlink",
  http: "POST /identities/unlink",
  help: "Unlink your account of another chat.",
  needs: "signed-in",
  effect: "guarded",
  input: Type.Object({ surface: Surface, account: Account }, closed),
  output: Done,
});

export const linkChannel = call({
  name: "channel.link",
  http: "POST /records/{ref}/channels",
  help: "Show the cards of a record's room in a channel of another chat, to everybody there.",
  needs: "channel:link",
  effect: "guarded",
  input: Type.Object(
    {
      ref: Ref,
      surface: Type.Optional({ ...Surface, description: "the chat in which this is said, unless given" }),
      channel: Type.Optional({ ...Channel, description: "the one in which this is said, unless given" }),
    },
    closed,
  ),
  output: Type.Object({ record: Link, channel: Type.String(), done: Type.Boolean() }),
});

export const unlinkChannel = call({
  name: "channel.unlink",
  http: "POST /channels/unlink",
  help: "Show no more cards in a channel of another chat.",
  needs: "channel:link",
  effect: "guarded",
  input: Type.Object(
    {
      surface: Type.Optional({ ...Surface, description: "the chat in which this is said, unless given" }),
      channel: Type.Optional({ ...Channel, description: "the one in which this is said, unless given" }),
    },
    closed,
  ),
  output: Type.Object({ channel: Type.String(), done: Type.Boolean() }),
});

export const channelTargets = call({
  name: "channel.targets",
  http: "POST /channels/targets",
  help: "Tell where what the hub says in these rooms is to be shown too.",
  needs: "bots",
  effect: "read",
  input: Type.Object(
    {
      surface: Surface,
      rooms: Type.Array(Type.String({ maxLength: 255 }), { minItems: 1, maxItems: 200 }),
    },
    closed,
  ),
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        room: Type.String(),
        to: Type.String({ description: "a channel, or an account" }),
        direct: Type.Boolean({ description: "to an account, for that person alone" }),
        person: Type.Optional({
          ...UserId,
          description:
            "whose account it was when they were met last: of a direct one; ask again who it is now",
        }),
      }),
    ),
  }),
});

export const shownInChannel = call({
  name: "channel.shows",
  http: "GET /channels/records",
  help: "List whose cards a channel of another chat shows, as far as you may see them.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({ surface: Surface, channel: Channel }, closed),
  output: Type.Object({ items: Type.Array(Link) }),
});

export const surfaceCalls = [
  keepInstallation,
  installationDetails,
  removeInstallation,
  inviteIdentity,
  redeemIdentity,
  reachIdentity,
  listIdentities,
  unlinkIdentity,
  linkChannel,
  unlinkChannel,
  channelTargets,
  shownInChannel,
] as const;
