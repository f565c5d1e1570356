/** Forms that people fill in: which call, which of its fields and in which order, and what a message puts into them. */
import {
  calls,
  feedbacks,
  formOf,
  interactions,
  nouns,
  todos,
  type AnyCall,
  type Form,
} from "@singularity/hub-server/contract";

/** A message that a form is about. */
export interface Quoted {
  readonly text: string;
  readonly author?: string;
  readonly link?: string;
  /** ISO 8601 */
  readonly at?: string;
}

/** A way to a form: a shortcut at a message, a button of the home. */
export interface Shortcut {
  /** As other chats know it; it stands in their manifests and never changes. */
  readonly id: string;
  /** At most 24 characters. */
  readonly name: string;
  readonly help: string;
  readonly call: AnyCall;
  readonly fields: readonly string[];
  readonly fill: (message: Quoted) => Readonly<Record<string, unknown>>;
}

/** The words of the message, and below them whose they are and where they stand. */
function withSource({ text, author, link }: Quoted): string {
  const from = [author, link].filter(Boolean).join(", ");
  return from ? `${text}\n— ${from}` : text;
}

const lineOf = (text: string) => text.trim().split("\n")[0]!.slice(0, 300);

export const shortcuts: readonly Shortcut[] = [
  {
    id: "log_interaction",
    name: "Log as interaction",
    help: "Log a message, a call or a visit with a customer.",
    call: interactions.add,
    fields: ["party", "channel", "direction", "subject", "body", "at", "duration_s"],
    fill: (message) => ({
      channel: "chat",
      body: withSource(message),
      ...(message.at ? { at: message.at } : {}),
    }),
  },
  {
    id: "record_feedback",
    name: "Record feedback",
    help: "Record what somebody thinks of a customer, a product or a colleague.",
    call: feedbacks.add,
    fields: ["about", "kind", "text", "score", "scale", "from", "channel", "themes"],
    fill: (message) => ({ kind: "review", channel: "chat", text: withSource(message) }),
  },
  {
    id: "make_todo",
    name: "Make a TODO",
    help: "Make a to-do, for you or for somebody else.",
    call: todos.add,
    fields: ["title", "about", "due", "owner", "priority", "note"],
    fill: (message) => ({ title: lineOf(message.text), note: withSource(message) }),
  },
];

export interface NamedForm {
  readonly call: AnyCall;
  readonly form: Form;
  /** How it is called on a button and over the form. */
  readonly title: string;
  readonly fill: Shortcut["fill"];
}

/** The form of a shortcut, or of any call by its name; undefined when there is none. */
export function formNamed(name: string): NamedForm | undefined {
  const shortcut = shortcuts.find(({ id }) => id === name);
  if (shortcut)
    return { ...named(shortcut.call, shortcut.fields), title: shortcut.name, fill: shortcut.fill };
  const call = calls.find((candidate) => candidate.name === name && candidate.needs !== "bots");
  return call && named(call);
}

/** The call's own form, or some of its fields in another order. */
function named(call: AnyCall, only?: readonly string[]): NamedForm {
  const noun = nouns.find(({ key }) => key === call.name.split(".")[0]);
  const form = formOf(call, noun?.fields);
  const fields = only
    ? only.flatMap((name) => form.fields.find((field) => field.name === name) ?? [])
    : form.fields;
  return { call, form: { ...form, fields }, title: form.title, fill: () => ({}) };
}

/** Words by which records of a noun are found: `acme in:parties`. */
export function findWords(typed: string, noun: string | undefined): string {
  const path = nouns.find(({ key }) => key === noun)?.path;
  return path ? `${typed} in:${path}` : typed;
}
