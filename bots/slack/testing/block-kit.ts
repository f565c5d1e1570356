/** Slack's own check of messages and views, as its documentation tells it: what is wrong, as it would say. Knows nothing of our code. */

type Json = Readonly<Record<string, unknown>>;
type Check = (block: Json, at: string, wrong: string[]) => void;

const isText = (value: unknown, most: number): boolean => {
  const { type, text } = (value ?? {}) as Json;
  return (
    (type === "plain_text" || type === "mrkdwn") &&
    typeof text === "string" &&
    text.length >= 1 &&
    text.length <= most
  );
};
const isPlain = (value: unknown, most: number) =>
  isText(value, most) && (value as Json)["type"] === "plain_text";
const isId = (value: unknown) => typeof value === "string" && value.length >= 1 && value.length <= 255;
const optional = (value: unknown, fits: (value: unknown) => boolean) => value === undefined || fits(value);
const isOption = (value: unknown) => {
  const { text, value: id } = (value ?? {}) as Json;
  return isPlain(text, 75) && typeof id === "string" && id.length >= 1 && id.length <= 150;
};

const isShort = (value: unknown, most: number) =>
  typeof value === "string" && value.length >= 1 && value.length <= most;
const areNames = (value: unknown, most: number) =>
  Array.isArray(value) &&
  value.length >= 1 &&
  value.length <= most &&
  value.every((name) => isShort(name, 20)) &&
  new Set(value).size === value.length;
const areSeries = (value: unknown, categories: readonly string[]) =>
  Array.isArray(value) &&
  areNames(
    value.map((one: Json) => one["name"]),
    6,
  ) &&
  value.every(({ data }: Json) => {
    const points = (Array.isArray(data) ? data : []) as Json[];
    return (
      points.map(({ label }) => label).join("\n") === categories.join("\n") &&
      points.every(({ value }) => Number.isFinite(value))
    );
  });

const blocks: Readonly<Record<string, Check>> = {
  section: ({ text }, at, wrong) => {
    if (!isText(text, 3000)) wrong.push(`${at}/text`);
  },
  header: ({ text }, at, wrong) => {
    if (!isPlain(text, 150)) wrong.push(`${at}/text`);
  },
  divider: () => {},
  data_visualization: ({ title, chart }, at, wrong) => {
    const { type, series, axis_config: axis } = (chart ?? {}) as Json;
    const { categories, x_label: x, y_label: y } = (axis ?? {}) as Json;
    if (!isShort(title, 50)) wrong.push(`${at}/title`);
    if (!["bar", "line", "area"].includes(String(type))) wrong.push(`${at}/chart/type`);
    if (![x, y].every((label) => optional(label, (value) => isShort(value, 50))) || !areNames(categories, 20))
      wrong.push(`${at}/chart/axis_config`);
    else if (!areSeries(series, categories as string[])) wrong.push(`${at}/chart/series`);
  },
  context: ({ elements }, at, wrong) => {
    const all = elements as Json[];
    if (!Array.isArray(all) || all.length < 1 || all.length > 10 || !all.every((one) => isText(one, 3000)))
      wrong.push(`${at}/elements`);
  },
  actions: ({ elements }, at, wrong) => {
    const all = elements as Json[];
    const ids = new Set(all.map(({ action_id: id }) => id));
    if (all.length < 1 || all.length > 25 || ids.size < all.length) wrong.push(`${at}/elements`);
    all.forEach((one, index) => button(one, `${at}/elements/${index}`, wrong));
  },
  input: ({ block_id: id, label, hint, element }, at, wrong) => {
    if (!isId(id)) wrong.push(`${at}/block_id`);
    if (!isPlain(label, 2000)) wrong.push(`${at}/label`);
    if (!optional(hint, (value) => isPlain(value, 2000))) wrong.push(`${at}/hint`);
    input((element ?? {}) as Json, `${at}/element`, wrong);
  },
};

const button: Check = ({ type, text, action_id: id, value, style }, at, wrong) => {
  const fits =
    type === "button" &&
    isPlain(text, 75) &&
    isId(id) &&
    optional(value, (words) => typeof words === "string" && words.length <= 2000) &&
    optional(style, (look) => look === "primary" || look === "danger");
  if (!fits) wrong.push(at);
};

