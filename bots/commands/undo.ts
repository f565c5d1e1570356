/** `undo`: takes a change back. */
import { undoChange } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { join } from "../words/line.ts";
import { command, make } from "./command.ts";

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Each is a change of its own, and is told. */
const mostTimes = 5;

export const undo = command({
  verb: "undo",
  aliases: ["revert"],
  group: "Record",
  usage: "undo [how many]",
  help: "Take your latest change in this room back, or several. Undoing the undo does it again.",
  examples: [{ words: "undo", call: "change.undo", input: { room: "!here:hub.localhost" } }],
  calls: [undoChange],
  read: (line, { room }) => {
    const words = join(line.tokens());
    const many = /^\d{1,2}$/.test(words) ? Number(words) : 1;
    if (many < 1 || many > mostTimes)
      throw new WordsUnclear(`undo takes back up to ${mostTimes} changes at once.`, line.typed.length);
    const latest =
      /^\d+$/.test(words) || /^(?:|(?:that|this|it|last|please|the last one)[.!]*)$/i.test(words);
    if (!latest && !uuid.test(words))
      throw new WordsUnclear(
        "undo takes your latest change back; for another one use ↩ at its card.",
        line.typed.length,
      );
    const which = latest ? (room ? { room } : {}) : { change: words.toLowerCase() };
    const step = make(undoChange, which, ({ summary }) => ({ lines: [summary] }));
    return many > 1 ? { ...step, times: many } : step;
  },
});
