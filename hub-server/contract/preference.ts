/** Preferences: what a person has told of themselves so that their words are read, and times are shown, as they mean them. */
import { Type } from "typebox";
import { call } from "./call.ts";

const closed = { additionalProperties: false } as const;
const zone = { title: "Time zone", description: "IANA name, e.g. Europe/Berlin" } as const;
const locale = { title: "Language", description: "e.g. en-GB, en-US, de or fr" } as const;
const promises = {
  title: "Promises",
  description: "propose a to-do for what you promise by a date in a record's room",
} as const;
const told = Type.Object({
  time_zone: Type.Union([Type.String(zone), Type.Null()]),
  locale: Type.Union([Type.String(locale), Type.Null()]),
  promises: Type.Boolean(promises),
});

export const showPreferences = call({
  name: "preference.show",
  http: "GET /preferences",
  help: "Show your time zone and language, and whether promises are proposed to you as to-dos.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({}, closed),
  output: told,
});

export const setPreferences = call({
  name: "preference.set",
  http: "POST /preferences",
  help: "Set your time zone or language: words are read, and times are shown, accordingly. Or whether promises are proposed to you.",
  needs: "signed-in",
  effect: "reversible",
  input: Type.Object(
    {
      time_zone: Type.Optional(Type.String({ ...zone, minLength: 1, maxLength: 60 })),
      locale: Type.Optional(Type.String({ ...locale, pattern: "^[a-z]{2}(-[A-Z]{2})?$" })),
      promises: Type.Optional(Type.Boolean(promises)),
    },
    closed,
  ),
  output: Type.Object({ ...told.properties, change: Type.String({ format: "uuid" }) }),
});

export const preferenceCalls = [showPreferences, setPreferences] as const;
