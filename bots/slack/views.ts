/** Views that are no forms: while we look, what was answered, what went wrong. */
import type { Reply } from "../commands/command.ts";
import { blocksOf } from "./blocks.ts";
import { plain, section } from "./kit.ts";
import { limits } from "./limits.ts";
import type { View } from "./modal.ts";

/** Opened at once, because Slack lets a modal be opened for three seconds only; the form follows. */
export const skeleton: View = modal("Singularity", [section("One moment…")]);

export const stillWorking: View = modal("Singularity", [
  section("This takes longer than usual. The answer comes as a direct message."),
]);

/** An answer in the place of the form that asked for it. */
export function replyView(reply: Reply, title = "Singularity"): View {
  const blocks = blocksOf(reply);
  return modal(title, blocks.length ? blocks : [section("Done.")]);
}

export function modal(title: string, blocks: View["blocks"]): View {
  return {
    type: "modal",
    title: plain(title, limits.viewTitle),
    close: plain("Close", limits.viewTitle),
    blocks: blocks.slice(0, limits.viewBlocks),
  };
}
