import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Deed, Message, Room } from "../../chat/store.ts";
import "../../elements/avatar/avatar.ts";
import "../../elements/card/card.ts";
import { define } from "../../elements/define.ts";
import { base, tokens } from "../../theme/tokens.ts";
import { dayHeading } from "./day-heading.ts";
import { answersBelow, firstNew, group, type Group } from "./grouping.ts";
import { logStyles } from "./log.styles.ts";
import { messageStyles } from "./message.styles.ts";
import { eventLines, messageView, type MessageView } from "./message.ts";
import { openReport } from "../report/open.ts";
import { addressOfRoom } from "../workspace/route.ts";
import { actionDeed } from "./action-deed.ts";
import { takeDeed } from "./asks.ts";
import { asksStyles } from "./asks.styles.ts";
import { openAsks } from "./open-asks.ts";
import "./media.ts";

/** The conversation. Fires `deed`, `reply` (with the message) and `at-end`. */
export class HubLog extends LitElement {
  static override properties = {
    room: { attribute: false },
    media: { attribute: false },
    choosing: { state: true },
    away: { state: true },
    focused: { state: true },
  };
  declare room: Room;
  declare media: (mxc: string) => Promise<Blob>;
  declare protected choosing: string | undefined;
  /** The end of the conversation is out of sight. */
  declare protected away: boolean;
  /** Id of the message that arrow keys have reached. */
  declare protected focused: string | undefined;

  static override styles = [tokens, base, logStyles, messageStyles, asksStyles];

  /** The first unread message at the time the room was opened; the line above it stays where it was. */
  #fresh: string | undefined;
  #open: ReadonlySet<string> = new Set();
  #heightBefore = 0;
  #top = 0;
  #asking = false;
  #press: ReturnType<typeof setTimeout> | undefined;

