/** What elements show instead of content: a skeleton while they wait, a sentence when it failed. */
import "@material/web/button/filled-tonal-button.js";
import { css, html, nothing, type TemplateResult } from "lit";
import type { Failure } from "./failure.ts";
import "./icon/icon.ts";
import "./state/state.ts";

export function failureView(failure: Failure, again: () => void): TemplateResult {
  const { icon, heading, sentence } = failure;
  const button = html`<md-filled-tonal-button @click=${again}>Try again</md-filled-tonal-button>`;
  return html`<div role="alert">
    <hub-state quiet icon=${icon} heading=${heading} sentence=${sentence}
      >${failure.again ? button : nothing}</hub-state
    >
  </div>`;
}

export const skeleton = (rows: number): TemplateResult => html`
  <div class="skeleton" role="status">
    <span class="unseen">Loading</span>
    ${Array.from({ length: rows }, () => html`<div><i></i><i></i></div>`)}
  </div>
`;

export const skeletonStyles = css`
  .skeleton {
    display: grid;
    gap: 18px;
    position: relative;
  }
  .skeleton div {
    display: grid;
    gap: 8px;
  }
  .skeleton i {
    height: 12px;
    border-radius: 6px;
    background: var(--md-sys-color-surface-container-high);
    animation: wait 1.2s ease-in-out infinite alternate;
  }
  .skeleton i:first-child {
    width: 38%;
  }
  .skeleton div:nth-child(even) i:last-child {
    width: 74%;
  }
  @keyframes wait {
    to {
      opacity: 0.45;
    }
  }
`;
