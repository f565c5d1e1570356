/** The list of verbs above the composer. Drawn in the composer's own tree, so that its options can be named active. */
import { css, html, nothing, type TemplateResult } from "lit";
import type { Offer } from "./verbs.ts";

export interface PaletteView {
  readonly offers: readonly Offer[];
  readonly active: number;
  readonly choose: (offer: Offer) => void;
  readonly example: (text: string) => void;
}

function chosenVerb({ verb }: Offer, view: PaletteView): TemplateResult {
  return html`<div class="hint">
    <p><code>/${verb.usage}</code></p>
    <p class="help">${verb.help}</p>
    ${verb.examples.length ? html`<p class="examples">For example ${verb.examples.map((one) => html`<button @click=${() => view.example(one)}>${one}</button>`)}</p>` : nothing}
  </div>`;
}

function option(offer: Offer, index: number, view: PaletteView): TemplateResult {
  const { verb, usage, help } = offer.verb;
  const active = index === view.active;
  return html`<div
    role="option"
    id="option-${index}"
    aria-selected=${active}
    @mousedown=${(event: Event) => event.preventDefault()}
    @click=${() => view.choose(offer)}
  >
    <span class="verb">/${verb}</span
    ><span class="what"><span class="help">${help}</span><code>${usage}</code></span>
  </div>`;
}

export function palette(view: PaletteView): TemplateResult {
  const { offers } = view;
  if (offers.length === 0)
    return html`<div class="palette">
      <p class="none">No such command. It is sent as you typed it; <b>/help</b> lists what there is.</p>
    </div>`;
  if (offers[0]!.chosen) return html`<div class="palette">${chosenVerb(offers[0]!, view)}</div>`;
  return html`<div class="palette">
    <div id="options" role="listbox" aria-label="Commands">
      ${offers.map((offer, index) => option(offer, index, view))}
    </div>
    <p class="keys">
      <kbd>↑</kbd><kbd>↓</kbd><span>choose</span><kbd>Tab</kbd><span>complete</span><kbd>Esc</kbd
      ><span>close</span>
    </p>
  </div>`;
}

export const paletteStyles = css`
  .palette {
    position: absolute;
    inset-inline: 0;
    inset-block-end: calc(100% + 6px);
    z-index: 2;
    display: flex;
    flex-direction: column;
    max-height: min(380px, 46dvh);
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: 16px;
    background: var(--md-sys-color-surface);
    box-shadow: var(--hub-lift);
    overflow: hidden;
  }
  [role="listbox"] {
    overflow-y: auto;
    padding: 6px;
    scrollbar-width: thin;
  }
  [role="option"] {
    display: flex;
    gap: 14px;
    align-items: baseline;
    padding: 8px 12px;
    border-radius: 10px;
    cursor: pointer;
  }
  [role="option"][aria-selected="true"] {
    background: var(--md-sys-color-primary-container);
    color: var(--md-sys-color-on-primary-container);
  }
  .verb {
    flex: none;
    min-width: 76px;
    font-weight: 650;
  }
  .what {
    flex: 1;
    min-width: 0;
  }
  .what > * {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  [aria-selected="true"] .what > * {
    white-space: normal;
  }
  code {
    font: 12.5px/1.6 var(--hub-mono);
    opacity: 0.8;
    overflow-wrap: anywhere;
  }
  .keys {
    padding: 8px 18px;
    border-top: 1px solid var(--md-sys-color-outline-variant);
    font-size: 12px;
    color: var(--md-sys-color-on-surface-variant);
  }
  .keys {
    display: flex;
    gap: 6px;
    align-items: center;
  }
  .keys span {
    margin-inline-end: 12px;
  }
  kbd {
    padding: 0 6px;
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: 5px;
    font: inherit;
  }
  .hint,
  .none {
    padding: 12px 18px;
  }
  .hint code {
    font-size: 13.5px;
    font-weight: 600;
    opacity: 1;
  }
  .hint .help,
  .none,
  .examples {
    color: var(--md-sys-color-on-surface-variant);
  }
  .examples {
    margin-top: 6px;
    font-size: 13px;
  }
  .examples button {
    margin: 2px 4px 2px 0;
    padding: 2px 10px;
    border-radius: 8px;
    background: var(--md-sys-color-surface-container-high);
    color: var(--md-sys-color-on-surface);
    font: 12.5px/1.7 var(--hub-mono);
    overflow-wrap: anywhere;
  }
  @media (max-width: 839px) {
    [role="option"] {
      min-height: 48px;
    }
    .what code,
    .keys {
      display: none;
    }
  }
`;
