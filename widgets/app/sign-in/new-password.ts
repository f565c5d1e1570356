import "@material/web/button/filled-button.js";
import { LitElement, html } from "lit";
import { setPassword } from "@singularity/hub-server/contract";
import type { Hub } from "@singularity/hub-server/client";
import { define } from "../../elements/define.ts";
import { failureOf } from "../../elements/failure.ts";
import { base, tokens } from "../../theme/tokens.ts";
import { door, doorStyles } from "./door.ts";
import { field, fieldStyles, submitOnEnter } from "./field.ts";
import { shortest, strengthOf } from "./strength.ts";

/** Asks a person who came by link for a password of their own. Fires `done`. */
export class HubNewPassword extends LitElement {
  static override properties = {
    hub: { attribute: false },
    user: {},
    typed: { state: true },
    sentence: { state: true },
    busy: { state: true },
  };
  declare hub: Hub;
  /** Whose password it is, for password managers. */
  declare user: string;
  declare protected typed: string;
  declare protected sentence: string;
  declare protected busy: boolean;

  static override styles = [tokens, base, fieldStyles, doorStyles];

  constructor() {
    super();
    this.typed = "";
    this.sentence = "";
  }

  protected override firstUpdated(): void {
    requestAnimationFrame(() => this.renderRoot.querySelector("input")!.focus());
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    if (this.typed.length < shortest) {
      this.sentence = `A password has at least ${shortest} characters; this one has ${this.typed.length}.`;
      return;
    }
    this.busy = true;
    this.sentence = "";
    try {
      await this.hub(setPassword, { password: this.typed });
      this.dispatchEvent(new CustomEvent("done"));
    } catch (error) {
      this.sentence = failureOf(error).sentence;
    } finally {
      this.busy = false;
    }
  }

  protected override render() {
    const { score, hint } = strengthOf(this.typed);
    const form = html`<form
      novalidate
      @submit=${(event: Event) => this.#submit(event)}
      @keydown=${submitOnEnter}
    >
      <input name="user" autocomplete="username" .value=${this.user} hidden readonly />
      ${field({ name: "password", label: "New password", autocomplete: "new-password", typed: (text) => (this.typed = text) })}
      <p class="strength">
        <meter min="0" max="4" low="2" high="3" optimum="4" .value=${score} aria-label="Strength"></meter
        ><span role="status">${hint}</span>
      </p>
      <md-filled-button type="submit" ?disabled=${this.busy}>Set password and go on</md-filled-button>
    </form>`;
    return door(
      "Choose a password",
      "Your link worked; it will not work again. From now on you sign in with this password.",
      this.sentence,
      form,
    );
  }
}

define("hub-new-password", HubNewPassword);
