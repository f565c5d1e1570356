/** What those are told whom the hub does not know. */
import type { Reply } from "../commands/command.ts";

export const stranger: Reply = {
  lines: [
    "I do not know who you are in the hub yet.",
    "Ask an administrator to give your account there the e-mail address that you have confirmed in Slack;",
    'or say "pair" to the hub in its own chat, and type here what it answers.',
  ],
  isPrivate: true,
};
