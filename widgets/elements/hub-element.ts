import { LitElement, type PropertyDeclarations } from "lit";
import type { AnyCall, Input, Output } from "@singularity/hub-server/contract";
import { HubProblem, connect, type Hub } from "@singularity/hub-server/client";
import { failureOf, unknownReader, type Failure } from "./failure.ts";

export type GetToken = () => string | undefined | Promise<string | undefined>;

/** The hub that this script came from. */
const home = new URL(import.meta.url).origin;

/** How long the page may take to say who is looking, in milliseconds. */
const patience = 4000;

/** An element that asks a hub. Holds the address, the token and the five states; what it asks and draws is the subclass's. */
export abstract class HubElement extends LitElement {
  static override properties: PropertyDeclarations = {
    record: {},
    src: {},
    theme: { reflect: true },
    density: { reflect: true },
    getToken: { attribute: false },
    loading: { state: true },
    failure: { state: true },
  };
  declare record: string;
  declare src: string;
  declare theme: "light" | "dark" | "auto";
  declare density: "comfortable" | "compact";
  /** Hands out a short-lived token; asked again when the hub refuses one. */
  declare getToken: GetToken | undefined;
  declare protected loading: boolean;
  declare protected failure: Failure | undefined;

  #token: string | undefined;
  #run = 0;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  readonly #backOnline = () => {
    if (this.failure?.kind === "offline") void this.refresh();
  };

  constructor() {
    super();
    this.loading = true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("online", this.#backOnline);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("online", this.#backOnline);
    clearTimeout(this.#waiting);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("getToken") || changed.has("src")) this.#token = undefined;
    if (["record", "src", "getToken"].some((name) => changed.has(name))) this.#begin(changed.has("record"));
  }

  /** The page's script may run after ours: nothing is asked before it has said who is looking. */
  #begin(anew: boolean): void {
    clearTimeout(this.#waiting);
    if (this.getToken) void this.refresh(anew);
    else this.#waiting = setTimeout(() => (this.failure = unknownReader), patience);
  }

  /** Reads again what is shown; what is there stays until the answer comes. */
  async refresh(anew = false): Promise<void> {
    if (!this.record) return;
    const run = ++this.#run;
    if (anew) this.forget();
    this.loading = true;
    try {
      const show = await this.load();
      if (run !== this.#run) return;
      show();
      this.failure = undefined;
      this.tell("hub-ready", { record: this.record });
    } catch (error) {
      if (run !== this.#run) return;
      this.failure = failureOf(error);
      this.tell("hub-error", { record: this.record, failure: this.failure });
    } finally {
      if (run === this.#run) this.loading = false;
    }
  }

  /** Asks the hub. @returns what to do with the answer, unless a newer request has overtaken it */
  protected abstract load(): Promise<() => void>;
  /** Lets go of what is shown, because something else will be. */
  protected abstract forget(): void;

  /** Makes a call with the page's token; a refused token is replaced once. */
  protected async ask<C extends AnyCall>(call: C, input: Input<C>): Promise<Output<C>> {
    const hub: Hub = connect(this.src || home, async () => (this.#token ??= await this.getToken?.()));
    try {
      return await hub(call, input);
    } catch (error) {
      if (!(error instanceof HubProblem) || error.status !== 401 || !this.getToken) throw error;
      this.#token = undefined;
      return hub(call, input);
    }
  }

  protected tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** @returns true when the page wants the element to do its own thing, that is, did not cancel */
  protected propose(type: "hub-navigate" | "hub-action", detail: unknown): boolean {
    return this.dispatchEvent(
      new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: true }),
    );
  }
}
