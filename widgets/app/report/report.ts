import "@material/web/button/filled-button.js";
import "@material/web/button/text-button.js";
import { LitElement, css, html, nothing } from "lit";
import type { Message } from "../../chat/store.ts";
import { define } from "../../elements/define.ts";
import { base, tokens } from "../../theme/tokens.ts";
import { dialogStyles } from "../dialog.ts";

/** Characters that the hub takes. */
const longest = 2000;

/** Why a message is reported. Administrators read it; whoever wrote the message is not told. */
export class HubReport extends LitElement {
  static override properties = {
    message: { attribute: false },
    send: { attribute: false },
    open: { type: Boolean, reflect: true },
  };
  declare message: Message | undefined;
  declare send: (reason: string) => void;
  declare open: boolean;

  static override styles = [
    tokens,
    base,
    dialogStyles,
    css`
      @media (min-width: 840px) {
        dialog {
          width: min(480px, calc(100vw - 32px));
        }
      }
      form {
        display: grid;
        align-content: start;
        gap: 14px;
        padding: 24px;
        overflow-y: auto;
      }
      h2 {
        font-size: 20px;
        font-weight: 650;
      }
      blockquote {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
        margin: 0;
        padding-inline-start: 12px;
        border-inline-start: 3px solid var(--md-sys-color-outline-variant);
        color: var(--md-sys-color-on-surface-variant);
        overflow: hidden;
        overflow-wrap: anywhere;
      }
      label {
        font-size: 13px;
        font-weight: 600;
      }
      textarea {
        display: block;
        width: 100%;
        margin-top: 6px;
        padding: 10px 12px;
        border: 1px solid var(--md-sys-color-outline);
        border-radius: 10px;
        background: transparent;
        color: inherit;
        font: inherit;
        font-size: 16px;
        font-weight: 400;
        resize: vertical;
      }
      p {
        font-size: 13px;
        color: var(--md-sys-color-on-surface-variant);
      }
      .actions {
        display: flex;
        justify-content: flex-end;
        gap: 8px;
      }
    `,
  ];

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  async show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    this.renderRoot.querySelector("form")!.reset();
    this.#dialog.showModal();
  }

  #submit(event: Event): void {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget as HTMLFormElement).get("reason")).trim();
    if (!reason) return;
    this.#dialog.close();
    this.send(reason);
  }

  protected override render() {
    const { message } = this;
    const submit = () => this.renderRoot.querySelector("form")!.requestSubmit();
    return html`<dialog aria-labelledby="title" @close=${() => (this.open = false)}>
      <form @submit=${(event: Event) => this.#submit(event)}>
        <h2 id="title">Report a message</h2>
        ${message ? html`<blockquote>${message.sender.name}: ${message.body}</blockquote>` : nothing}
        <label
          >What is wrong with it?
          <textarea name="reason" rows="4" maxlength=${longest} required></textarea>
        </label>
        <p>Administrators will read this. Whoever wrote the message is not told.</p>
        <div class="actions">
          <md-text-button type="button" @click=${() => this.#dialog.close()}>Cancel</md-text-button>
          <md-filled-button type="button" @click=${submit}>Report</md-filled-button>
        </div>
      </form>
    </dialog>`;
  }
}

define("hub-report", HubReport);
