/** The calls as tools of the Model Context Protocol: names, schemas and hints all come from the contract. */
import { calls, giveConfirmation, writes, type AnyCall, type Me } from "../contract/index.ts";
import { waitsFor } from "../crm/confirmation/hold.ts";

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: { readonly type: "object"; readonly [key: string]: unknown };
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly openWorldHint: boolean;
  };
}

const isHarmful = ({ effect }: AnyCall) => effect === "guarded" || effect === "four-eyes";
const saidByAssistant = { kind: "assistant", ref: {} } as const;
const waitsForYes = (call: AnyCall) => waitsFor(call, saidByAssistant, call.effect === "four-eyes" ? 1 : 0);

/**
 * Calls that an assistant makes. Not among them: what only bots may, what answers or takes secrets (they would end up in
 * somebody's model), the yes to what waits, which a person says, and what is harmful and would not wait for that yes, such as
 * removing a token.
 */
const offered = calls.filter(
  (call) =>
    !["anyone", "bots"].includes(call.needs) &&
    !call.secret &&
    (!isHarmful(call) || waitsForYes(call)) &&
    call.name !== giveConfirmation.name,
);

/** `deal.add` → `deal_add`: some clients accept no dots. */
export const toolName = (call: AnyCall): string => call.name.replaceAll(".", "_");

const byName = new Map(offered.map((call) => [toolName(call), call]));

/** @returns undefined for names that are no tool */
export function callOf(name: string): AnyCall | undefined {
  return byName.get(name) ?? byName.get(name.replaceAll(".", "_"));
}

/** The tools for which this person's roles hold the right; what they may not do is not offered. */
export function toolsFor(me: Me): Tool[] {
  const rights = new Set(me.rights.map(({ right }) => right));
  return offered.filter((call) => !call.needs.includes(":") || rights.has(call.needs)).map(toolOf);
}

function toolOf(call: AnyCall): Tool {
  return {
    name: toolName(call),
    title: call.help.split(/[.;](?: |$)/, 1)[0]!,
    description: call.help + waits(call),
    inputSchema: { ...call.input, type: "object" },
    annotations: {
      readOnlyHint: !writes(call),
      destructiveHint: isHarmful(call),
      openWorldHint: false,
    },
  };
}

function waits(call: AnyCall): string {
  const kind = waitsForYes(call);
  if (kind === "confirm") return " It is done after the person confirmed it.";
  return kind === "approve" ? " It is done after others approved it." : "";
}
