/** What can be typed, as the hub last told it. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { listVerbs, type Verb } from "@singularity/hub-server/contract";
import type { Hub } from "@singularity/hub-server/client";

export class KnownVerbs implements ReactiveController {
  all: readonly Verb[] = [];
  readonly #host: ReactiveControllerHost;
  readonly #hub: () => Hub;

  constructor(host: ReactiveControllerHost, hub: () => Hub) {
    this.#host = host;
    this.#hub = hub;
    host.addController(this);
  }

  hostConnected(): void {}

  /** Asks unless they are known. Without them one can still type; whoever notices that the hub is back asks again. */
  async learn(): Promise<void> {
    if (this.all.length > 0) return;
    try {
      this.all = (await this.#hub()(listVerbs, {})).items;
      this.#host.requestUpdate();
    } catch {
      // The palette stays away meanwhile.
    }
  }
}
