/** What the bot asks for, to press and to fill in, below its words. */
import { html, nothing, type TemplateResult } from "lit";
import type { Choice } from "../../chat/asks.ts";
import type { Deed, Message } from "../../chat/store.ts";
import type { Filled } from "./form.ts";
import "./form.ts";
import { askedField, drawnFields, formLines } from "./form-lines.ts";

export interface AsksView {
  /** Ids of the messages whose choices and forms can be used. */
  readonly open: ReadonlySet<string>;
  readonly take: (message: Message, choice: Choice) => void;
  readonly answer: (message: Message, words: string) => void;
}

/** Choices that the message's card has as buttons stand there. */
function choicesOf({ asks, card }: Message): readonly Choice[] {
  const { choices = [] } = asks ?? {};
  return choices.filter(
    (one) => !card?.actions.some(({ reaction }) => reaction && reaction === one.reaction),
  );
}

/** What the bot says of a form and of choices for those that cannot draw them is not said a second time. */
export function saysItself({ asks, card }: Message): boolean {
  return !card && Boolean(asks?.form && drawnFields(asks.form).length > 0);
}

const takenOf = ({ asks, reactions }: Message): Choice | undefined =>
  asks?.choices.find(({ reaction }) => reactions.some(({ key, mine }) => mine && key === reaction));

/**
 * The bot's words as HTML, without the list of its choices where they are drawn as buttons, or one of them was taken: first those with a
 * number, then those with a sign, as the bot writes them for clients that draw none.
 */
export function withoutChoices(message: Message, { open }: Pick<AsksView, "open">): string | undefined {
  const { html: source, asks, id } = message;
  if (!source || !asks?.choices.length || !(open.has(id) || takenOf(message))) return source;
  return source.replace(/<ol>(?:<li>.*?<\/li>)+<\/ol>/s, "").replace(/<br>[✅❌][^<]*(?=$|<pre>)/u, "");
}

export function asksView(message: Message, view: AsksView): TemplateResult | typeof nothing {
  const { id, asks } = message;
  if (!asks) return nothing;
  const waits = view.open.has(id);
  const { form } = asks;
  if (form && drawnFields(form).length > 0)
    return html`<hub-form
      .form=${form}
      ?waits=${waits}
      @filled=${({ detail }: CustomEvent<Filled>) => {
        const words = formLines(form, detail, askedField(form, message.body));
        if (words) view.answer(message, words);
      }}
      @dropped=${() => view.answer(message, "cancel")}
    ></hub-form>`;
  const choices = choicesOf(message);
  const taken = takenOf(message);
  if (choices.length > 0 && taken)
    return html`<p class="taken"><hub-icon name="check"></hub-icon>${taken.label}</p>`;
  if (choices.length === 0 || !waits) return nothing;
  return html`<div class="choices" role="group" aria-label="Choices">
    ${choices.map(
      (choice) =>
        html`<button class=${choice.style ?? ""} @click=${() => view.take(message, choice)}>
          ${choice.label}
        </button>`,
    )}
  </div>`;
}

/** A press reacts where a reaction says it, and else says the words as one would type them. */
export function takeDeed(room: string, { id, asks }: Message, { reaction, words }: Choice): Deed {
  if (reaction) return { do: "react", room, to: id, key: reaction };
  return { do: "say", room, text: asks?.waits ? words : `/${words.replace(/^\//, "")}`, replyTo: id };
}
