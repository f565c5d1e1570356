/** One message in the conversation. What people do with it leaves as a deed; what comes back is drawn anew. */
import { html, nothing, type TemplateResult } from "lit";
import type { Message } from "../../chat/store.ts";
import { dayAndTime, time } from "../../elements/words.ts";
import { asksView, saysItself, withoutChoices, type AsksView } from "./asks.ts";
import { plainText, richText } from "./rich-text.ts";

export interface MessageView extends AsksView {
  readonly media: (mxc: string) => Promise<Blob>;
  readonly reply: (message: Message) => void;
  readonly react: (message: Message, key: string) => void;
  readonly remove: (message: Message) => void;
  readonly report: (message: Message) => void;
  readonly again: (message: Message, what: "retry" | "drop") => void;
  readonly act: (message: Message, event: Event) => void;
  readonly find: (id: string) => void;
  /** Id of the message whose emoji are shown. */
  readonly choosing: string | undefined;
  readonly choose: (message: Message) => void;
  /** Answers that stand right below what they answer; they need no quotation. */
  readonly below: ReadonlySet<string>;
}

const emoji = ["👍", "✅", "👀", "🎉", "❤️", "😄"];

function body(message: Message, view: MessageView): TemplateResult {
  const { kind, card, media, sender } = message;
  const source = withoutChoices(message, view);
  if (kind === "removed") return html`<p class="removed">This message was removed</p>`;
  if (card)
    return html`<hub-card
      .card=${card}
      @hub-action=${(event: Event) => view.act(message, event)}
    ></hub-card>`;
  const words = source ? richText(source) : plainText(message.body);
  if (media)
    return html`${media.captioned ? words : nothing}
      <hub-media .media=${media} .load=${view.media} ?picture=${kind === "image"}></hub-media>`;
  if (kind === "emote") return html`<p class="emote">${sender.name} ${message.body}</p>`;
  if (saysItself(message)) return html`<p class="plain">${message.asks!.form!.title}</p>`;
  return words;
}

/** Reactions that buttons stand for are drawn as those. */
function isButton({ asks, card }: Message, key: string): boolean {
  const taken = [...(asks?.choices ?? []), ...(card?.actions ?? [])];
  return (card && key.startsWith("↩")) || taken.some(({ reaction }) => reaction === key);
}

function quote({ id, replyTo }: Message, view: MessageView): TemplateResult | typeof nothing {
  if (!replyTo || view.below.has(id)) return nothing;
  return html`<button class="quote" @click=${() => view.find(replyTo.id)}>
    <hub-icon name="reply"></hub-icon><strong>${replyTo.name}</strong
    ><span>${replyTo.body.split("\n")[0]}</span>
  </button>`;
}

function reactions(message: Message, view: MessageView): TemplateResult | typeof nothing {
  const shown = message.reactions.filter(({ key }) => !isButton(message, key));
  if (shown.length === 0) return nothing;
  return html`<div class="reactions">
    ${shown.map(
      ({ key, names, mine }) =>
        html`<button
          aria-pressed=${Boolean(mine)}
          title=${names.join(", ")}
          aria-label="${key} ${names.length}, ${names.join(", ")}"
          @click=${() => view.react(message, key)}
        >
          <span aria-hidden="true">${key}</span> ${names.length}
        </button>`,
    )}
  </div>`;
}

function unsent(message: Message, view: MessageView): TemplateResult | typeof nothing {
  const { state } = message;
  if (state === "sent") return nothing;
  if (state === "sending") return html`<p class="unsent"><hub-icon name="clock"></hub-icon>Sending …</p>`;
  if (state === "waiting")
    return html`<p class="unsent" role="status">
      <hub-icon name="offline"></hub-icon>Waits until the hub answers
    </p>`;
  return html`<p class="unsent failed" role="alert">
    <hub-icon name="error"></hub-icon>Not sent
    <button @click=${() => view.again(message, "retry")}>Try again</button
    ><button @click=${() => view.again(message, "drop")}>Discard</button>
  </p>`;
}

function tools(message: Message, view: MessageView): TemplateResult | typeof nothing {
  if (message.state !== "sent" || message.kind === "removed") return nothing;
  const button = (icon: string, label: string, act: () => void) =>
    html`<button class="tool" aria-label=${label} title=${label} @click=${act}>
      <hub-icon name=${icon}></hub-icon>
    </button>`;
  const keys = html`<span class="emoji" role="group" aria-label="Reactions">
    ${emoji.map((key) => html`<button class="tool" aria-label="React with ${key}" @click=${() => view.react(message, key)}>${key}</button>`)}
  </span>`;
  return html`<div class="tools">
    ${view.choosing === message.id ? keys : nothing} ${button("react", "React", () => view.choose(message))}
    ${button("reply", "Reply", () => view.reply(message))}
    ${message.mine ? button("bin", "Remove", () => view.remove(message)) : button("flag", "Report", () => view.report(message))}
  </div>`;
}

/** What the bot and I say about a message in private, one below the other. */
const privateAnswers = (messages: readonly Message[], view: MessageView): TemplateResult => html`
  <aside class="private" aria-label="Private answer">
    <p class="mark"><hub-icon name="lock"></hub-icon>Only you can see this</p>
    ${messages.map(
      (message) =>
        html`<div class=${message.mine ? "mine" : ""}>
          ${body(message, view)} ${asksView(message, view)} ${unsent(message, view)}
        </div>`,
    )}
  </aside>
`;

/** @param first it stands under its sender's name @param focusable the one message that Tab reaches */
export function messageView(
  message: Message,
  view: MessageView,
  first: boolean,
  focusable: boolean,
): TemplateResult {
  const { id, sender, at, kind, edited, privately } = message;
  const stamp = html`<time datetime=${new Date(at).toISOString()} title=${dayAndTime(at)}>${time(at)}</time>`;
  const name = html`<p class="head"><span class="sender">${sender.name}</span>${stamp}</p>`;
  return html`<article
    class="message ${kind} ${first ? "first" : ""} ${message.state}"
    data-id=${id}
    tabindex=${focusable ? 0 : -1}
    aria-label="${sender.name}, ${time(at)}"
  >
    <div class="side">${first ? html`<hub-avatar name=${sender.name}></hub-avatar>` : stamp}</div>
    <div class="main">
      ${first ? name : nothing} ${quote(message, view)} ${body(message, view)}
      ${edited && !message.card ? html`<span class="edited">(edited)</span>` : nothing}
      ${asksView(message, view)} ${unsent(message, view)} ${reactions(message, view)}
      ${privately.length > 0 ? privateAnswers(privately, view) : nothing}
    </div>
    ${tools(message, view)}
  </article>`;
}

/** What happened to the room itself, several things in one line. */
export function eventLines(messages: readonly Message[]): TemplateResult {
  const lines = messages.map((message) => message.body);
  const more = lines.length > 3 ? ` and ${lines.length - 3} more` : "";
  return html`<p class="events" title=${lines.join("\n")}>${lines.slice(0, 3).join(" · ")}${more}</p>`;
}
