/**
 * The contract as the browser needs it: each call's name, route and effect, without its schemas, and the readers of what people type. The
 * hub validates; what the browser would ship of typebox weighs more than the elements themselves. Types still come from the real contract.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";
import * as contract from "@singularity/hub-server/contract";

const folder = dirname(fileURLToPath(import.meta.resolve("@singularity/hub-server/contract")));
/** Modules of the contract that are code without schemas. */
const code = ["currency", "typed/amount", "typed/duration", "typed/line-items", "typed/not-read"];

const isCall = (value: unknown): value is contract.AnyCall =>
  typeof value === "object" && value !== null && "http" in value && "effect" in value;

/** JavaScript that exports every call, every string constant and every reader of the contract under its own name. */
export function contractModule(): string {
  const lines = Object.entries(contract).flatMap(([name, value]) => {
    if (typeof value === "string") return [`export const ${name} = ${JSON.stringify(value)};`];
    if (!isCall(value)) return [];
    const { name: call, http, effect } = value;
    return [`export const ${name} = ${JSON.stringify({ name: call, http, effect })};`];
  });
  return [...lines, ...code.map((name) => `export * from "./${name}.ts";`)].join("\n");
}

/** Puts {@link contractModule} where a source imports `@singularity/hub-server/contract`. */
export const contractPlugin: Plugin = {
  name: "contract",
  setup(build) {
    build.onResolve({ filter: /^@singularity\/hub-server\/contract$/ }, () => ({
      path: "contract",
      namespace: "contract",
      sideEffects: false,
    }));
    build.onLoad({ filter: /.*/, namespace: "contract" }, () => ({
      contents: contractModule(),
      loader: "js",
      resolveDir: folder,
    }));
  },
};
