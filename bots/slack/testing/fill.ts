/** Filling a modal as a person does: each value goes into the element that is drawn for it. */
import type { Delivery } from "./deliver.ts";
import { payload } from "./deliver.ts";

type Json = Record<string, unknown>;
interface Input {
  readonly block_id: string;
  readonly optional: boolean;
  readonly element: {
    readonly type: string;
    readonly action_id?: string;
    readonly placeholder?: Option["text"];
    readonly options?: readonly Option[];
  };
}
interface Option {
  readonly text: { readonly text: string };
  readonly value: string;
}

/** Fields of the modal that can be filled. */
const inputsOf = (view: Json) => (view["blocks"] as Input[]).filter(({ element }) => element);

/** Delivers, and tells what was answered. */
type Send = (delivery: Delivery) => Promise<{ status: number; text: string }>;

const whoIs = (user: string) => ({ user: { id: user, team_id: "T1" }, team: { id: "T1" } });

/** A button of a message is pressed. */
export function pressed(button: Json, user: string, trigger: string): Delivery {
  const actions = [{ type: "button", block_id: "b", ...button }];
  return payload({
    type: "block_actions",
    trigger_id: trigger,
    ...whoIs(user),
    channel: { id: "C1" },
    actions,
  });
}

/** The modal with these values, sent by somebody; records are searched for, and the first that is offered is taken. */
export async function submitted(
  send: Send,
  view: Json,
  values: Readonly<Json>,
  user: string,
): Promise<Delivery> {
  const chosen: Record<string, unknown> = { ...values };
  if (Array.isArray(values["lines"])) chosen["lines"] = paperLines(values["lines"], values["currency"]);
  for (const { block_id: name, element } of inputsOf(view))
    if (element.type === "external_select" && chosen[name] !== undefined)
      chosen[name] = await offered(send, view, name, written(chosen[name]), user);
  const state = inputsOf(view).map(({ block_id: name, element }) => [
    name,
    { [element.action_id ?? "value"]: { type: element.type, ...stateOf(element, chosen[name]) } },
  ]);
  const who = whoIs(user);
  const { id, hash, callback_id, private_metadata } = view;
  const sent = {
    id,
    hash,
    callback_id,
    private_metadata,
    state: { values: Object.fromEntries(state) as Json },
  };
  return payload({ type: "view_submission", trigger_id: `sent.${String(id)}`, ...who, view: sent });
}

async function offered(send: Send, view: Json, block_id: string, value: string, user: string) {
  const asked = { type: "block_suggestion", action_id: "hub_search", block_id, value, view };
  const { text } = await send(payload({ ...asked, ...whoIs(user) }));
  return (JSON.parse(text) as { options: Option[] }).options[0]?.value;
}

function stateOf({ type, options, placeholder }: Input["element"], value: unknown): Json {
  if (value === undefined || value === null) return {};
  if (Object.hasOwn(fills, type)) return fills[type]!(value, options ?? []);
  const isDuration = placeholder?.text.startsWith("25m") && typeof value === "number";
  return { value: isDuration ? `${value / 60}m` : written(value) };
}

interface PaperLine {
  readonly quantity: number;
  readonly product?: string;
  readonly description?: string;
  readonly unit_price_minor?: number;
}

/** Lines of a paper, as people write them. */
function paperLines(lines: readonly PaperLine[], currency: unknown): string {
  return lines
    .map(({ quantity, product, description = "", unit_price_minor: price }) => {
      const what = `${quantity} x ${product ?? ""} ${description}`.trim();
      return price === undefined ? what : `${what} at ${price / 100} ${String(currency)}`;
    })
    .join("\n");
}

/** As people write it. */
function written(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  const money = value as { amount_minor?: number; currency?: string };
  if (money.amount_minor !== undefined) return `${money.amount_minor / 100} ${money.currency}`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

const fills: Readonly<Record<string, (value: unknown, options: readonly Option[]) => Json>> = {
  external_select: (value) => ({ selected_option: { value: written(value) } }),
  static_select: (value, options) => ({
    selected_option: options.find((one) => one.text.text === written(value).replaceAll("_", " ")),
  }),
  checkboxes: (value) => ({ selected_options: value === true ? [{ value: "yes" }] : [] }),
  datepicker: (value) => ({ selected_date: written(value) }),
  datetimepicker: (value) => ({ selected_date_time: Math.floor(Date.parse(written(value)) / 1000) }),
};
