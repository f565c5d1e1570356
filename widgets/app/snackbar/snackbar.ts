import { LitElement, css, html, nothing } from "lit";
import { define } from "../../elements/define.ts";
import { base, tokens } from "../../theme/tokens.ts";

/** One sentence at the foot of the window that goes away by itself. */
export class HubSnackbar extends LitElement {
  static override properties = { sentence: { state: true } };
  declare protected sentence: string;

  static override styles = [
    tokens,
    base,
    css`
      p {
        position: fixed;
        inset-block-end: 24px;
        inset-inline: 16px;
        z-index: 9;
        width: fit-content;
        max-width: min(560px, calc(100vw - 32px));
        margin: 0 auto;
        padding: 13px 20px;
        border-radius: 12px;
        background: var(--md-sys-color-inverse-surface);
        color: var(--md-sys-color-inverse-on-surface);
        box-shadow: var(--hub-lift);
        animation: rise 0.2s var(--hub-ease);
      }
      @keyframes rise {
        from {
          transform: translateY(16px);
          opacity: 0;
        }
      }
    `,
  ];

  #timer: ReturnType<typeof setTimeout> | undefined;

  show(sentence: string): void {
    this.sentence = sentence;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.sentence = ""), 7000);
  }

  protected override render() {
    return html`<div role="status">${this.sentence ? html`<p>${this.sentence}</p>` : nothing}</div>`;
  }
}

define("hub-snackbar", HubSnackbar);
