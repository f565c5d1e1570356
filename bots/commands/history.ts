/** `history`: who changed what. */
import { listChanges, nouns, type Output } from "@singularity/hub-server/contract";
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

/** Every field as people call it. */
const labels = new Map(
  nouns.flatMap(({ fields }) => Object.entries(fields).map(([key, { label }]) => [key, label])),
);
const named = (key: string) => labels.get(key)?.toLowerCase() ?? key.replaceAll("_", " ");
/** Records and stages are kept by ids, which tell nobody anything. */
const isId = (value: unknown) => typeof value === "string" && /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}/.test(value);
const done: Readonly<Record<string, string>> = {
  add: "added",
  change: "changed",
  move: "moved",
  remove: "removed",
  restore: "restored",
  convert: "converted",
};

function line({ at, by, call, patch, undone }: Changes["items"][number]): string {
  const fields = Object.entries(patch).map(([key, [before, after]]) =>
    isId(before) || isId(after)
      ? `${named(key)} changed`
      : `${named(key)} ${short(before)} → ${short(after)}`,
  );
  const what = fields.length && fields.length <= 3 ? fields.join(", ") : (done[call.split(".")[1]!] ?? call);
  return `${minute(at)} ${by?.title ?? "somebody"}: ${what}${undone ? " (undone)" : ""}`;
}
