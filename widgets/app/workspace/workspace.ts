import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Me } from "@singularity/hub-server/contract";
import type { Hub } from "@singularity/hub-server/client";
import { concerns, type Card } from "../../chat/card.ts";
import { fetchMedia } from "../../chat/media.ts";
import type { Connection, Deed, Room, RoomSummary } from "../../chat/store.ts";
import { define } from "../../elements/define.ts";
import { base, tokens } from "../../theme/tokens.ts";
import type { HubPanel } from "../panel/panel.ts";
import type { HubRoom } from "../room/room.ts";
import type { KeptSession } from "../session.ts";
import type { HubSnackbar } from "../snackbar/snackbar.ts";
import "../help/help.ts";
import "../jump/jump.ts";
import "../rail/rail.ts";
import "../room/room.ts";
import "../rooms/rooms.ts";
import "../snackbar/snackbar.ts";
import { followNotices, keepNotices } from "../push/notices.ts";
import { connectionBanner } from "./banner.ts";
import { detailsPane } from "./details-pane.ts";
import { Details, type Link } from "./details.ts";
import { keyDeeds } from "./key-deeds.ts";
import { wishOf } from "./keys.ts";
import { goToList, goToRoom, roomOfAddress } from "./route.ts";
import { KnownVerbs } from "./known-verbs.ts";
import { OpenChat } from "./open-chat.ts";
import { listenOnWindow } from "./listen.ts";
import { workspaceStyles } from "./workspace.styles.ts";

/** Rooms, conversation and details side by side; on a phone one after the other. */
export class HubWorkspace extends LitElement {
  static override properties = {
    hub: { attribute: false },
    me: { attribute: false },
    session: { attribute: false },
    rooms: { state: true },
    room: { state: true },
    roomId: { state: true },
    connection: { state: true },
    loadFailed: { state: true },
  };
  declare hub: Hub;
  declare me: Me;
  declare session: KeptSession;
  declare protected rooms: readonly RoomSummary[];
  declare protected room: Room | undefined;
  declare protected roomId: string | undefined;
  declare protected connection: Connection;
  declare protected loadFailed: boolean;

  static override styles = [tokens, base, workspaceStyles];

