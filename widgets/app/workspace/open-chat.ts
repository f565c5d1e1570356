/** The chat store while the workspace is on the screen: opened, heard, and opened anew when the person wants to be seen, or not. */
import type { Me } from "@singularity/hub-server/contract";
import type { ChatEvents, ChatStore } from "../../chat/store.ts";
import { showsPresence } from "../presence.ts";
import type { KeptSession } from "../session.ts";
import { openStore } from "./open-store.ts";

/** Whose store it is, and whether it is still wanted. */
interface Host {
  readonly isConnected: boolean;
  readonly session: KeptSession;
  readonly me: Me;
}

interface Hearing {
  readonly changed: (event: ChatEvents["change"]) => void;
  readonly connected: (connection: ChatEvents["connection"]) => void;
  readonly card: (event: ChatEvents["card"]) => void;
}

export class OpenChat {
  store: ChatStore | undefined;
  readonly #host: Host;
  readonly #hearing: Hearing;
  readonly #stops: (() => void)[] = [];

  constructor(host: Host, hearing: Hearing) {
    this.#host = host;
    this.#hearing = hearing;
  }

  /** @throws when the chat library could not be loaded */
  async begin(): Promise<void> {
    const { changed, connected, card } = this.#hearing;
    const store = await openStore(this.#host.session, this.#host.me);
    if (!this.#host.isConnected) return store.stop();
    this.store = store;
    this.#stops.push(
      store.on("change", changed),
      store.on("connection", connected),
      store.on("card", card),
      store.stop,
    );
    connected(store.connection);
  }

  /** Whether one is seen is settled when a store is opened. */
  async reopen(): Promise<void> {
    if (!this.store) return;
    if (!showsPresence()) await this.store.act({ do: "vanish" }).catch(() => {}); // out of reach, one is not seen either
    this.close();
    await this.begin();
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }
}
