/** The commands, in the order in which help lists them. */
import type { Verb } from "@singularity/hub-server/contract";
import { add } from "./add.ts";
import { ask } from "./ask.ts";
import type { Command } from "./command.ts";
import { convert } from "./convert.ts";
import { find } from "./find.ts";
import { helpFor } from "./help.ts";
import { history } from "./history.ts";
import { log } from "./log.ts";
import { open } from "./open.ts";
import { remove, restore } from "./remove.ts";
import { set } from "./set.ts";
import { show } from "./show.ts";
import { undo } from "./undo.ts";

const working: readonly Command[] = [
  log,
  add,
  set,
  convert,
  remove,
  show,
  find,
  history,
  open,
  ask,
  undo,
  restore,
];

export const commands: readonly Command[] = [...working, helpFor(working)];

/** The commands as the hub keeps them for completion. */
export function verbs(list: readonly Command[] = commands): Verb[] {
  return list.map(({ verb, aliases, usage, help, examples, calls }) => ({
    verb,
    aliases: [...aliases],
    usage,
    help,
    examples: examples.slice(0, 3).map(({ words }) => words),
    call: calls[0]?.name ?? null,
  }));
}
