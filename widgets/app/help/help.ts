import "@material/web/iconbutton/icon-button.js";
import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import type { Verb } from "@singularity/hub-server/contract";
import { define } from "../../elements/define.ts";
import { base, tokens } from "../../theme/tokens.ts";
import { dialogStyles } from "../dialog.ts";
import { keyHelp } from "../workspace/keys.ts";

/** What can be typed and which keys there are. */
export class HubHelp extends LitElement {
  static override properties = { verbs: { attribute: false }, open: { type: Boolean, reflect: true } };
  declare verbs: readonly Verb[];
  declare open: boolean;

  static override styles = [
    tokens,
    base,
    dialogStyles,
    css`
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
      h3 {
        margin: 8px 0 10px;
        font-size: 13px;
        font-weight: 600;
        color: var(--md-sys-color-on-surface-variant);
      }
      .body {
        overflow-y: auto;
        padding: 0 24px 24px;
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 8px 20px;
        margin-bottom: 20px;
      }
      kbd,
      code {
        padding: 1px 7px;
        border-radius: 6px;
        background: var(--md-sys-color-surface-container-high);
        font: 500 13px/1.6 var(--md-ref-typeface-plain);
      }
      code {
        font-family: var(--hub-mono);
        font-size: 12.5px;
        overflow-wrap: anywhere;
      }
      li {
        margin-bottom: 10px;
      }
      li p {
        margin-top: 2px;
        color: var(--md-sys-color-on-surface-variant);
      }
    `,
  ];

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  show(): void {
    this.open = true;
    this.#dialog.showModal();
  }

  #body(): TemplateResult {
    return html`<div class="body">
      <h3>Keys</h3>
      <dl>
        ${keyHelp.map(
          ([key, what]) =>
            html`<dt><kbd>${key}</kbd></dt>
              <dd>${what}</dd>`,
        )}
      </dl>
      ${this.verbs?.length ? html`<h3>What you can type</h3>` : nothing}
      <ul>
        ${(this.verbs ?? []).map(
          (verb) =>
            html`<li>
              <code>/${verb.usage}</code>
              <p>${verb.help}</p>
            </li>`,
        )}
      </ul>
    </div>`;
  }

  protected override render() {
    return html`<dialog aria-labelledby="title" @close=${() => (this.open = false)}>
      <header>
        <h2 id="title">Help</h2>
        <md-icon-button aria-label="Close" @click=${() => this.#dialog.close()}
          ><hub-icon name="close"></hub-icon
        ></md-icon-button>
      </header>
      ${this.open ? this.#body() : nothing}
    </dialog>`;
  }
}

define("hub-help", HubHelp);
