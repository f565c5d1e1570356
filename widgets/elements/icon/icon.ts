import { LitElement, css, html } from "lit";
import { define } from "../define.ts";
import { fallbackShape, shapes } from "../../icons/shapes.ts";

/**
 * An inline SVG icon in the colour of the text around it. Decoration only: the control around it carries the name.
 * @attr name - one of `icons/shapes.ts`; an unknown one draws a plain ring
 * @cssproperty --hub-icon-size - 20px unless set
 */
export class HubIcon extends LitElement {
  static override properties = { name: {} };
  declare name: string;

  static override styles = css`
    :host {
      display: inline-flex;
      flex: none;
      width: var(--hub-icon-size, 20px);
      height: var(--hub-icon-size, 20px);
    }
    svg {
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentColor;
      stroke-width: 1.7;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    :host([name="more"]) svg {
      stroke-width: 2.6;
    }
  `;

  protected override render() {
    return html`<svg viewBox="0 0 24 24" aria-hidden="true">
      <path d=${shapes[this.name] ?? fallbackShape} />
    </svg>`;
  }
}

define("hub-icon", HubIcon);
