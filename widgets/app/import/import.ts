import "@material/web/iconbutton/icon-button.js";
import { LitElement, css, html, nothing } from "lit";
import { define } from "../../elements/define.ts";
import "../../elements/import/import.ts";
import { base, tokens } from "../../theme/tokens.ts";
import { dialogStyles } from "../dialog.ts";

/** The window in which files come in. It stays as it was left while the app is open. */
export class HubImportDialog extends LitElement {
  static override properties = { token: { attribute: false }, open: { type: Boolean, reflect: true } };
  declare token: string;
  declare open: boolean;

  static override styles = [
    tokens,
    base,
    dialogStyles,
    css`
      @media (min-width: 840px) {
        dialog {
          width: min(860px, calc(100vw - 32px));
        }
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding: 14px 12px 8px 24px;
      }
      h2 {
        font-size: 20px;
        font-weight: 650;
      }
      .body {
        overflow-y: auto;
        padding: 4px 24px 24px;
      }
    `,
  ];

  readonly #getToken = () => this.token;

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  async show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    this.#dialog.showModal();
  }

  protected override render() {
    return html`<dialog aria-labelledby="title" @close=${() => (this.open = false)}>
      <header>
        <h2 id="title">Import</h2>
        <md-icon-button aria-label="Close" @click=${() => this.#dialog.close()}
          ><hub-icon name="close"></hub-icon
        ></md-icon-button>
      </header>
      <div class="body">
        ${this.token ? html`<hub-import .getToken=${this.#getToken}></hub-import>` : nothing}
      </div>
    </dialog>`;
  }
}

define("hub-import-dialog", HubImportDialog);
