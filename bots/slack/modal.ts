/** A form as a Slack modal: one input for each field that Slack can draw. */
import type { Form, FormField } from "@singularity/hub-server/contract";
import { plain, section, type Block, type InputBlock } from "./kit.ts";
import { limits } from "./limits.ts";
import type { Meta } from "./submission.ts";
import { clip } from "./text.ts";

/** A modal or the home, as views.open and views.publish take it. */
export interface View {
  readonly type: "modal" | "home";
  readonly callback_id?: string;
  readonly title?: object;
  readonly submit?: object;
  readonly close?: object;
  readonly private_metadata?: string;
  readonly notify_on_close?: boolean;
  readonly blocks: readonly Block[];
}

/** A record that stands in a field already. */
export interface Chosen {
  readonly value: string;
  readonly title: string;
}

/** Finds records while somebody types. */
export const searchAction = "hub_search";

/**
 * @param id name under which the form is known; it comes back with the values
 * @param values what stands in the fields already, as people would type it
 */
export function modalOf(id: string, form: Form, values: Readonly<Record<string, unknown>>, meta: Meta): View {
  const fields = form.fields.filter(isDrawn).slice(0, limits.viewBlocks - 1);
  const missing = form.fields.filter((field) => field.required && !isDrawn(field));
  const inputs = fields.map((field) => inputOf(field, values[field.name] ?? field.default));
  const blocks = missing.length
    ? [section(`${missing.map(({ label }) => label).join(", ")} can be given in the web app only.`)]
    : inputs;
  return {
    type: "modal",
    callback_id: clip(id, limits.blockId),
    title: plain(form.title, limits.viewTitle),
    ...(missing.length || !blocks.length ? {} : { submit: plain("Save", limits.viewTitle) }),
    close: plain("Cancel", limits.viewTitle),
    private_metadata: metadata(meta),
    notify_on_close: true,
    blocks: blocks.length ? blocks : [section("There is nothing to fill in.")],
  };
}

const undrawn = new Set(["list", "object", "rule", "times"]);

export const isDrawn = ({ type, name }: FormField): boolean =>
  !undrawn.has(type) && name !== "" && name.length <= limits.blockId;

/** What does not fit is forgotten, the address to answer to first. */
function metadata(meta: Meta): string {
  const whole = JSON.stringify(meta);
  if (whole.length <= limits.metadata) return whole;
  const { responseUrl: _, ...rest } = meta;
  const less = JSON.stringify(rest);
  return less.length <= limits.metadata ? less : "{}";
}

function inputOf(field: FormField, value: unknown): InputBlock {
  return {
    type: "input",
    block_id: field.name,
    label: plain(field.label, limits.label),
    optional: !field.required || field.type === "boolean",
    ...(field.help?.trim() ? { hint: plain(field.help, limits.hint) } : {}),
    element: { action_id: "value", ...elementOf(field, value) },
  };
}

type Draw = (field: FormField, value: unknown) => object;

function elementOf(field: FormField, value: unknown): object {
  const draw = Object.hasOwn(draws, field.type) ? draws[field.type]! : textInput;
  return draw(field, value);
}

const textInput: Draw = ({ max, type }, value) => {
  const most = Math.min(max ?? limits.inputLength, limits.inputLength);
  const typed = typeof value === "number" ? String(value) : value;
  return {
    type: "plain_text_input",
    max_length: Math.max(1, most),
    multiline: type === "longtext" || type === "items",
    ...(typeof typed === "string" && typed !== "" ? { initial_value: clip(typed, Math.max(1, most)) } : {}),
    ...(placeholders[type] ? { placeholder: plain(placeholders[type], limits.placeholder) } : {}),
  };
};

const placeholders: Readonly<Record<string, string>> = {
  money: "1200.50 EUR",
  duration: "25m or 1h30",
  tags: "one, two",
  items: "3 x PRD-3 at 900 EUR",
  url: "https://…",
};

const search: Draw = (_, value) => ({
  type: "external_select",
  action_id: searchAction,
  min_query_length: 1,
  placeholder: plain("Type a name or a number", limits.placeholder),
  ...(isChosen(value) ? { initial_option: optionOf(value.title, value.value) } : {}),
});

function isChosen(value: unknown): value is Chosen {
  const { value: id, title } = (value ?? {}) as Partial<Chosen>;
  return typeof id === "string" && id !== "" && id.length <= limits.optionValue && typeof title === "string";
}

const choice: Draw = ({ options = [] }, value) => {
  const shown = options.map((option, index) => optionOf(option.replaceAll("_", " "), valueOf(option, index)));
  if (shown.length === 0) return { type: "plain_text_input" };
  const at = options.indexOf(String(value));
  const initial = at >= 0 ? { initial_option: shown[at] } : {};
  if (shown.length > limits.options)
    return { type: "external_select", action_id: searchAction, min_query_length: 0, ...initial };
  return { type: "static_select", options: shown, ...initial };
};

/** What Slack gives back for an option; one that is too long, by its place. */
export function valueOf(option: string, index: number): string {
  return option !== "" && option.length <= limits.optionValue ? option : `#${index}`;
}

export const optionOf = (text: string, value: string) => ({ text: plain(text, limits.optionText), value });

const yes = optionOf("Yes", "yes");

const draws: Readonly<Record<string, Draw>> = {
  ref: search,
  anyref: search,
  choice,
  integer: (_, value) => ({
    type: "number_input",
    is_decimal_allowed: false,
    ...(Number.isSafeInteger(value) ? { initial_value: String(value) } : {}),
  }),
  boolean: (_, value) => ({
    type: "checkboxes",
    options: [yes],
    ...(value === true ? { initial_options: [yes] } : {}),
  }),
  date: (_, value) => ({
    type: "datepicker",
    ...(/^\d{4}-\d\d-\d\d$/.test(String(value)) ? { initial_date: String(value) } : {}),
  }),
  datetime: (_, value) => {
    const seconds = Math.floor(Date.parse(String(value)) / 1000);
    return {
      type: "datetimepicker",
      ...(seconds > 1e9 && seconds < 1e10 ? { initial_date_time: seconds } : {}),
    };
  },
  email: (_, value) => ({
    type: "email_text_input",
    ...(typeof value === "string" && value.includes("@") ? { initial_value: value } : {}),
  }),
};
