import "@material/web/iconbutton/icon-button.js";
import { LitElement, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Me } from "@singularity/hub-server/contract";
import type { RoomSummary } from "../../chat/store.ts";
import "../../elements/avatar/avatar.ts";
import { define } from "../../elements/define.ts";
import { skeleton, skeletonStyles } from "../../elements/views.ts";
import { base, tokens } from "../../theme/tokens.ts";
import "../rail/account.ts";
import { addressOfRoom } from "../workspace/route.ts";
import { roomsStyles } from "./rooms.styles.ts";
import { presenceDot, presenceStyles } from "./presence-dot.ts";
import { when } from "./when.ts";

/** The list of rooms: invitations first, then rooms, then conversations with one person. Fires `jump` and `help`. */
export class HubRooms extends LitElement {
  static override properties = {
    rooms: { attribute: false },
    current: {},
    loading: { type: Boolean },
    me: { attribute: false },
    filter: { state: true },
  };
  declare rooms: readonly RoomSummary[];
  declare current: string | undefined;
  declare loading: boolean;
  declare me: Me;
  declare protected filter: "all" | "unread";

  static override styles = [tokens, base, skeletonStyles, roomsStyles, presenceStyles];

  constructor() {
    super();
    this.filter = "all";
  }

  /** Puts the focus on the open room, or the first. */
  focusIn(): boolean {
    const target = this.renderRoot.querySelector<HTMLElement>("a[aria-current], a");
    target?.focus();
    return Boolean(target?.getClientRects().length);
  }

  #tell(type: string): void {
    this.dispatchEvent(new CustomEvent(type));
  }

  /** Arrow keys walk the list as in every other messenger. */
  #walk(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const links = [...this.renderRoot.querySelectorAll<HTMLElement>("a")];
    const at = links.indexOf(event.target as HTMLElement);
    links[at + step]?.focus();
    event.preventDefault();
  }

  #row(room: RoomSummary): TemplateResult {
    const { id, name, kind, unread, mentions, latest, at, presence } = room;
    const count = unread > 99 ? "99+" : String(unread);
    return html`<li>
      <a
        href=${addressOfRoom(id)}
        class=${unread ? "unread" : ""}
        aria-current=${id === this.current ? "page" : nothing}
      >
        <span class="face"
          ><hub-avatar name=${name} shape=${kind === "direct" ? "round" : "square"}></hub-avatar
          >${presence ? presenceDot(presence) : nothing}</span
        >
        <span class="lines">
          <span class="top"
            ><span class="name">${name}</span
            >${at ? html`<time datetime=${new Date(at).toISOString()}>${when(at)}</time>` : nothing}</span
          >
          <span class="bottom"
            ><span class="latest">${latest || "No messages yet"}</span
            >${unread ? html`<span class="count ${mentions ? "named" : ""}" aria-label="${unread} unread">${count}</span>` : nothing}</span
          >
        </span>
      </a>
    </li>`;
  }

  #section(heading: string, rooms: readonly RoomSummary[]): TemplateResult | typeof nothing {
    if (rooms.length === 0) return nothing;
    return html`<h2>${heading}</h2>
      <ul>
        ${repeat(
          rooms,
          (room) => room.id,
          (room) => this.#row(room),
        )}
      </ul>`;
  }

  #list(): TemplateResult {
    if (this.loading && this.rooms.length === 0) return html`<div class="wait">${skeleton(6)}</div>`;
    if (this.rooms.length === 0)
      return html`<hub-state
        quiet
        icon="room"
        heading="No rooms yet"
        sentence="Press Ctrl+K and type a name: a room opens the first time that you go there."
      ></hub-state>`;
    const rooms =
      this.filter === "unread"
        ? this.rooms.filter((room) => room.unread > 0 || room.id === this.current)
        : this.rooms;
    if (rooms.length === 0)
      return html`<hub-state
        quiet
        icon="check"
        heading="All read"
        sentence="Nothing is waiting for you."
      ></hub-state>`;
    const settled = rooms.filter((room) => !room.invited);
    return html`${this.#section(
      "Invitations",
      rooms.filter((room) => room.invited),
    )}
    ${this.#section(
      "Rooms",
      settled.filter((room) => room.kind === "room"),
    )}
    ${this.#section(
      "People",
      settled.filter((room) => room.kind === "direct"),
    )}`;
  }

  protected override render() {
    const chip = (filter: "all" | "unread", label: string) =>
      html`<button class="chip" aria-pressed=${this.filter === filter} @click=${() => (this.filter = filter)}>
        ${label}
      </button>`;
    return html`<header>
        <h1>Chat</h1>
        <span class="phone">
          <md-icon-button aria-label="Help" @click=${() => this.#tell("help")}
            ><hub-icon name="help"></hub-icon
          ></md-icon-button>
          <hub-account place="top" .me=${this.me}></hub-account>
        </span>
      </header>
      <button class="search" @click=${() => this.#tell("jump")}>
        <hub-icon name="search"></hub-icon><span>Find anything</span><kbd>Ctrl K</kbd>
      </button>
      <div class="chips" role="group" aria-label="Filter">
        ${chip("all", "All")}${chip("unread", "Unread")}
      </div>
      <nav aria-label="Rooms" @keydown=${(event: KeyboardEvent) => this.#walk(event)}>${this.#list()}</nav>`;
  }
}

define("hub-rooms", HubRooms);
