/** Phrases for `log` and what they come to. The first ones are shown by `help log`. */
import type { Example } from "./command.ts";

const call = "interaction.add";

/** The tests read these as said on 22 November 2026 at 12:00 UTC, a Sunday. */
export const logExamples: readonly Example[] = [
  {
    words: "log call alfreds 25m -- wants 40 cases of Chai",
    call,
    input: { party: "alfreds", channel: "call", duration_s: 1500, body: "wants 40 cases of Chai" },
  },
  {
    words: "log email CUS-12 yesterday",
    call,
    input: { party: "CUS-12", channel: "email", at: "2026-11-21T12:00:00.000Z" },
  },
  {
    words: 'log meeting "Alfreds Futterkiste" 1h30 2026-11-20 -- agreed on the price',
    call,
    input: {
      party: "Alfreds Futterkiste",
      channel: "meeting",
      duration_s: 5400,
      at: "2026-11-20T12:00:00.000Z",
      body: "agreed on the price",
    },
  },
  {
    words: "log note -- prefers to be called in the morning",
    call,
    noun: "party",
    input: { party: "this", channel: "note", body: "prefers to be called in the morning" },
  },
];
