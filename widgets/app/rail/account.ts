import "@material/web/button/outlined-button.js";
import { LitElement, css, html } from "lit";
import type { Me } from "@singularity/hub-server/contract";
import "../../elements/avatar/avatar.ts";
import { define } from "../../elements/define.ts";
import { base, tokens } from "../../theme/tokens.ts";
import { choosePresence, showsPresence } from "../presence.ts";
import "../push/notices-switch.ts";
import { chooseTheme, chosenTheme, type Theme } from "../theme.ts";

const themes: readonly (readonly [Theme, string, string])[] = [
  ["auto", "Device", "theme"],
  ["light", "Light", "light"],
  ["dark", "Dark", "dark"],
];

/** Who is signed in: name, roles, how the app looks, and the way out. Fires `sign-out`. */
export class HubAccount extends LitElement {
  static override properties = { me: { attribute: false }, place: { reflect: true } };
  declare me: Me;
  /** Which corner the menu opens from. */
  declare place: "rail" | "top";

  static override styles = [
    tokens,
    base,
    css`
      :host {
        display: block;
      }
      .opener {
        display: grid;
        place-content: center;
        width: 48px;
        height: 48px;
        border-radius: 50%;
      }
      .menu {
        position: fixed;
        inset: auto auto 16px 72px;
        margin: 0;
        width: min(300px, calc(100vw - 24px));
        padding: 20px;
        border: 1px solid var(--md-sys-color-outline-variant);
        border-radius: 18px;
        background: var(--md-sys-color-surface);
        color: inherit;
        box-shadow: var(--hub-lift);
      }
      :host([place="top"]) .menu {
        inset: 60px 12px auto auto;
      }
      .who {
        display: flex;
        gap: 12px;
        align-items: center;
        --hub-avatar-size: 44px;
      }
      .name {
        font-weight: 650;
        font-size: 16px;
      }
      .muted {
        color: var(--md-sys-color-on-surface-variant);
        font-size: 13px;
        overflow-wrap: anywhere;
      }
      .roles {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-top: 14px;
      }
      .roles li {
        padding: 2px 10px;
        border-radius: 99px;
        background: var(--md-sys-color-secondary-container);
        color: var(--md-sys-color-on-secondary-container);
        font-size: 12px;
        font-weight: 600;
      }
      fieldset {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: 0;
        margin: 18px 0;
        padding: 3px;
        border: 0;
        border-radius: 12px;
        background: var(--md-sys-color-surface-container);
      }
      label {
        display: grid;
        justify-items: center;
        gap: 2px;
        padding: 8px 4px 6px;
        border-radius: 9px;
        font-size: 12px;
        cursor: pointer;
        color: var(--md-sys-color-on-surface-variant);
      }
      label:has(:checked) {
        background: var(--md-sys-color-surface);
        color: var(--md-sys-color-on-surface);
        box-shadow: 0 1px 3px #00000026;
        font-weight: 600;
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--md-sys-color-primary);
      }
      input {
        position: absolute;
        opacity: 0;
        width: 1px;
      }
      .seen {
        display: flex;
        justify-content: space-between;
        align-items: center;
        min-height: 40px;
        margin-bottom: 12px;
        padding: 0;
        font-size: 14px;
        color: inherit;
      }
      .seen:has(:checked) {
        background: none;
        box-shadow: none;
        font-weight: inherit;
      }
      .seen input {
        position: static;
        opacity: 1;
        width: 18px;
        height: 18px;
        accent-color: var(--md-sys-color-primary);
      }
      md-outlined-button {
        width: 100%;
      }
    `,
  ];

  #choose(theme: Theme): void {
    chooseTheme(theme);
    this.requestUpdate();
  }

  #appear(on: boolean): void {
    choosePresence(on);
    this.dispatchEvent(new CustomEvent("presence-chosen", { bubbles: true, composed: true }));
  }

  #signOut(): void {
    this.dispatchEvent(new CustomEvent("sign-out", { bubbles: true, composed: true }));
  }

  protected override render() {
    const { person, user_id: userId, roles } = this.me;
    return html`<button class="opener" popovertarget="menu" aria-label="Account of ${person.title}">
        <hub-avatar name=${person.title}></hub-avatar>
      </button>
      <div id="menu" class="menu" popover role="dialog" aria-label="Account">
        <div class="who">
          <hub-avatar name=${person.title}></hub-avatar>
          <div>
            <p class="name">${person.title}</p>
            <p class="muted">${userId}</p>
          </div>
        </div>
        ${
          roles.length
            ? html`<ul class="roles" aria-label="Roles">
                ${roles.map((role) => html`<li>${role}</li>`)}
              </ul>`
            : html`<p class="muted roles">You have no role yet.</p>`
        }
        <fieldset>
          <legend class="unseen">Appearance</legend>
          ${themes.map(
            ([theme, label, icon]) =>
              html`<label
                ><input
                  type="radio"
                  name="theme"
                  .checked=${chosenTheme() === theme}
                  @change=${() => this.#choose(theme)}
                /><hub-icon name=${icon}></hub-icon>${label}</label
              >`,
          )}
        </fieldset>
        <label class="seen"
          >Show who is here, and that I am
          <input
            type="checkbox"
            .checked=${showsPresence()}
            @change=${(event: Event) => this.#appear((event.target as HTMLInputElement).checked)}
          />
        </label>
        <hub-notices-switch></hub-notices-switch>
        <md-outlined-button has-icon @click=${() => this.#signOut()}
          ><hub-icon slot="icon" name="sign-out"></hub-icon>Sign out</md-outlined-button
        >
      </div>`;
  }
}

define("hub-account", HubAccount);
