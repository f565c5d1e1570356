import { LitElement, html, nothing, type TemplateResult } from "lit";
import { recordFind, type Output } from "@singularity/hub-server/contract";
import type { Hub } from "@singularity/hub-server/client";
import type { RoomSummary } from "../../chat/store.ts";
import "../../elements/avatar/avatar.ts";
import { define } from "../../elements/define.ts";
import { failureOf } from "../../elements/failure.ts";
import { base, tokens } from "../../theme/tokens.ts";
import { dialogStyles } from "../dialog.ts";
import { jumpStyles } from "./jump.styles.ts";

type Found = Output<typeof recordFind>["items"][number];
type Choice =
  | { readonly is: "room"; readonly room: RoomSummary }
  | { readonly is: "record"; readonly record: Found };

/** Go anywhere by typing: rooms at once, everything else as the hub finds it. Fires `open-room` (id) and `open-record`. */
export class HubJump extends LitElement {
  static override properties = {
    rooms: { attribute: false },
    hub: { attribute: false },
    open: { type: Boolean, reflect: true },
    text: { state: true },
    found: { state: true },
    searching: { state: true },
    sentence: { state: true },
    active: { state: true },
  };
  declare rooms: readonly RoomSummary[];
  declare hub: Hub;
  declare open: boolean;
  declare protected text: string;
  declare protected found: readonly Found[];
  declare protected searching: boolean;
  declare protected sentence: string;
  declare protected active: number;

  static override styles = [tokens, base, dialogStyles, jumpStyles];

  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.#clear();
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  show(): void {
    this.#clear();
    this.open = true;
    this.#dialog.showModal();
    this.renderRoot.querySelector("input")!.value = "";
    this.renderRoot.querySelector("input")!.focus();
  }

  #clear(): void {
    this.text = "";
    this.found = [];
    this.sentence = "";
    this.searching = false;
    this.active = 0;
  }

  /** A record whose room is listed already is not listed again: the room of a record has its number as topic. */
  get #choices(): Choice[] {
    const words = this.text.toLowerCase();
    const rooms = this.rooms?.filter((room) => room.name.toLowerCase().includes(words)).slice(0, 6) ?? [];
    const listed = new Set(rooms.map((room) => room.topic));
    return [
      ...rooms.map((room) => ({ is: "room" as const, room })),
      ...this.found
        .filter((record) => !listed.has(record.number))
        .map((record) => ({ is: "record" as const, record })),
    ];
  }

  #typed(text: string): void {
    this.text = text.trim();
    this.active = 0;
    clearTimeout(this.#timer);
    this.searching = this.text !== "";
    if (this.text) this.#timer = setTimeout(() => void this.#find(this.text), 150);
    else this.found = [];
  }

  async #find(text: string): Promise<void> {
    try {
      const { items } = await this.hub(recordFind, { text, limit: 10 });
      if (text !== this.text) return;
      this.found = items;
      this.sentence = "";
    } catch (error) {
      if (text === this.text) this.sentence = failureOf(error).sentence;
    }
    if (text === this.text) this.searching = false;
  }

  #choose(choice: Choice | undefined): void {
    if (!choice) return;
    this.#dialog.close();
    if (choice.is === "room") this.dispatchEvent(new CustomEvent("open-room", { detail: choice.room.id }));
    else this.dispatchEvent(new CustomEvent("open-record", { detail: choice.record }));
  }

  #key(event: KeyboardEvent): void {
    const choices = this.#choices;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || (!step && event.key !== "Enter")) return;
    event.preventDefault();
    if (step && choices.length) this.active = (this.active + step + choices.length) % choices.length;
    else if (event.key === "Enter") this.#choose(choices[this.active]);
  }

  protected override updated(): void {
    this.renderRoot.querySelector("[aria-selected='true']")?.scrollIntoView({ block: "nearest" });
  }

  #option(choice: Choice, index: number): TemplateResult {
    const { title, hint, number } =
      choice.is === "room"
        ? { title: choice.room.name, hint: choice.room.latest, number: "" }
        : choice.record;
    const shape = choice.is === "room" && choice.room.kind === "direct" ? "round" : "square";
    return html`<div
      role="option"
      id="choice-${index}"
      aria-selected=${index === this.active}
      @click=${() => this.#choose(choice)}
      @mousemove=${() => (this.active = index)}
    >
      <hub-avatar name=${title} shape=${shape}></hub-avatar>
      <span class="lines"
        ><span class="title">${title}</span>${hint ? html`<span class="hint">${hint}</span>` : nothing}</span
      >
      ${number ? html`<span class="number">${number}</span>` : html`<hub-icon name="chat"></hub-icon>`}
    </div>`;
  }

  #results(choices: readonly Choice[]): TemplateResult {
    const firstRecord = choices.findIndex((choice) => choice.is === "record");
    return html`<div id="choices" role="listbox" aria-label="Results">
      ${choices.map((choice, index) => {
        const heading = index === 0 && firstRecord !== 0 ? "Rooms" : index === firstRecord ? "Records" : "";
        return html`${heading ? html`<p class="heading" role="presentation">${heading}</p>` : nothing}${this.#option(choice, index)}`;
      })}
    </div>`;
  }

  #note(count: number): string {
    if (this.sentence) return this.sentence;
    if (this.searching) return "Searching …";
    if (count === 0)
      return this.text ? `Nothing is called “${this.text}”.` : "Type a name, a number or an e-mail address.";
    return "";
  }

  protected override render() {
    const choices = this.open ? this.#choices : [];
    const note = this.#note(choices.length);
    return html`<dialog
      aria-label="Find anything"
      @close=${() => (this.open = false)}
      @click=${(event: Event) => event.target === this.#dialog && this.#dialog.close()}
    >
      <div class="field">
        <hub-icon name="search"></hub-icon>
        <input
          role="combobox"
          aria-label="Find anything"
          aria-expanded=${choices.length > 0}
          aria-controls="choices"
          aria-autocomplete="list"
          aria-activedescendant=${choices.length ? `choice-${this.active}` : nothing}
          placeholder="Rooms, names, numbers, e-mail addresses"
          autocomplete="off"
          spellcheck="false"
          @input=${(event: Event) => this.#typed((event.target as HTMLInputElement).value)}
          @keydown=${(event: KeyboardEvent) => this.#key(event)}
        />
        <button class="close" aria-label="Close" @click=${() => this.#dialog.close()}>
          <kbd>Esc</kbd><hub-icon name="close"></hub-icon>
        </button>
      </div>
      ${this.#results(choices)}
      <p class="note" role="status">${note}</p>
    </dialog>`;
  }
}

define("hub-jump", HubJump);
