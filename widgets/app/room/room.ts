import "@material/web/button/filled-button.js";
import { LitElement, html, type TemplateResult } from "lit";
import type { Verb } from "@singularity/hub-server/contract";
import type { Connection, Deed, Message, Room } from "../../chat/store.ts";
import { define } from "../../elements/define.ts";
import { skeleton, skeletonStyles } from "../../elements/views.ts";
import { base, tokens } from "../../theme/tokens.ts";
import type { HubComposer } from "../composer/composer.ts";
import "../composer/composer.ts";
import { presenceStyles } from "../rooms/presence-dot.ts";
import { roomHeader } from "./header.ts";
import type { HubLog } from "./log.ts";
import "./log.ts";
import { roomStyles } from "./room.styles.ts";
import { upgradedBar } from "./upgraded.ts";

/** The open room: its name, its conversation, and where one writes. Fires `deed`, `back`, `jump`, `toggle-details`. */
export class HubRoom extends LitElement {
  static override properties = {
    room: { attribute: false },
    roomId: {},
    connection: {},
    verbs: { attribute: false },
    hasDetails: { type: Boolean },
    detailsOpen: { type: Boolean },
    media: { attribute: false },
    replyTo: { state: true },
  };
  declare room: Room | undefined;
  declare roomId: string | undefined;
  declare connection: Connection;
  declare verbs: readonly Verb[];
  declare hasDetails: boolean;
  declare detailsOpen: boolean;
  declare media: (mxc: string) => Promise<Blob>;
  declare protected replyTo: Message | undefined;

  static override styles = [tokens, base, skeletonStyles, presenceStyles, roomStyles];

  get #log(): HubLog | null {
    return this.renderRoot.querySelector<HubLog>("hub-log");
  }
  get #composer(): HubComposer | null {
    return this.renderRoot.querySelector<HubComposer>("hub-composer");
  }
  get atEnd(): boolean {
    return this.#log?.atEnd ?? false;
  }

  focusLog(): boolean {
    return this.#log?.focusIn() ?? false;
  }
  focusComposer(): boolean {
    return this.#composer?.focusIn() ?? false;
  }
  /** Puts a slash into the empty composer, which opens the palette. */
  startCommand(): boolean {
    return this.#composer?.startCommand() ?? false;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("roomId")) this.replyTo = undefined;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("room") as Room | undefined;
    const opened = changed.has("room") && this.room && before?.id !== this.room.id;
    if (!opened) return;
    this.dispatchEvent(new CustomEvent("at-end", { bubbles: true, composed: true }));
    if (matchMedia("(pointer: fine)").matches) void this.updateComplete.then(() => this.focusComposer());
  }

  /** Whether the details are shown; nothing when the room has none. */
  get #details(): boolean | undefined {
    return this.hasDetails ? this.detailsOpen : undefined;
  }

  #tell(type: string): void {
    this.dispatchEvent(new CustomEvent(type));
  }

  #deed(detail: Deed): void {
    this.dispatchEvent(new CustomEvent<Deed>("deed", { detail }));
  }

  #reply(message: Message): void {
    this.replyTo = message;
    this.focusComposer();
  }

  #say(text: string): void {
    const room = this.roomId!;
    this.#log?.follow();
    this.#deed({ do: "say", room, text, ...(this.replyTo ? { replyTo: this.replyTo.id } : {}) });
    this.replyTo = undefined;
  }

  #typing({ typing }: Room): string {
    if (typing.length === 0) return "";
    return typing.length > 2
      ? "Several people are typing …"
      : `${typing.join(" and ")} ${typing.length === 1 ? "is" : "are"} typing …`;
  }

  #welcome(): TemplateResult {
    return html`<div class="middle">
      <hub-state
        icon="chat"
        heading="Pick a room"
        sentence="Or press Ctrl+K and type a name: the room of a record opens the first time that you go there. In a room, type / to see what you can do."
      >
        <md-filled-button @click=${() => this.#tell("jump")}>Find anything</md-filled-button>
      </hub-state>
    </div>`;
  }

  #missing(): TemplateResult {
    return html`<div class="middle">
      <hub-state
        icon="search"
        heading="This room is not here"
        sentence="You may have left it, or it is not for you to see."
      ></hub-state>
    </div>`;
  }

  #writing(room: Room): TemplateResult {
    if (room.invited)
      return html`<div class="join">
        <span>You are invited to ${room.name}.</span
        ><md-filled-button @click=${() => this.#deed({ do: "join", room: room.id })}>Join</md-filled-button>
      </div>`;
    const { id, upgradedTo: to } = room;
    if (to) return upgradedBar(to, () => this.#deed({ do: "follow", room: id, to }));
    return html`<hub-composer
      .roomId=${room.id}
      .roomName=${room.name}
      .verbs=${this.verbs}
      .replyTo=${this.replyTo}
      @say=${(event: CustomEvent<string>) => this.#say(event.detail)}
      @attach=${(event: CustomEvent<File>) => this.#deed({ do: "attach", room: room.id, file: event.detail })}
      @writing=${(event: CustomEvent<boolean>) => this.#deed({ do: "type", room: room.id, on: event.detail })}
      @drop-reply=${() => (this.replyTo = undefined)}
    ></hub-composer>`;
  }

  protected override render() {
    const { room, roomId } = this;
    if (!roomId) return this.#welcome();
    if (!room)
      return this.connection === "connecting"
        ? html`<div class="wait">${skeleton(6)}</div>`
        : this.#missing();
    return html`${roomHeader(room, this.#details, (wish) => this.#tell(wish))}
      <hub-log
        .room=${room}
        .media=${this.media}
        @reply=${(event: CustomEvent<Message>) => this.#reply(event.detail)}
      ></hub-log>
      <p class="typing" aria-live="polite">${this.#typing(room)}</p>
      ${this.#writing(room)}`;
  }
}

define("hub-room", HubRoom);
