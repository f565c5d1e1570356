import "@material/web/button/outlined-button.js";
import { LitElement, css, html, nothing } from "lit";
import { define } from "../../elements/define.ts";
import { base, tokens } from "../../theme/tokens.ts";
import { noticesNow, turnOff, turnOn, type Notices } from "./notices.ts";

/** Whether this browser tells of new messages while the app is closed; the button that changes it. */
export class HubNoticesSwitch extends LitElement {
  static override properties = {
    notices: { state: true },
    busy: { state: true },
    sentence: { state: true },
  };
  declare protected notices: Notices;
  declare protected busy: boolean;
  declare protected sentence: string;

  static override styles = [
    tokens,
    base,
    css`
      :host {
        display: block;
        margin-bottom: 12px;
      }
      md-outlined-button {
        width: 100%;
      }
      p {
        color: var(--md-sys-color-on-surface-variant);
        font-size: 13px;
      }
    `,
  ];

  constructor() {
    super();
    this.notices = "impossible";
    this.busy = false;
    this.sentence = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void noticesNow().then((now) => (this.notices = now));
  }

  async #change(): Promise<void> {
    this.busy = true;
    this.sentence = "";
    try {
      this.notices = await (this.notices === "on" ? turnOff() : turnOn());
    } catch (error) {
      this.sentence = error instanceof Error ? error.message : "That did not work.";
    } finally {
      this.busy = false;
    }
  }

  protected override render() {
    if (this.notices === "impossible") return nothing;
    if (this.notices === "blocked") return html`<p>Notifications are blocked in this browser's settings.</p>`;
    const label = this.notices === "on" ? "Stop notifications here" : "Notify me here";
    return html`<md-outlined-button has-icon ?disabled=${this.busy} @click=${() => void this.#change()}
        ><hub-icon slot="icon" name="bell"></hub-icon>${label}</md-outlined-button
      >
      <p role="status">${this.sentence}</p>`;
  }
}

define("hub-notices-switch", HubNoticesSwitch);
