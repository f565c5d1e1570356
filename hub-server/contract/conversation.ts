/**
 * Conversations: a question that a surface has asked somebody, kept until it is answered or forgotten. The bots hold no data; this is
 * their memory of what is under way, by place, thread and person, so that it survives them.
 */
import { Type } from "typebox";
import { call } from "./call.ts";

const closed = { additionalProperties: false } as const;
const where = {
  place: Type.String({ minLength: 1, maxLength: 255, description: "room or channel" }),
  thread: Type.Optional(Type.String({ maxLength: 255, description: "none unless given" })),
  person: Type.String({ minLength: 1, maxLength: 255, description: "Matrix id of whoever is asked" }),
};

export const keepConversation = call({
  name: "conversation.keep",
  http: "POST /conversations",
  help: "Keep what is under way with a person at a place, for a while; null ends it.",
  needs: "bots",
  effect: "guarded",
  input: Type.Object(
    { ...where, state: Type.Unknown(), seconds: Type.Integer({ minimum: 1, maximum: 86_400 }) },
    closed,
  ),
  output: Type.Object({ done: Type.Boolean() }),
});

export const recallConversation = call({
  name: "conversation.recall",
  http: "GET /conversations",
  help: "Tell what is under way with a person at a place; null when nothing is.",
  needs: "bots",
  effect: "read",
  input: Type.Object(where, closed),
  output: Type.Object({ state: Type.Unknown() }),
});

export const conversationCalls = [keepConversation, recallConversation] as const;
