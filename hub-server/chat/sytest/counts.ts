/** How many names of which kind pass, here and elsewhere. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** SyTest's names by what they need, as `kind<tab>file<tab>name`. */
const list = join(import.meta.dirname, "kinds.tsv");

/** Names of a kind, and how many of them others pass, by their own lists (Dendrite 08cac1c, Synapse a58ad44). */
const kinds = [
  { kind: "client", what: "names that need one server only", all: 556, dendrite: 480, synapse: 545 },
  { kind: "as", what: "names of application services", all: 25, dendrite: 17, synapse: undefined },
] as const;

/** @param passing as `file<tab>name`. @returns one sentence for each kind */
export function countByKind(passing: ReadonlySet<string>): string[] {
  const rows = readFileSync(list, "utf8").split("\n");
  const plain = new Set([...passing].map(asListed));
  return kinds.map(({ kind, what, all, dendrite, synapse }) => {
    const ours = rows.filter((row) => row.startsWith(`${kind}\t`) && plain.has(row.slice(kind.length + 1)));
    const others = [`Dendrite ${dendrite}`, ...(synapse === undefined ? [] : [`Synapse ${synapse}`])];
    return `Of the ${all} ${what}: ${[`this server ${ours.length}`, ...others].join(", ")}.`;
  });
}

/** The list holds a replacement character for each letter beyond ASCII. */
const asListed = (name: string) => name.replaceAll(/[^\0-\x7f]/g, "\ufffd");
