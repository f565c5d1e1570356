/** Verbs: what people can type. The bots publish theirs; the web composer completes them; the hub knows none. */
import { Type, type Static } from "typebox";
import { call } from "./call.ts";

export const Verb = Type.Object(
  {
    verb: Type.String({ maxLength: 40 }),
    aliases: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 }),
    usage: Type.String({ maxLength: 300 }),
    help: Type.String({ maxLength: 300 }),
    examples: Type.Array(Type.String({ maxLength: 300 }), { maxItems: 10 }),
    /** The call that it makes, or null for help and the like. */
    call: Type.Union([Type.String({ maxLength: 80 }), Type.Null()]),
  },
  { additionalProperties: false },
);
export type Verb = Static<typeof Verb>;

export const publishVerbs = call({
  name: "verb.publish",
  http: "POST /verbs",
  help: "Publish the verbs that the bots understand.",
  needs: "bots",
  effect: "guarded",
  input: Type.Object({ verbs: Type.Array(Verb, { maxItems: 200 }) }, { additionalProperties: false }),
  output: Type.Object({ count: Type.Integer() }),
});

export const listVerbs = call({
  name: "verb.list",
  http: "GET /verbs",
  help: "List what can be typed in a room.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({}, { additionalProperties: false }),
  output: Type.Object({ items: Type.Array(Verb) }),
});

export const verbCalls = [publishVerbs, listVerbs] as const;
