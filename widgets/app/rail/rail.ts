import "@material/web/iconbutton/icon-button.js";
import { LitElement, css, html } from "lit";
import type { Me } from "@singularity/hub-server/contract";
import { define } from "../../elements/define.ts";
import { base, tokens } from "../../theme/tokens.ts";
import { openImport } from "../import/open.ts";
import type { KeptSession } from "../session.ts";
import { mark, markStyles } from "../sign-in/door.ts";
import "./account.ts";

/** The narrow strip at the side: where one is in the house, help, and the account. */
export class HubRail extends LitElement {
  static override properties = { me: { attribute: false }, session: { attribute: false } };
  declare me: Me;
  declare session: KeptSession;

  static override styles = [
    tokens,
    base,
    markStyles,
    css`
      :host {
        display: block;
      }
      nav {
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: 6px;
        height: 100%;
        padding: 14px 0 10px;
      }
      .mark {
        width: 36px;
        height: 36px;
        margin-bottom: 14px;
      }
      a {
        display: grid;
        justify-items: center;
        gap: 4px;
        width: 52px;
        padding: 6px 0;
        border-radius: 14px;
        font-size: 11px;
        font-weight: 600;
        text-decoration: none;
        color: var(--md-sys-color-on-primary-container);
      }
      .pill {
        display: grid;
        place-content: center;
        width: 48px;
        height: 30px;
        border-radius: 99px;
        background: var(--md-sys-color-primary-container);
      }
      .space {
        flex: 1;
      }
    `,
  ];

  protected override render() {
    return html`<nav aria-label="Places">
      ${mark}
      <a href="#/" aria-current="page"
        ><span class="pill"><hub-icon name="chat"></hub-icon></span>Chat</a
      >
      <span class="space"></span>
      <md-icon-button
        aria-label="Import a file"
        title="Import a file"
        @click=${() => void openImport(this.renderRoot, this.session.token)}
        ><hub-icon name="file"></hub-icon
      ></md-icon-button>
      <md-icon-button
        aria-label="Help"
        title="Help (?)"
        @click=${() => this.dispatchEvent(new CustomEvent("help"))}
        ><hub-icon name="help"></hub-icon
      ></md-icon-button>
      <hub-account place="rail" .me=${this.me}></hub-account>
    </nav>`;
  }
}

define("hub-rail", HubRail);