  get #scroller(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>(".scroll")!;
  }

  get atEnd(): boolean {
    return this.hasUpdated && !this.away;
  }

  focusIn(): boolean {
    const target = this.renderRoot.querySelector<HTMLElement>(".message[tabindex='0']") ?? this.#scroller;
    target.focus();
    return true;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get("room") as Room | undefined;
    if (!changed.has("room") || before?.id === this.room.id) {
      this.#heightBefore = this.hasUpdated ? this.#scroller.scrollHeight : 0;
      return;
    }
    this.#fresh = firstNew(this.room.messages, this.room.readUpTo);
    this.#heightBefore = 0;
    this.away = false;
    this.focused = undefined;
    this.choosing = undefined;
  }

  /** Pictures, banners and the keyboard change heights without a new message; the end stays in sight all the same. */
  protected override firstUpdated(): void {
    const sizes = new ResizeObserver(() => this.away || this.#toEnd());
    sizes.observe(this.#scroller);
    sizes.observe(this.#scroller.firstElementChild!);
  }

  /** Stays at the end when it was there; keeps the place when earlier messages came in above. */
  protected override updated(changed: PropertyValues): void {
    if (!changed.has("room")) return;
    const before = changed.get("room") as Room | undefined;
    const { scrollHeight, scrollTop } = this.#scroller;
    this.#fill();
    const grewAbove = before?.id === this.room.id && before.messages[0]?.id !== this.room.messages[0]?.id;
    if (!this.away) this.#toEnd();
    else if (grewAbove && scrollTop < 240)
      this.#scroller.scrollTop = scrollTop + scrollHeight - this.#heightBefore;
  }

  /** Lines that are not drawn can leave the window half empty although there is more. */
  #fill(): void {
    const { scrollHeight, clientHeight } = this.#scroller;
    if (clientHeight > 0 && scrollHeight <= clientHeight) void this.#earlier();
  }

  /** Goes to the end and stays there: I am about to say something and want to see it. */
  follow(): void {
    this.away = false;
    this.#toEnd();
  }

  #toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    // A conversation that grew is not a reader who went up.
    const up = scrollTop < this.#top;
    this.#top = scrollTop;
    const away = scrollHeight - scrollTop - clientHeight > 80 && (this.away || up);
    if (this.away && !away) this.dispatchEvent(new CustomEvent("at-end", { bubbles: true, composed: true }));
    this.away = away;
    if (scrollTop < 200 && away) void this.#earlier();
  }

  async #earlier(): Promise<void> {
    if (this.#asking || !this.room.more) return;
    this.#asking = true;
    this.#deed({ do: "earlier", room: this.room.id });
    setTimeout(() => (this.#asking = false), 800);
  }

  #deed(detail: Deed): void {
    this.dispatchEvent(new CustomEvent<Deed>("deed", { detail, bubbles: true, composed: true }));
  }

  readonly #view: Omit<MessageView, "media" | "choosing" | "below" | "open"> = {
    reply: (message) =>
      void this.dispatchEvent(new CustomEvent("reply", { detail: message, bubbles: true, composed: true })),
    react: (message, key) => {
      this.choosing = undefined;
      this.#deed({ do: "react", room: this.room.id, to: message.id, key });
    },
    remove: (message) => this.#deed({ do: "remove", room: this.room.id, message: message.id }),
    report: (message) =>
      void openReport(this.renderRoot, message, (reason) =>
        this.#deed({ do: "report", room: this.room.id, message: message.id, reason }),
      ),
    again: (message, what) => this.#deed({ do: what, room: this.#roomOf(message), message: message.id }),
    act: (message, event) => this.#deed(actionDeed(this.#roomOf(message), message, event)),
    take: (message, choice) => this.#deed(takeDeed(this.#roomOf(message), message, choice)),
    answer: (message, text) =>
      this.#deed({ do: "say", room: this.#roomOf(message), text, replyTo: message.id }),
    find: (id) => this.#showMessage(id),
    choose: (message) => (this.choosing = this.choosing === message.id ? undefined : message.id),
  };

  readonly #roomOf = (message: Message): string => message.room ?? this.room.id;

  #showMessage(id: string): void {
    const target = [...this.renderRoot.querySelectorAll<HTMLElement>(".message")].find(
      (one) => one.dataset["id"] === id,
    );
    if (!target) return;
    target.scrollIntoView({ block: "center", behavior: "smooth" });
    this.focused = id;
    target.focus({ preventScroll: true });
  }

  #key(event: KeyboardEvent): void {
    const at = event.composedPath()[0] as HTMLElement;
    const id = at.closest<HTMLElement>(".message")?.dataset["id"];
    const message = this.room.messages.find((one) => one.id === id);
    if (event.key === "Escape" && this.choosing) {
      this.choosing = undefined;
      event.preventDefault();
    }
    if (!message || !at.classList.contains("message") || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (step) this.#walk(message, step);
    else if (event.key === "r") this.#view.reply(message);
    else if (event.key === "e") this.choosing = message.id;
    else return;
    event.preventDefault();
  }

  #walk(from: Message, step: number): void {
    const shown = this.room.messages.filter((message) => message.kind !== "event");
    const next = shown[shown.indexOf(from) + step];
    if (!next) return;
    this.focused = next.id;
    void this.updateComplete.then(() =>
      [...this.renderRoot.querySelectorAll<HTMLElement>(".message")]
        .find((one) => one.dataset["id"] === next.id)
        ?.focus(),
    );
  }

  /** A long press on a touch screen is what hovering is elsewhere. */
  #pressed(event: PointerEvent): void {
    if (event.pointerType !== "touch") return;
    const target = (event.target as HTMLElement).closest<HTMLElement>(".message");
    this.#press = setTimeout(() => {
      this.focused = target?.dataset["id"];
      this.choosing = this.focused;
      target?.focus({ preventScroll: true });
    }, 450);
  }

  #group(one: Group, focusable: string | undefined): TemplateResult {
    if (one.is === "day") return html`<h3 class="day"><span>${dayHeading(one.at)}</span></h3>`;
    if (one.is === "new") return html`<h3 class="new"><span>New</span></h3>`;
    if (one.is === "events") return eventLines(one.messages);
    const view = {
      ...this.#view,
      media: this.media,
      choosing: this.choosing,
      below: answersBelow(this.room.messages),
      open: this.#open,
    };
    return html`${repeat(
      one.messages,
      ({ id }) => id,
      (message, index) => messageView(message, view, index === 0, message.id === focusable),
    )}`;
  }

  protected override render() {
    const { room } = this;
    const groups = group(room.messages, this.#fresh);
    this.#open = openAsks(room.messages, room.kind);
    const focusable = this.focused ?? room.messages.findLast((message) => message.kind !== "event")?.id;
    const stop = () => clearTimeout(this.#press);
    return html`<div
        class="scroll"
        role="log"
        aria-label="Messages in ${room.name}"
        aria-live="polite"
        tabindex="-1"
        @scroll=${() => this.#scrolled()}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
        @pointerdown=${(event: PointerEvent) => this.#pressed(event)}
        @pointerup=${stop}
        @pointercancel=${stop}
        @pointermove=${stop}
      >
        <div class="rows">
          ${room.continues && !room.more ? html`<a class="earlier" href=${addressOfRoom(room.continues)}>Before this room was upgraded</a>` : nothing}
          ${room.more ? html`<button class="earlier" @click=${() => void this.#earlier()}>Show earlier messages</button>` : nothing}
          ${repeat(
            groups,
            (one) => one.key,
            (one) => this.#group(one, focusable),
          )}
        </div>
      </div>
      ${this.away ? html`<button class="latest" @click=${() => this.follow()}><hub-icon name="down"></hub-icon>Latest</button>` : nothing}`;
  }
}

define("hub-log", HubLog);