  readonly #chat = new OpenChat(this, {
    changed: ({ room }) => this.#changed(room),
    connected: (connection) => this.#connected(connection),
    card: ({ card }) => this.#cardCame(card),
  });
  readonly #media = (mxc: string) => fetchMedia({ base: "", token: this.session.token }, mxc);
  readonly #verbs = new KnownVerbs(this, () => this.hub);
  readonly #details = new Details(this, () => this.hub);
  #stopNotices: (() => void) | undefined;

  constructor() {
    super();
    listenOnWindow(this, {
      hashchange: () => this.#openAddress(),
      keydown: (event) => this.#key(event),
      focus: () => this.#markRead(),
    });
    this.rooms = [];
    this.connection = "connecting";
    this.loadFailed = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopNotices = followNotices();
    void keepNotices().catch(() => {}); // the hub is away: it is told at the next start
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopNotices?.();
    this.#chat.close();
    document.title = "Singularity";
  }

  /** The chat library is the largest part of the app: it loads once the window is on the screen. */
  protected override firstUpdated(): void {
    requestAnimationFrame(() => setTimeout(() => void this.#begin()));
  }

  async #begin(): Promise<void> {
    void this.#verbs.learn();
    try {
      await this.#chat.begin();
      this.#openAddress();
    } catch {
      this.loadFailed = true;
    }
  }

  /** The details show at once what a card says has changed. */
  #cardCame(card: Card): void {
    const { shown } = this.#details;
    if (shown && concerns(card, shown)) void this.#panel?.refresh();
  }

  /** What could not be asked while the hub was away, and what may have changed meanwhile. */
  #catchUp(): void {
    void this.#verbs.learn();
    if (this.#details.shown) void this.#panel?.refresh();
    else void this.#details.enter(this.roomId);
  }

  #connected(connection: Connection): void {
    if (connection === "online" && this.connection === "offline") this.#catchUp();
    this.connection = connection;
    if (connection === "signed-out") this.dispatchEvent(new CustomEvent("session-ended"));
    if (connection === "online") this.#changed(this.roomId);
  }

  #changed(id: string | undefined): void {
    const { store } = this.#chat;
    if (!store) return;
    this.rooms = store.rooms();
    if (id === undefined || id === this.roomId) this.#readRoom();
  }

  #readRoom(): void {
    this.room = this.roomId ? this.#chat.store?.room(this.roomId) : undefined;
    this.#markRead();
  }

  #markRead(): void {
    if (this.room && !this.room.invited && document.hasFocus() && this.#roomView?.atEnd)
      void this.#chat.store?.act({ do: "read", room: this.room.id });
  }

  #openAddress(): void {
    const id = roomOfAddress();
    if (id === this.roomId && this.room) return;
    this.roomId = id;
    this.#readRoom();
    void this.#details.enter(id);
  }

  get #panel(): HubPanel | null {
    return this.renderRoot.querySelector<HubPanel>("hub-panel");
  }
  get #roomView(): HubRoom | null {
    return this.renderRoot.querySelector<HubRoom>("hub-room");
  }
  get #snackbar(): HubSnackbar {
    return this.renderRoot.querySelector<HubSnackbar>("hub-snackbar")!;
  }

  async #do(deed: Deed): Promise<void> {
    try {
      await this.#chat.store?.act(deed);
      if (deed.do === "follow") goToRoom(deed.to);
      if (deed.do === "report") this.#snackbar.show("Reported. Administrators will look at it.");
    } catch (error) {
      this.#snackbar.show(error instanceof Error ? error.message : "That did not work.");
    }
  }

  async #navigate(record: Link): Promise<void> {
    const sentence = await this.#details.navigate(record);
    if (sentence) this.#snackbar.show(sentence);
  }

  #key(event: KeyboardEvent): void {
    const wish = wishOf(event);
    const dialog = this.renderRoot.querySelector("hub-jump[open], hub-help[open]");
    if (!wish || event.defaultPrevented || dialog) return;
    if (this.#deeds[wish]()) event.preventDefault();
  }

  /** What stands in the window right now. */
  readonly #deeds = keyDeeds({
    part: (name) => this.renderRoot.querySelector(name),
    toggleDetails: () => this.#details.toggle(),
    closeSheet: () => this.#details.closeSheet(),
    goToUnread: () => this.#goToUnread(),
  });

  #goToUnread(): void {
    const next = this.rooms.find((room) => room.unread > 0 && room.id !== this.roomId);
    if (next) goToRoom(next.id);
    else this.#snackbar.show("Nothing is unread.");
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("rooms")) return;
    const unread = this.rooms.reduce((sum, room) => sum + room.unread, 0);
    document.title = unread ? `(${unread}) Singularity` : "Singularity";
  }

  #roomPane(): TemplateResult {
    return html`<hub-room
      .room=${this.room}
      .roomId=${this.roomId}
      .connection=${this.connection}
      .verbs=${this.#verbs.all}
      .hasDetails=${this.#details.shown !== undefined}
      .detailsOpen=${this.#details.open}
      .media=${this.#media}
      @deed=${(event: CustomEvent<Deed>) => void this.#do(event.detail)}
      @at-end=${() => this.#markRead()}
      @toggle-details=${() => this.#details.toggle()}
      @back=${goToList}
      @jump=${() => this.#deeds.jump()}
    ></hub-room>`;
  }

  protected override render() {
    const beside = detailsPane(this.#details, this.session.token);
    return html`<div
        class="frame ${this.roomId ? "in-room" : "in-list"} ${beside === nothing ? "" : "with-details"}"
        @presence-chosen=${() => void this.#chat.reopen()}
        @hub-navigate=${(event: CustomEvent<{ record: Link }>) => void this.#navigate(event.detail.record)}
      >
        <hub-rail .me=${this.me} .session=${this.session} @help=${() => this.#deeds.help()}></hub-rail>
        <hub-rooms
          .rooms=${this.rooms}
          .current=${this.roomId}
          .loading=${this.connection === "connecting"}
          .me=${this.me}
          @jump=${() => this.#deeds.jump()}
          @help=${() => this.#deeds.help()}
        ></hub-rooms>
        <main>${connectionBanner(this.connection, this.loadFailed)} ${this.#roomPane()}</main>
        ${beside}
      </div>
      <hub-jump
        .rooms=${this.rooms}
        .hub=${this.hub}
        @open-room=${(event: CustomEvent<string>) => goToRoom(event.detail)}
        @open-record=${(event: CustomEvent<Link>) => void this.#navigate(event.detail)}
      ></hub-jump>
      <hub-help .verbs=${this.#verbs.all}></hub-help>
      <hub-snackbar></hub-snackbar>`;
  }
}

define("hub-workspace", HubWorkspace);
