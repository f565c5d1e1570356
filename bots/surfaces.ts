/** Where each verb can be used: drawn from the declarations, for the table in VERBS.md and for the tests that hold it. */
import { giveConfirmation, route, type AnyCall } from "@singularity/hub-server/contract";
import type { Command } from "./commands/command.ts";
import { formNamed, shortcuts } from "./commands/forms.ts";
import { isDrawn } from "./slack/modal.ts";

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

export function reachOf(command: Command): Reach {
  const { verb, calls, secret } = command;
  const words = secret ? "private" : "yes";
  const elsewhere = slackOnly.has(verb) ? "—" : words;
  const open = calls.filter(({ needs }) => needs !== "bots");
  return {
    verb,
    room: elsewhere,
    composer: elsewhere,
    slash: words,
    form: formOf(command),
    rest: open.map((call) => {
      const { method, path } = route(call);
      return `${method} ${path}`;
    }),
    tools: open.filter(isForAssistants).map(({ name }) => name),
  };
}

/** The call that the verb's form makes: the first that writes. Undefined when there is none, or when not all it needs can be drawn. */
export function formCallOf({ calls, wordsOnly }: Command): AnyCall | undefined {
  if (wordsOnly) return undefined;
  const call = calls.find(({ effect }) => effect !== "read");
  const fields = (call && formNamed(call.name)?.form.fields) ?? [];
  const drawn = fields.some(isDrawn) && fields.every((field) => !field.required || isDrawn(field));
  return drawn ? call : undefined;
}

/** Secrets and the yes to what waits are a person's own. */
const isForAssistants = ({ secret, name }: AnyCall) => !secret && name !== giveConfirmation.name;

function formOf(command: Command): string {
  const call = formCallOf(command);
  if (!call) return "—";
  return shortcuts.find((shortcut) => shortcut.call === call)?.name ?? "form";
}
