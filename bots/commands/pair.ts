/** `pair`: an account of another chat becomes one's own. */
import { inviteIdentity } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { join } from "../words/line.ts";
import { command, make } from "./command.ts";

export const pair = command({
  verb: "pair",
  aliases: [],
  group: "Team",
  usage: "pair",
  help: "Link your account of another chat, such as Slack: you get a code to type there.",
  examples: [{ words: "pair", call: "identity.invite", input: {} }],
  calls: [inviteIdentity],
  read: (line) => {
    if (join(line.tokens()))
      throw new WordsUnclear(
        "Codes are typed in the other chat; here pair alone makes one.",
        line.typed.length,
        ["pair"],
      );
    return make(inviteIdentity, {}, ({ code }) => ({
      lines: [`Type this in the other chat within ten minutes: pair ${code}`, `In Slack: /hub pair ${code}`],
      isPrivate: true,
    }));
  },
});
