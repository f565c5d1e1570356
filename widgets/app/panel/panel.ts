import "@material/web/iconbutton/icon-button.js";
import { LitElement, css, html, nothing } from "lit";
import { define } from "../../elements/define.ts";
import type { HubProfile } from "../../elements/profile/profile.ts";
import "../../elements/profile/profile.ts";
import { base, tokens } from "../../theme/tokens.ts";

/** The details beside a conversation: the profile of a record. Fires `close` and `back`. */
export class HubPanel extends LitElement {
  static override properties = {
    record: { attribute: false },
    token: { attribute: false },
    canGoBack: { type: Boolean },
  };
  declare record: { readonly id: string; readonly title: string };
  declare token: string;
  /** The room has another record than the one shown. */
  declare canGoBack: boolean;

  static override styles = [
    tokens,
    base,
    css`
      :host {
        display: block;
        background: var(--md-sys-color-background);
      }
      aside {
        display: flex;
        flex-direction: column;
        height: 100%;
      }
      header {
        display: flex;
        align-items: center;
        gap: 4px;
        min-height: 64px;
        padding: 0 12px 0 20px;
      }
      h2 {
        flex: 1;
        font-size: 16px;
        font-weight: 650;
      }
      .scroll {
        flex: 1;
        overflow-y: auto;
        padding: 0 16px 16px;
        scrollbar-width: thin;
      }
      @media (max-width: 839px) {
        header {
          position: relative;
        }
        header::before {
          content: "";
          position: absolute;
          inset-block-start: 8px;
          inset-inline: 0;
          width: 36px;
          height: 4px;
          margin: 0 auto;
          border-radius: 4px;
          background: var(--md-sys-color-outline);
          opacity: 0.5;
        }
      }
    `,
  ];

  readonly #getToken = () => this.token;

  get #profile(): HubProfile | null {
    return this.renderRoot.querySelector("hub-profile");
  }

  async refresh(): Promise<void> {
    await this.#profile?.refresh();
  }

  /** Where the details lie over the conversation they take the focus with them. */
  protected override firstUpdated(): void {
    if (matchMedia("(max-width: 1199px)").matches) this.focusIn();
  }

  focusIn(): boolean {
    this.renderRoot.querySelector<HTMLElement>(".scroll")?.focus();
    return true;
  }

  protected override render() {
    const tell = (type: string) => () => this.dispatchEvent(new CustomEvent(type));
    const back = html`<md-icon-button aria-label="Back to this room" @click=${tell("back")}
      ><hub-icon name="back"></hub-icon
    ></md-icon-button>`;
    return html`<aside aria-label="Details">
      <header>
        ${this.canGoBack ? back : nothing}
        <h2>Details</h2>
        <md-icon-button aria-label="Close details" @click=${tell("close")}
          ><hub-icon name="close"></hub-icon
        ></md-icon-button>
      </header>
      <div class="scroll" tabindex="-1">
        <hub-profile record=${this.record.id} .getToken=${this.#getToken}></hub-profile>
      </div>
    </aside>`;
  }
}

define("hub-panel", HubPanel);
