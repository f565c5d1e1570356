import "@material/web/button/filled-button.js";
import { LitElement, html } from "lit";
import { openSession } from "@singularity/hub-server/contract";
import type { Hub } from "@singularity/hub-server/client";
import { define } from "../../elements/define.ts";
import { failureOf } from "../../elements/failure.ts";
import { base, tokens } from "../../theme/tokens.ts";
import { door, doorStyles } from "./door.ts";
import { field, fieldStyles, submitOnEnter } from "./field.ts";

/** Signs in with name and password. Fires `opened` with the session. */
export class HubSignIn extends LitElement {
  static override properties = { hub: { attribute: false }, sentence: {}, busy: { state: true } };
  declare hub: Hub;
  /** Why the person is here, or what went wrong. */
  declare sentence: string;
  declare protected busy: boolean;

  static override styles = [tokens, base, fieldStyles, doorStyles];

  protected override firstUpdated(): void {
    requestAnimationFrame(() => this.#field("#user").focus());
  }

  #field(name: string): HTMLInputElement {
    return this.renderRoot.querySelector<HTMLInputElement>(name)!;
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    const [user, password] = [this.#field("#user").value.trim(), this.#field("#password").value];
    if (this.busy) return;
    if (!user || !password) {
      this.sentence = "Enter your user name or e-mail address, and your password.";
      return;
    }
    this.busy = true;
    this.sentence = "";
    try {
      const detail = await this.hub(openSession, { user, password, device: "Web" });
      this.dispatchEvent(new CustomEvent("opened", { detail }));
    } catch (error) {
      this.sentence = failureOf(error).sentence;
      this.#field("#password").select();
    } finally {
      this.busy = false;
    }
  }

  protected override render() {
    const form = html`<form
      novalidate
      @submit=${(event: Event) => this.#submit(event)}
      @keydown=${submitOnEnter}
    >
      ${field({ name: "user", label: "User name or e-mail", autocomplete: "username" })}
      ${field({ name: "password", label: "Password", autocomplete: "current-password" })}
      <md-filled-button type="submit" ?disabled=${this.busy}
        >${this.busy ? "Signing in …" : "Sign in"}</md-filled-button
      >
    </form>`;
    return door(
      "Sign in to Singularity",
      "Where your team talks, and the records keep up.",
      this.sentence,
      form,
    );
  }
}

define("hub-sign-in", HubSignIn);
