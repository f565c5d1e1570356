/** What a message of the bot asks for: choices to take, a form to fill in. Only the bot may ask: a press is said in the person's name. */
import type { Form as Described, FormField } from "@singularity/hub-server/contract";

export type { FormField } from "@singularity/hub-server/contract";

/** As much of a form as is drawn. */
export type Form = Pick<Described, "call" | "title" | "effect" | "fields">;

export interface Choice {
  readonly label: string;
  /** What the press says, where no reaction says it. */
  readonly words: string;
  /** The reaction to the message that takes this choice. */
  readonly reaction?: string;
  readonly style?: "primary" | "danger";
}

export interface Asks {
  readonly choices: readonly Choice[];
  readonly form?: Form;
  /** The next words are the answer. */
  readonly waits: boolean;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === "string" ? value.slice(0, 500) : "");
const list = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isObject).slice(0, 60) : [];

/** Choices that have no sign of their own are taken by the keycap of their place, as far as there are keycaps for it. */
const keycaps = ["1", "2", "3", "4", "5"].map((digit) => `${digit}\uFE0F\u20E3`);

function readChoices(value: unknown): readonly Choice[] {
  let place = 0;
  return list(value)
    .filter((one) => text(one["label"]))
    .map((one) => {
      const reaction = text(one["reaction"]) || keycaps[place++];
      const { style } = one;
      return {
        label: text(one["label"]),
        words: text(one["words"]),
        ...(reaction ? { reaction } : {}),
        ...(style === "primary" || style === "danger" ? { style } : {}),
      };
    });
}

function readField(value: Json): FormField {
  const options = Array.isArray(value["options"]) ? value["options"].map(text).filter(Boolean) : [];
  const max = value["max"];
  return {
    name: text(value["name"]),
    label: text(value["label"]) || text(value["name"]),
    type: text(value["type"]),
    required: value["required"] === true,
    ...(options.length > 0 ? { options: options.slice(0, 200) } : {}),
    ...(text(value["help"]) ? { help: text(value["help"]) } : {}),
    ...(typeof max === "number" && max > 0 ? { max } : {}),
  };
}

function readForm(value: unknown): Form | undefined {
  if (!isObject(value) || !text(value["title"])) return undefined;
  const fields = list(value["fields"])
    .map(readField)
    .filter(({ name }) => name);
  if (fields.length === 0) return undefined;
  return { call: text(value["call"]), title: text(value["title"]), effect: text(value["effect"]), fields };
}

/** What the content of an event asks for, if anything. What is in it may have any shape. */
export function readAsks(content: Json): Asks | undefined {
  const form = readForm(content["org.singularity.form"]);
  const waits = content["org.singularity.waits"] === true;
  const choices = readChoices(content["org.singularity.choices"]);
  if (!form && !waits && choices.length === 0) return undefined;
  return { choices, waits, ...(form ? { form } : {}) };
}
