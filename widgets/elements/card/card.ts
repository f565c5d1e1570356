import "@material/web/button/outlined-button.js";
import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import type { Card } from "@singularity/hub-server/contract";
import { base, tokens } from "../../theme/tokens.ts";
import { define } from "../define.ts";
import "../icon/icon.ts";

type Action = Card["actions"][number];
type Record = NonNullable<Card["record"]>;

/**
 * A card: what a call did, or what a record looks like, in a room.
 * @prop card - the content under `org.singularity.card`
 * @attr busy - its buttons wait for an answer
 * @fires hub-action - a button was pressed; `detail.action`, `detail.card`; composed, cancelable
 * @fires hub-navigate - a record was chosen; `detail.record`
 * @csspart card, header, body, footer
 * @slot - below the facts, e.g. a picture
 */
export class HubCard extends LitElement {
  static override properties = { card: { attribute: false }, busy: { type: Boolean } };
  declare card: Card | undefined;
  declare busy: boolean;

  static override styles = [
    tokens,
    base,
    css`
      :host {
        display: block;
        max-width: 560px;
      }
      article {
        position: relative;
        overflow: hidden;
        padding: 12px 16px 12px 19px;
        border: 1px solid var(--md-sys-color-outline-variant);
        border-radius: 12px;
        background: var(--md-sys-color-surface);
      }
      article::before {
        content: "";
        position: absolute;
        inset-block: 0;
        inset-inline-start: 0;
        width: 3px;
        background: var(--md-sys-color-tertiary);
      }
      header {
        display: flex;
        gap: 8px;
        align-items: baseline;
        flex-wrap: wrap;
      }
      h3 {
        font-size: 1em;
        font-weight: 650;
      }
      .number,
      .by {
        color: var(--md-sys-color-on-surface-variant);
        font-size: 0.9em;
      }
      .about,
      .number {
        border-radius: 4px;
      }
      .about {
        color: var(--md-sys-color-primary);
      }
      button:hover {
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      .text {
        margin-top: 2px;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 20px;
        margin-top: 8px;
      }
      dl div {
        display: flex;
        gap: 6px;
        min-width: 0;
      }
      dt {
        flex: none;
        color: var(--md-sys-color-on-surface-variant);
      }
      dd {
        overflow-wrap: anywhere;
        min-width: 0;
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
        margin-top: 8px;
        --md-outlined-button-container-height: 32px;
        --md-outlined-button-label-text-size: 13px;
        --md-outlined-button-leading-space: 14px;
        --md-outlined-button-trailing-space: 16px;
        --md-outlined-button-with-leading-icon-leading-space: 12px;
        --md-outlined-button-with-leading-icon-trailing-space: 16px;
        --md-outlined-button-icon-size: 16px;
        --hub-icon-size: 16px;
      }
      .undone article {
        background: transparent;
      }
      .undone article::before {
        background: var(--md-sys-color-outline);
      }
      .undone :is(h3, .text, dd) {
        text-decoration: line-through;
        color: var(--md-sys-color-on-surface-variant);
      }
      .stamp {
        display: inline-flex;
        gap: 4px;
        align-items: center;
        padding: 1px 9px 1px 7px;
        border-radius: 99px;
        font-size: 0.86em;
        font-weight: 600;
        background: var(--md-sys-color-surface-container-high);
        color: var(--md-sys-color-on-surface-variant);
        --hub-icon-size: 14px;
      }
      @media (pointer: coarse) {
        footer {
          --md-outlined-button-container-height: 40px;
        }
      }
    `,
  ];

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  #link(record: Record, text: string, className: string): TemplateResult {
    return html`<button
      class=${className}
      title=${record.title}
      @click=${() => this.#tell("hub-navigate", { record })}
    >
      ${text}
    </button>`;
  }

  #action(action: Action): TemplateResult {
    const isUndo = action.words === "undo";
    return html`<md-outlined-button
      ?has-icon=${isUndo}
      ?disabled=${this.busy}
      @click=${() => this.#tell("hub-action", { action, card: this.card })}
    >
      ${isUndo ? html`<hub-icon slot="icon" name="undo"></hub-icon>` : nothing}${action.label}
    </md-outlined-button>`;
  }

  #footer(actions: readonly Action[], by: string | null): TemplateResult | typeof nothing {
    if (actions.length === 0 && !by) return nothing;
    return html`<footer part="footer">
      ${actions.map((action) => this.#action(action))}${by ? html`<span class="by">by ${by}</span>` : nothing}
    </footer>`;
  }

  protected override render() {
    const { card } = this;
    if (!card) return nothing;
    const { title, text, record, about, facts, actions, by, state } = card;
    const undone = state === "undone";
    const other = about && about.id !== record?.id ? about : undefined;
    return html`<div class=${undone ? "undone" : ""}>
      <article part="card">
        <header part="header">
          <h3>${title}</h3>
          ${other ? this.#link(other, other.title, "about") : nothing}
          ${record ? this.#link(record, record.number, "number") : nothing}
          ${undone ? html`<span class="stamp"><hub-icon name="undo"></hub-icon>Undone</span>` : nothing}
        </header>
        <div part="body">
          ${text ? html`<p class="text">${text}</p>` : nothing}
          ${
            facts.length && !undone
              ? html`<dl>
                  ${facts.map(
                    (fact) =>
                      html`<div>
                        <dt>${fact.label}</dt>
                        <dd>${fact.value}</dd>
                      </div>`,
                  )}
                </dl>`
              : nothing
          }
          <slot></slot>
        </div>
        ${this.#footer(undone ? [] : actions, by)}
      </article>
    </div>`;
  }
}

define("hub-card", HubCard);