const input: Check = (element, at, wrong) => {
  const { type, action_id: id, placeholder } = element;
  const check = inputs[String(type)];
  if (!check || !isId(id) || !optional(placeholder, (value) => isPlain(value, 150)) || !check(element))
    wrong.push(at);
};

const isOneOf = (options: unknown, initial: unknown) =>
  Array.isArray(options) && options.some((option) => JSON.stringify(option) === JSON.stringify(initial));

const inputs: Readonly<Record<string, (element: Json) => boolean>> = {
  plain_text_input: ({ initial_value: value, max_length: most = 3000 }) =>
    Number(most) >= 1 &&
    Number(most) <= 3000 &&
    optional(value, (text) => typeof text === "string" && text.length <= Number(most)),
  email_text_input: ({ initial_value: value }) => optional(value, (text) => typeof text === "string"),
  number_input: ({ is_decimal_allowed: decimal, initial_value: value }) =>
    typeof decimal === "boolean" && optional(value, (text) => /^-?\d+$/.test(String(text))),
  static_select: ({ options, initial_option: initial }) =>
    Array.isArray(options) &&
    options.length >= 1 &&
    options.length <= 100 &&
    options.every(isOption) &&
    optional(initial, (value) => isOneOf(options, value)),
  external_select: ({ min_query_length: least, initial_option: initial }) =>
    Number(least) >= 0 && optional(initial, isOption),
  checkboxes: ({ options, initial_options: initial }) =>
    Array.isArray(options) &&
    options.length >= 1 &&
    options.length <= 10 &&
    options.every(isOption) &&
    optional(initial, (value) => Array.isArray(value) && value.every((one) => isOneOf(options, one))),
  datepicker: ({ initial_date: date }) => optional(date, (day) => /^\d{4}-\d\d-\d\d$/.test(String(day))),
  datetimepicker: ({ initial_date_time: at }) => optional(at, (second) => /^\d{10}$/.test(String(second))),
};

function checkBlocks(list: unknown, most: number, allowed: readonly string[]): string[] {
  const wrong: string[] = [];
  if (!Array.isArray(list) || list.length < 1 || list.length > most) wrong.push("/blocks");
  const ids = new Set<unknown>();
  for (const [index, block] of ((list ?? []) as Json[]).entries()) {
    const { type, block_id: id } = block;
    const check = allowed.includes(String(type)) ? blocks[String(type)] : undefined;
    if (!check || (id !== undefined && ids.has(id))) wrong.push(`/blocks/${index}`);
    else check(block, `/blocks/${index}`, wrong);
    ids.add(id ?? Symbol(String(index)));
  }
  return wrong;
}

const inViews = ["section", "header", "divider", "context", "actions"];
const inMessages = [...inViews, "data_visualization"];

/** JSON pointers to what Slack would refuse. */
export function wrongInMessage({ text, blocks: list }: Json): string[] {
  const shown = typeof text === "string" && text.length >= 1 && text.length <= 40_000 ? [] : ["/text"];
  return [...shown, ...(list === undefined ? [] : checkBlocks(list, 50, inMessages))];
}

/** The same for a modal or the home. */
export function wrongInView(view: Json): string[] {
  const { type, title, submit, close, private_metadata: metadata, callback_id: id, blocks: list } = view;
  const wrong = checkBlocks(list, 100, [...inViews, "input"]);
  if (type === "home") return wrong;
  const hasInput = ((list ?? []) as Json[]).some((block) => block["type"] === "input");
  if (!isPlain(title, 24)) wrong.push("/title");
  if (!optional(submit, (value) => isPlain(value, 24)) || (hasInput && !submit)) wrong.push("/submit");
  if (!optional(close, (value) => isPlain(value, 24))) wrong.push("/close");
  if (!optional(metadata, (value) => typeof value === "string" && value.length <= 3000))
    wrong.push("/private_metadata");
  if (!optional(id, isId)) wrong.push("/callback_id");
  return wrong;
}
