/** `tz`, `lang`, `link`: what a person tells of themselves. */
import { setPreferences, showPreferences, whoAmI } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { nearest } from "../words/near.ts";
import { command, make } from "./command.ts";

const zones = Intl.supportedValuesOf("timeZone");
const byCity = new Map(zones.map((zone) => [zone.split("/").at(-1)!.toLowerCase(), zone]));
const byName = new Map(zones.map((zone) => [zone.toLowerCase(), zone]));

export const tz = command({
  verb: "tz",
  aliases: ["timezone", "zeitzone"],
  group: "Team",
  usage: "tz Europe/Berlin",
  help: "Set your time zone: your times are read and shown in it.",
  examples: [
    { words: "tz Europe/Berlin", call: "preference.set", input: { time_zone: "Europe/Berlin" } },
    { words: "tz", call: "preference.show", input: {} },
  ],
  calls: [setPreferences, showPreferences],
  read: (line) => {
    const word = line.rest.trim().replaceAll(" ", "_");
    if (word === "")
      return make(showPreferences, {}, ({ time_zone: zone }) => ({
        lines: [
          zone
            ? `Your time zone is ${zone}.`
            : "I do not know your time zone. Say for example: tz Europe/Berlin",
        ],
      }));
    return make(setPreferences, { time_zone: zoneOf(word, line.typed) }, ({ time_zone: zone }, { at }) => ({
      lines: [`Your time zone is ${zone}; it is ${clock(at, zone!)} there.`],
    }));
  },
});

const clock = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(at);

/** A name of the IANA list, or the city alone. An abbreviation such as CET says nothing of summer. */
function zoneOf(word: string, typed: string): string {
  const name = word.toLowerCase();
  if (name === "utc" || name === "etc/utc") return "UTC";
  const found = byName.get(name) ?? byCity.get(name);
  if (found) return found;
  const near = nearest(name, [...byCity.keys()]).map((city) => byCity.get(city)!);
  throw new WordsUnclear(
    `"${word}" is no time zone. Write the name of the nearest large city: Europe/Berlin.`,
    typed.length - word.length,
    near.slice(0, 5).map((zone) => `tz ${zone}`),
  );
}

const languages: Readonly<Record<string, string>> = {
  english: "en-GB",
  deutsch: "de",
  german: "de",
  français: "fr",
  francais: "fr",
  french: "fr",
};

export const lang = command({
  verb: "lang",
  aliases: ["language", "sprache", "langue"],
  group: "Team",
  usage: "lang <en-GB | en-US | de | fr>",
  help: "Set your language: it decides how your dates are read, such as 5/6.",
  examples: [
    { words: "lang de", call: "preference.set", input: { locale: "de" } },
    { words: "lang", call: "preference.show", input: {} },
  ],
  calls: [setPreferences, showPreferences],
  read: (line) => {
    const word = line.rest.trim().replace("_", "-");
    if (word === "")
      return make(showPreferences, {}, ({ locale }) => ({
        lines: [locale ? `Your language is ${locale}.` : "You have not told me your language: lang en-GB"],
      }));
    const [language = "", region] = word.split("-");
    const known =
      languages[word.toLowerCase()] ?? `${language.toLowerCase()}${region ? `-${region.toUpperCase()}` : ""}`;
    if (!/^(en|de|fr)(-[A-Z]{2})?$/.test(known))
      throw new WordsUnclear(
        `I read English, German and French, not "${word}".`,
        line.typed.length - word.length,
        ["lang en-GB", "lang en-US", "lang de", "lang fr"],
      );
    if (known === "en")
      throw new WordsUnclear("Is 5/6 the 5th of June or the 6th of May?", line.typed.length, [
        "lang en-GB",
        "lang en-US",
      ]);
    return make(setPreferences, { locale: known }, ({ locale }) => ({
      lines: [`Your language is ${locale}.`],
    }));
  },
});

export const link = command({
  verb: "link",
  aliases: ["whoami"],
  group: "Team",
  usage: "link",
  help: "Tell as whom you are known here, and which roles you have.",
  examples: [{ words: "link", call: "session.who", input: {} }],
  calls: [whoAmI],
  read: () =>
    make(whoAmI, {}, ({ person, user_id: id, roles }) => ({
      lines: [`You are ${person.title} (${id}).`, `Roles: ${roles.join(", ") || "none"}`],
      isPrivate: true,
    })),
});
