/** Where each verb can be used: drawn from the declarations, for the table in VERBS.md and for the tests that hold it. */
import { route } from "@singularity/hub-server/contract";
import type { Command } from "./commands/command.ts";
import { formNamed, shortcuts } from "./commands/forms.ts";

/** Ways to the same call. `private`: only where nobody else listens. */
export type Where = "yes" | "private" | "—";

export interface Reach {
  readonly verb: string;
  readonly room: Where;
  readonly composer: Where;
  readonly slash: Where;
  /** A message shortcut, or the form that `form <verb>` opens. */
  readonly form: string;
  /** Method and path of its calls, below /api/v1. */
  readonly rest: readonly string[];
  /** Tools of its calls. */
  readonly tools: readonly string[];
}

/** Verbs that speak of a channel of Slack, and of nothing elsewhere. */
const slackOnly = new Set(["connect", "disconnect"]);

export function reachOf({ verb, calls, secret }: Command): Reach {
  const words = secret ? "private" : "yes";
  const elsewhere = slackOnly.has(verb) ? "—" : words;
  const open = calls.filter(({ needs }) => needs !== "bots");
  return {
    verb,
    room: elsewhere,
    composer: elsewhere,
    slash: words,
    form: formOf(calls),
    rest: open.map((call) => {
      const { method, path } = route(call);
      return `${method} ${path}`;
    }),
    tools: open.map(({ name }) => name),
  };
}

function formOf(calls: Command["calls"]): string {
  const [call] = calls.filter(({ effect }) => effect !== "read");
  if (!call || !formNamed(call.name)) return "—";
  return shortcuts.find((shortcut) => shortcut.call === call)?.name ?? "form";
}
