/** Confirmations: what waits until the same person confirms it, or others approve it. What was asked is frozen meanwhile. */
import { Type, type Static } from "typebox";
import { call } from "./call.ts";
import { Fact } from "./card.ts";

const closed = { additionalProperties: false } as const;

/** The code of the problem (428) that a call answers when it waits. Its member `confirmation` is a {@link Confirmation}. */
export const confirmationNeeded = "confirmation-needed";

export const Confirmation = Type.Object({
  id: Type.String({ format: "uuid" }),
  kind: Type.Enum(["confirm", "approve"], {
    description: "`confirm`: whoever asked says yes; `approve`: others who hold the right do",
  }),
  call: Type.String(),
  title: Type.String({ description: "what would happen" }),
  facts: Type.Array(Fact),
  asked_by: Type.String({ description: "name" }),
  mine: Type.Boolean({ description: "you asked for it" }),
  needed: Type.Integer({ description: "how many say yes before it is done" }),
  given: Type.Array(Type.String(), { description: "names of those who said yes" }),
  state: Type.Enum(["waiting", "done", "withdrawn", "expired"]),
  asked_at: Type.String({ format: "date-time" }),
  expires_at: Type.String({ format: "date-time" }),
});
export type Confirmation = Static<typeof Confirmation>;

const one = Type.Object({ id: Type.String({ format: "uuid", title: "Confirmation" }) }, closed);

export const listConfirmations = call({
  name: "confirmation.list",
  http: "GET /confirmations",
  help: "List what waits for your yes: what you asked for, and what you may approve for others.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({}, closed),
  output: Type.Object({ items: Type.Array(Confirmation) }),
});

export const confirmationDetails = call({
  name: "confirmation.details",
  http: "GET /confirmations/{id}",
  help: "Show something that waits or waited for a yes.",
  needs: "signed-in",
  effect: "read",
  input: one,
  output: Confirmation,
});

export const giveConfirmation = call({
  name: "confirmation.give",
  http: "POST /confirmations/{id}/give",
  help: "Say yes. With the last yes it is done, once, in the name of whoever asked.",
  needs: "signed-in",
  effect: "reversible",
  input: one,
  output: Type.Object({
    confirmation: Confirmation,
    answer: Type.Unknown({
      description: "what the call answered, for whoever asked; null while others are waited for",
    }),
  }),
});

export const withdrawConfirmation = call({
  name: "confirmation.withdraw",
  http: "POST /confirmations/{id}/withdraw",
  help: "Say no: it is not done. Whoever asked is told.",
  needs: "signed-in",
  effect: "reversible",
  input: one,
  output: Type.Object({ confirmation: Confirmation }),
});

export const confirmationCalls = [
  listConfirmations,
  confirmationDetails,
  giveConfirmation,
  withdrawConfirmation,
] as const;
