/** How many names of which kind pass, here and elsewhere. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

/** Names by what they need, as `kind<tab>file<tab>name`; without the file nothing is counted by kind. */
const kindsFile = resolve(import.meta.dirname, "../../../../shared/data/matrix/sytest_client_only.tsv");

/** Names of a kind, and how many of them others pass, by their own lists (Dendrite 08cac1c, Synapse a58ad44). */
const kinds = [
  { kind: "client", what: "names that need one server only", all: 556, dendrite: 480, synapse: 545 },
  { kind: "as", what: "names of application services", all: 25, dendrite: 17, synapse: undefined },
] as const;

/** @param passing as `file<tab>name`. @returns one sentence for each kind */
export function countByKind(passing: ReadonlySet<string>): string[] {
  const rows = existsSync(kindsFile) ? readFileSync(kindsFile, "utf8").split("\n") : undefined;
  const plain = new Set([...passing].map(asListed));
  return kinds.map(({ kind, what, all, dendrite, synapse }) => {
    const ours = rows?.filter((row) => row.startsWith(`${kind}\t`) && plain.has(row.slice(kind.length + 1)));
    const others = [`Dendrite ${dendrite}`, ...(synapse === undefined ? [] : [`Synapse ${synapse}`])];
    return `Of the ${all} ${what}: ${[`this server ${ours?.length ?? "not counted"}`, ...others].join(", ")}.`;
  });
}

/** The list holds a replacement character for each letter beyond ASCII. */
const asListed = (name: string) => name.replaceAll(/[^\0-\x7f]/g, "\ufffd");
