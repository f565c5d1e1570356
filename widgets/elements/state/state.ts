import { LitElement, css, html, nothing } from "lit";
import { define } from "../define.ts";
import "../icon/icon.ts";

/**
 * What stands where content would be: nothing yet, an error, no connection, no right. Says it, and offers the way on.
 * @attr icon - name of an icon
 * @attr heading - one short line
 * @attr sentence - what happened or what to do
 * @attr quiet - smaller, for a part of a page
 * @slot - buttons
 */
export class HubState extends LitElement {
  static override properties = {
    icon: {},
    heading: {},
    sentence: {},
    quiet: { type: Boolean, reflect: true },
  };
  declare icon: string;
  declare heading: string;
  declare sentence: string;
  declare quiet: boolean;

  static override styles = css`
    :host {
      display: grid;
      justify-items: center;
      align-content: center;
      gap: 6px;
      padding: 32px 24px;
      text-align: center;
      color: var(--md-sys-color-on-surface-variant);
    }
    .disc {
      display: grid;
      place-content: center;
      width: 56px;
      height: 56px;
      margin-bottom: 8px;
      border-radius: 50%;
      background: var(--md-sys-color-secondary-container);
      color: var(--md-sys-color-on-secondary-container);
      --hub-icon-size: 26px;
    }
    :host([quiet]) .disc {
      width: 40px;
      height: 40px;
      --hub-icon-size: 20px;
    }
    :host([icon="error"]) .disc,
    :host([icon="alert"]) .disc {
      background: var(--md-sys-color-error-container);
      color: var(--md-sys-color-on-error-container);
    }
    p {
      margin: 0;
      max-width: 38ch;
      text-wrap: balance;
      overflow-wrap: anywhere;
    }
    .heading {
      color: var(--md-sys-color-on-surface);
      font-weight: 600;
      font-size: 1.1em;
    }
    slot {
      display: flex;
      gap: 8px;
      margin-top: 10px;
    }
  `;

  protected override render() {
    return html`<div class="disc"><hub-icon name=${this.icon ?? "empty"}></hub-icon></div>
      <p class="heading">${this.heading}</p>
      ${this.sentence ? html`<p>${this.sentence}</p>` : nothing}
      <slot></slot>`;
  }
}

define("hub-state", HubState);
