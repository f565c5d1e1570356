/** Erasing a person on request. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { Ref } from "./field.ts";

export const eraseParty = call({
  name: "party.erase",
  http: "POST /parties/{ref}/erase",
  help: "Erase a person on their request, from the record, its contact points and its history. It cannot be undone.",
  needs: "party:erase",
  effect: "four-eyes",
  input: Type.Object(
    {
      ref: Ref,
      texts: Type.Optional(
        Type.Boolean({ default: false, title: "Also what was said", description: "of interactions" }),
      ),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    change: Type.String({ format: "uuid" }),
    number: Type.String(),
    contact_points: Type.Integer(),
    interactions: Type.Integer(),
    changes: Type.Integer({ description: "entries of the history that lost their values" }),
    kept: Type.Array(Type.String(), { description: "what the law keeps" }),
  }),
});

export const eraseCalls = [eraseParty] as const;
