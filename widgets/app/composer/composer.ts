import "@material/web/iconbutton/icon-button.js";
import { LitElement, html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Verb } from "@singularity/hub-server/contract";
import type { Message } from "../../chat/store.ts";
import { define } from "../../elements/define.ts";
import "../../elements/icon/icon.ts";
import { base, tokens } from "../../theme/tokens.ts";
import { composerStyles } from "./composer.styles.ts";
import { palette, paletteStyles } from "./palette.ts";
import { isWhole, offers, type Offer } from "./verbs.ts";

/** Where one writes. Fires `say` (text), `attach` (file), `writing` (boolean) and `drop-reply`. */
export class HubComposer extends LitElement {
  static override properties = {
    roomId: {},
    roomName: {},
    verbs: { attribute: false },
    replyTo: { attribute: false },
    text: { state: true },
    active: { state: true },
    closed: { state: true },
  };
  declare roomId: string;
  declare roomName: string;
  declare verbs: readonly Verb[];
  declare replyTo: Message | undefined;
  declare protected text: string;
  declare protected active: number;
  /** The palette was closed with Escape; it stays so until the slash goes. */
  declare protected closed: boolean;

  static override styles = [tokens, base, paletteStyles, composerStyles];

  /** What was begun in other rooms. */
  readonly #drafts = new Map<string, string>();

  constructor() {
    super();
    this.text = "";
    this.active = 0;
  }

  get #field(): HTMLTextAreaElement {
    return this.renderRoot.querySelector("textarea")!;
  }

  get #offers(): readonly Offer[] | undefined {
    return this.closed || !this.verbs?.length ? undefined : offers(this.text, this.verbs);
  }

  focusIn(): boolean {
    this.#field?.focus();
    return Boolean(this.#field);
  }

  startCommand(): boolean {
    if (!this.text) this.#write("/");
    return this.focusIn();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("roomId")) return;
    const before = changed.get("roomId") as string | undefined;
    if (before) this.#drafts.set(before, this.text);
    this.text = this.#drafts.get(this.roomId) ?? "";
    this.closed = false;
  }

  #tell(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #write(text: string): void {
    this.text = text;
    this.active = 0;
    if (!text.startsWith("/")) this.closed = false;
    this.#tell("writing", text !== "" && !text.startsWith("/"));
  }

  #send(): void {
    const text = this.text.trim();
    if (!text) return;
    this.#tell("say", text);
    this.#write("");
    this.#drafts.delete(this.roomId);
  }

  #choose({ verb }: Offer): void {
    this.#write(`/${verb.verb}${/[<[]/.test(verb.usage) ? " " : ""}`);
    this.focusIn();
  }

  #example(text: string): void {
    this.#write(text.startsWith("/") ? text : `/${text}`);
    this.focusIn();
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const choices = this.#offers?.filter((offer) => !offer.chosen) ?? [];
    if (choices.length && this.#paletteKey(event, choices)) return event.preventDefault();
    if (event.key === "Escape" && this.#leave()) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    }
  }

  /** @returns true when the palette took the key */
  #paletteKey({ key, shiftKey }: KeyboardEvent, choices: readonly Offer[]): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) this.active = (this.active + step + choices.length) % choices.length;
    else if (key === "Tab" && !shiftKey) this.#choose(choices[this.active]!);
    else if (key === "Enter" && !shiftKey && (this.active > 0 || !isWhole(this.text, this.verbs)))
      this.#choose(choices[this.active]!);
    else return false;
    return true;
  }

  /** Closes what is open, one thing at a time. */
  #leave(): boolean {
    if (this.#offers) this.closed = true;
    else if (this.replyTo) this.#tell("drop-reply");
    else return false;
    return true;
  }

  #attach(files: FileList | null | undefined): boolean {
    for (const file of files ?? []) this.#tell("attach", file);
    return Boolean(files?.length);
  }

  #reply({ sender, body, card }: Message): TemplateResult {
    return html`<div class="reply">
      <hub-icon name="reply"></hub-icon
      ><span class="line">Reply to <b>${sender.name}</b>: ${card?.title ?? body.split("\n")[0]}</span>
      <button aria-label="Do not reply" @click=${() => this.#tell("drop-reply")}>
        <hub-icon name="close"></hub-icon>
      </button>
    </div>`;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("active"))
      this.renderRoot.querySelector("[aria-selected='true']")?.scrollIntoView({ block: "nearest" });
  }

  protected override render() {
    const found = this.#offers;
    const listed = found?.some((offer) => !offer.chosen) ?? false;
    const view = found && {
      offers: found,
      active: this.active,
      choose: (offer: Offer) => this.#choose(offer),
      example: (text: string) => this.#example(text),
    };
    return html`<div class="frame">
      ${view ? palette(view) : nothing} ${this.replyTo ? this.#reply(this.replyTo) : nothing}
      <div
        class="row"
        @drop=${(event: DragEvent) => this.#attach(event.dataTransfer?.files) && event.preventDefault()}
        @dragover=${(event: Event) => event.preventDefault()}
      >
        <md-icon-button
          aria-label="Attach a file"
          title="Attach a file"
          @click=${() => this.renderRoot.querySelector<HTMLInputElement>("input")!.click()}
          ><hub-icon name="attach"></hub-icon
        ></md-icon-button>
        <input
          type="file"
          multiple
          hidden
          tabindex="-1"
          aria-hidden="true"
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            this.#attach(input.files);
            input.value = "";
          }}
        />
        <textarea
          rows="1"
          role="combobox"
          aria-label="Message to ${this.roomName}"
          aria-autocomplete="list"
          aria-expanded=${listed}
          aria-controls=${listed ? "options" : nothing}
          aria-activedescendant=${listed ? `option-${this.active}` : nothing}
          placeholder="Message, or / for commands"
          .value=${live(this.text)}
          @input=${() => this.#write(this.#field.value)}
          @keydown=${(event: KeyboardEvent) => this.#key(event)}
          @paste=${(event: ClipboardEvent) => this.#attach(event.clipboardData?.files) && event.preventDefault()}
        ></textarea>
        <md-icon-button
          class="send"
          aria-label="Send"
          title="Send (Enter)"
          ?disabled=${!this.text.trim()}
          @click=${() => {
            this.#send();
            this.focusIn();
          }}
          ><hub-icon name="send"></hub-icon
        ></md-icon-button>
      </div>
    </div>`;
  }
}

define("hub-composer", HubComposer);
