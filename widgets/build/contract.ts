/**
 * The contract as the browser needs it: each call's name, route and effect, without its schemas. The hub validates; what the browser
 * would ship of typebox weighs more than the elements themselves. Types still come from the real contract.
 */
import type { Plugin } from "esbuild";
import * as contract from "@singularity/hub-server/contract";

const isCall = (value: unknown): value is contract.AnyCall =>
  typeof value === "object" && value !== null && "http" in value && "effect" in value;

/** JavaScript that exports every call and every string constant of the contract under its own name. */
export function contractModule(): string {
  const lines = Object.entries(contract).flatMap(([name, value]) => {
    if (typeof value === "string") return [`export const ${name} = ${JSON.stringify(value)};`];
    if (!isCall(value)) return [];
    const { name: call, http, effect } = value;
    return [`export const ${name} = ${JSON.stringify({ name: call, http, effect })};`];
  });
  return lines.join("\n");
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
    }));
  },
};
