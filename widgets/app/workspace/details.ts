/** Which record stands beside the conversation: that of the room, or one that was navigated to. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { recordOfRoom, recordRoom, type Output } from "@singularity/hub-server/contract";
import type { Hub } from "@singularity/hub-server/client";
import { failureOf } from "../../elements/failure.ts";
import { goToRoom } from "./route.ts";

export type Link = NonNullable<Output<typeof recordOfRoom>["record"]>;

export class Details implements ReactiveController {
  here: Link | undefined;
  shown: Link | undefined;
  open = matchMedia("(min-width: 1200px)").matches;
  readonly #host: ReactiveControllerHost;
  readonly #hub: () => Hub;
  #room: string | undefined;

  constructor(host: ReactiveControllerHost, hub: () => Hub) {
    this.#host = host;
    this.#hub = hub;
    host.addController(this);
  }

  hostConnected(): void {}

  toggle(open = !this.open): true {
    this.open = open;
    this.#host.requestUpdate();
    return true;
  }

  /** Closes the details where they lie over the conversation. @returns whether there was anything to close */
  closeSheet(): boolean {
    const overlays = matchMedia("(max-width: 1199px)").matches;
    if (!overlays || !this.open || !this.shown) return false;
    return this.toggle(false);
  }

  /** Shows a record, or the room's own again. */
  show(record: Link | undefined): void {
    this.shown = record;
    this.#host.requestUpdate();
  }

  async enter(room: string | undefined): Promise<void> {
    this.#room = room;
    this.here = undefined;
    this.show(undefined);
    if (!room) return;
    try {
      const { record } = await this.#hub()(recordOfRoom, { room });
      if (room !== this.#room) return;
      this.here = record ?? undefined;
      this.show(this.here);
    } catch {
      // A room without a record that one may see has no details; the conversation works all the same.
    }
  }

  /** Opens a record where it is talked about; one without a room shows its details beside what is open. @returns what went wrong */
  async navigate(record: Link): Promise<string | undefined> {
    try {
      const { room } = await this.#hub()(recordRoom, { ref: record.id });
      goToRoom(room);
      return undefined;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === "offline") return failure.sentence;
      this.open = true;
      this.show(record);
      return undefined;
    }
  }
}
