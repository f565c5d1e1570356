/** `history`: who changed what. */
import { listChanges, type Output } from "@singularity/hub-server/contract";
import { join } from "../words/line.ts";
import { about, command, make, type Named, type Reply, type Step } from "./command.ts";
import { minute, short } from "./present.ts";

type Changes = Output<typeof listChanges>;

const limit = 5;

export const history = command({
  verb: "history",
  aliases: ["changes"],
  group: "Find",
  usage: "history [record]",
  help: "List who changed what of a record, newest first.",
  examples: [{ words: "history CUS-12", call: "change.list", input: { ref: "CUS-12", limit } }],
  calls: [listChanges],
  read: (line, { record }) => {
    const ref = join(line.tokens()) || record;
    if (ref) return make(listChanges, { ref, limit }, present);
    return about(undefined, [], ({ id }: Named): Step => make(listChanges, { ref: id, limit }, present));
  },
});

function present({ items, next }: Changes): Reply {
  if (items.length === 0) return { lines: ["Nothing has changed that you can see."] };
  return { lines: [...items.map(line), ...(next ? ["… older ones in the record's profile"] : [])] };
}

function line({ at, by, call, patch, undone }: Changes["items"][number]): string {
  const fields = Object.entries(patch).map(
    ([key, [before, after]]) => `${key} ${short(before)} → ${short(after)}`,
  );
  const what = fields.length && fields.length <= 3 ? fields.join(", ") : call;
  return `${minute(at)} ${by?.title ?? "somebody"}: ${what}${undone ? " (undone)" : ""}`;
}
