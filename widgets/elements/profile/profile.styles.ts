import { css } from "lit";

export const profileStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  article {
    display: grid;
    gap: calc(var(--hub-gap) * 1.25);
    padding: calc(var(--hub-gap) * 1.25);
    background: var(--md-sys-color-surface);
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: var(--hub-round);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px;
  }
  .emblem {
    display: grid;
    place-content: center;
    width: 46px;
    height: 46px;
    border-radius: 30%;
    background: var(--md-sys-color-primary-container);
    color: var(--md-sys-color-on-primary-container);
    --hub-icon-size: 24px;
  }
  .names {
    flex: 1;
    min-width: 0;
  }
  h2 {
    font-size: 1.3em;
    line-height: 1.25;
    font-weight: 650;
    letter-spacing: -0.01em;
    overflow-wrap: anywhere;
  }
  h3 {
    margin-bottom: 12px;
    font-size: 0.93em;
    font-weight: 600;
    color: var(--md-sys-color-on-surface-variant);
  }
  .muted {
    color: var(--md-sys-color-on-surface-variant);
  }
  .badges {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    width: 100%;
  }
  .badges li {
    padding: 2px 10px;
    border-radius: 99px;
    font-size: 0.86em;
    font-weight: 600;
    background: var(--md-sys-color-tertiary-container);
    color: var(--md-sys-color-on-tertiary-container);
  }
  .badges li::first-letter {
    text-transform: uppercase;
  }
  .badges .gone {
    background: var(--md-sys-color-error-container);
    color: var(--md-sys-color-on-error-container);
  }
  dl {
    display: grid;
    gap: calc(var(--hub-gap) * 0.5);
  }
  dl > div {
    display: grid;
    grid-template-columns: minmax(84px, 34%) 1fr;
    gap: 12px;
    align-items: baseline;
  }
  dl > .wide {
    grid-template-columns: 1fr;
    gap: 2px;
  }
  dt {
    color: var(--md-sys-color-on-surface-variant);
    font-size: 0.93em;
  }
  dd {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  @container (min-width: 640px) {
    dl {
      grid-template-columns: 1fr 1fr;
      column-gap: 32px;
    }
    dl > .wide {
      grid-column: 1 / -1;
    }
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .long {
    white-space: pre-line;
  }
  .owner {
    display: flex;
    align-items: center;
    gap: 8px;
    --hub-avatar-size: 22px;
  }
  .ref {
    color: var(--md-sys-color-primary);
    text-decoration: underline;
    text-underline-offset: 2px;
    border-radius: 4px;
  }
  .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .tags li {
    padding: 1px 8px;
    border-radius: 8px;
    background: var(--md-sys-color-surface-container-high);
    font-size: 0.93em;
  }
  .hidden {
    display: flex;
    gap: 8px;
    align-items: center;
    position: relative;
    margin-top: calc(var(--hub-gap) * 0.85);
    color: var(--md-sys-color-on-surface-variant);
    font-size: 0.93em;
    --hub-icon-size: 16px;
  }
  section[part="footer"] {
    border-top: 1px solid var(--md-sys-color-outline-variant);
    padding-top: var(--hub-gap);
  }
  .all {
    margin-top: 8px;
    margin-inline-start: -12px;
  }
`;
