/** `connect` and `disconnect`: a channel of another chat shows what happens with a record. */
import { linkChannel, unlinkChannel } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { join } from "../words/line.ts";
import { command, make } from "./command.ts";

export const connect = command({
  verb: "connect",
  aliases: ["mirror"],
  group: "Team",
  usage: "connect <record>",
  help: "Show in this Slack channel what happens with a record, to everybody in it.",
  examples: [{ words: "connect CUS-12", call: "channel.link", input: { ref: "CUS-12" } }],
  calls: [linkChannel],
  read: (line) => {
    const ref = join(line.tokens());
    if (!ref) throw new WordsUnclear("Say whose cards this channel shows: connect CUS-12", line.typed.length);
    return make(linkChannel, { ref }, ({ record, done }) => ({
      lines: [
        done
          ? `This channel shows from now on what happens with ${record.title} (${record.number}).`
          : `This channel shows ${record.title} (${record.number}) already.`,
      ],
    }));
  },
});

export const disconnect = command({
  verb: "disconnect",
  aliases: [],
  group: "Team",
  usage: "disconnect",
  help: "Show no more cards in this Slack channel.",
  examples: [{ words: "disconnect", call: "channel.unlink", input: {} }],
  calls: [unlinkChannel],
  read: () =>
    make(unlinkChannel, {}, ({ done }) => ({
      lines: [done ? "This channel shows no more cards." : "This channel shows no cards."],
    })),
});
