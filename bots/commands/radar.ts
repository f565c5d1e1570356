/** `silent`, `promises`, `accept`, `dismiss`: who went quiet, and what was promised in conversation. */
import {
  acceptPromise,
  dismissPromise,
  listPromises,
  setPreferences,
  silence,
  type AnyCall,
  type Output,
} from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import type { Line } from "../words/line.ts";
import { personIn } from "../words/people.ts";
import { command, make, written, type Reply } from "./command.ts";
import { rows } from "./present.ts";

const shown = 5;

export const silent = command({
  verb: "silent",
  aliases: ["radar", "quiet"],
  group: "Find",
  usage: "silent [mine | @raj]",
  help: "List customers that have been silent for much longer than usual.",
  examples: [{ words: "silent", call: "radar.silence", input: { limit: shown } }],
  calls: [silence],
  read: (line, { speaker }) => {
    const tokens = line.tokens();
    const mine = tokens.some(({ text }) => /^(mine|my|me)$/i.test(text));
    const owner = tokens.map(personIn).find(Boolean) ?? (mine ? speaker : undefined);
    return make(silence, { ...(owner ? { owner } : {}), limit: shown }, ({ items, fact, more }) => ({
      lines: [
        fact,
        ...items
          .slice(0, more ? shown - 1 : shown)
          .map(
            ({ party, days_since: days, usual_days: usual, owner: whose }) =>
              `${party.title} (${party.number}) · ${days} days, usually ${Math.round(usual)}${whose ? ` · ${whose.title}` : ""}`,
          ),
      ],
    }));
  },
});

export const promises = command({
  verb: "promises",
  aliases: ["promised"],
  group: "Find",
  usage: "promises [on | off]",
  help: "List what was promised in conversation and waits for a yes or no; off: propose nothing of what I promise.",
  examples: [
    { words: "promises", call: "promise.list", input: { limit: shown } },
    { words: "promises off", call: "preference.set", input: { promises: false } },
  ],
  calls: [listPromises, setPreferences],
  read: (line) => {
    const word = line.rest.trim().toLowerCase();
    if (word === "on" || word === "off") return make(setPreferences, { promises: word === "on" }, tellSet);
    if (word !== "")
      throw new WordsUnclear(`Say promises, promises on or promises off, not "${word}".`, line.typed.length, [
        "promises",
        "promises off",
      ]);
    return make(listPromises, { limit: shown }, ({ items }) => ({
      lines: rows(
        items.map(({ number, what, when, by }) =>
          [number, what, when, by?.title ?? ""].filter(Boolean).join(" · "),
        ),
        shown,
        "Nothing was promised that waits.",
      ),
      ...(items.length
        ? {
            choices: items
              .slice(0, 1)
              .map(({ number, what }) => ({ label: `Accept: ${what}`, words: `accept ${number}` })),
          }
        : {}),
    }));
  },
});

const tellSet = ({ promises: on }: Output<typeof setPreferences>): Reply => ({
  lines: [
    on
      ? "What you promise by a date in a record's room is proposed to you as a to-do."
      : "What you promise is proposed to you no longer: promises on",
  ],
  isPrivate: true,
});

const idIn = (line: Line): string => {
  const id = line.rest.trim();
  if (/^PRM-\d+$/i.test(id) || /^[0-9a-f-]{36}$/i.test(id)) return id;
  throw new WordsUnclear("Say which promise: accept PRM-3.", line.typed.length, ["promises"]);
};

const answers = (verb: string, aliases: string[], call: AnyCall, help: string) =>
  command({
    verb,
    aliases,
    group: "Work",
    usage: `${verb} <PRM-3>`,
    help,
    examples: [{ words: `${verb} PRM-3`, call: call.name, input: { id: "PRM-3" } }],
    calls: [call],
    read: (line) =>
      make(call, { id: idIn(line) }, (output) => {
        const { card, room, promise } = output as Parameters<typeof written>[0] & {
          promise: { what: string };
        };
        return card ? written({ card, room }) : { lines: [`Dropped: ${promise.what}`] };
      }),
  });

export const accept = answers(
  "accept",
  [],
  acceptPromise,
  "Make the to-do that was proposed for what you promised.",
);
export const dismiss = answers("dismiss", [], dismissPromise, "Drop a proposed to-do: it was no promise.");
