/**
 * The inbox: what a surface heard, kept before it is acknowledged, so that each thing has its effect exactly once whatever dies.
 * The bots hold no data; this is their memory.
 */
import { Type } from "typebox";
import { call } from "./call.ts";

const Source = Type.String({ minLength: 1, maxLength: 20, description: "matrix or slack" });
const Id = Type.String({
  minLength: 1,
  maxLength: 300,
  description: "the other side's id of it: event id, trigger id",
});
const closed = { additionalProperties: false } as const;
const Lane = Type.String({
  maxLength: 300,
  description: "what stays in order, such as a room; a full lane holds up no other",
});
const Item = Type.Object({ source: Source, id: Id, body: Type.Unknown(), lane: Type.Optional(Lane) }, closed);

export const takeIn = call({
  name: "inbox.take",
  http: "POST /inbox",
  help: "Keep what was heard; `fresh` are those not kept before.",
  needs: "bots",
  effect: "guarded",
  input: Type.Object({ items: Type.Array(Item, { minItems: 1, maxItems: 100 }) }, closed),
  output: Type.Object({ fresh: Type.Array(Type.String()) }),
});

export const claimInbox = call({
  name: "inbox.claim",
  http: "POST /inbox/claim",
  help: "Claim unsettled items for a while, oldest first; nobody else gets them meanwhile.",
  needs: "bots",
  effect: "guarded",
  input: Type.Object(
    {
      source: Source,
      worker: Type.String({ maxLength: 80 }),
      limit: Type.Integer({ minimum: 0, maximum: 100 }),
      seconds: Type.Integer({ minimum: 1, maximum: 600 }),
      held: Type.Optional(
        Type.Array(Id, {
          maxItems: 100,
          description:
            "items that this worker still works on: its claims live on, unless another one has them by now",
        }),
      ),
    },
    closed,
  ),
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        ...Item.properties,
        received_at: Type.String({ format: "date-time" }),
        attempts: Type.Integer(),
      }),
    ),
  }),
});

export const settleInbox = call({
  name: "inbox.settle",
  http: "POST /inbox/settle",
  help: "Mark an item as dealt with.",
  needs: "bots",
  effect: "guarded",
  input: Type.Object(
    {
      source: Source,
      id: Id,
      outcome: Type.Optional(Type.Unknown()),
      replaces: Type.Optional({
        ...Id,
        description: "id of the item whose outcome this is from now on too, because this one edits it",
      }),
    },
    closed,
  ),
  output: Type.Object({ done: Type.Boolean() }),
});

export const inboxOutcome = call({
  name: "inbox.outcome",
  http: "GET /inbox/outcome",
  help: "Tell how an item was dealt with; null when it was not, or is not known.",
  needs: "bots",
  effect: "read",
  input: Type.Object({ source: Source, id: Id }, closed),
  output: Type.Object({ outcome: Type.Unknown() }),
});

export const inboxCalls = [takeIn, claimInbox, settleInbox, inboxOutcome] as const;
