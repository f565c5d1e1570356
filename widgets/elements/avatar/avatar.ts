import { LitElement, css, html } from "lit";
import { define } from "../define.ts";
import { hueOf, initials } from "./initials.ts";

/**
 * A person or a room as initials on a colour that is always the same for the same name. Decoration: the name stands beside it.
 * @attr name - whose initials
 * @attr shape - `round` (people, the default) or `square` (rooms)
 * @cssproperty --hub-avatar-size - 36px unless set
 */
export class HubAvatar extends LitElement {
  static override properties = { name: {}, shape: { reflect: true } };
  declare name: string;
  declare shape: "round" | "square";

  static override styles = css`
    :host {
      display: inline-flex;
      flex: none;
      width: var(--hub-avatar-size, 36px);
      height: var(--hub-avatar-size, 36px);
    }
    span {
      display: grid;
      place-content: center;
      width: 100%;
      height: 100%;
      border-radius: 50%;
      font: 600 calc(var(--hub-avatar-size, 36px) * 0.38) / 1 var(--md-ref-typeface-plain, system-ui);
      letter-spacing: 0.02em;
      user-select: none;
      forced-color-adjust: none;
    }
    :host([shape="square"]) span {
      border-radius: 30%;
    }
    .hue-0 {
      background: light-dark(#e2e1ff, #3b3c8c);
      color: light-dark(#36369c, #e3e1ff);
    }
    .hue-1 {
      background: light-dark(#cfeeee, #0f5155);
      color: light-dark(#00555a, #b4eef2);
    }
    .hue-2 {
      background: light-dark(#ffe0cc, #6b3d1b);
      color: light-dark(#843c00, #ffdcc4);
    }
    .hue-3 {
      background: light-dark(#fbdce8, #6e2f4b);
      color: light-dark(#8a2354, #ffd9e5);
    }
    .hue-4 {
      background: light-dark(#d9ecd0, #33552a);
      color: light-dark(#2f5a22, #d3efc6);
    }
    .hue-5 {
      background: light-dark(#fbe7b2, #5c4a0f);
      color: light-dark(#6b5200, #f7e3a3);
    }
    .hue-6 {
      background: light-dark(#d6e7fb, #234a70);
      color: light-dark(#1d4f83, #d2e6ff);
    }
    .hue-7 {
      background: light-dark(#ecdcf7, #553a6b);
      color: light-dark(#653a86, #f0dcff);
    }
  `;

  protected override render() {
    return html`<span class="hue-${hueOf(this.name ?? "")}" aria-hidden="true"
      >${initials(this.name ?? "")}</span
    >`;
  }
}

define("hub-avatar", HubAvatar);
