import { css } from "lit";

export const importStyles = css`
  :host {
    display: block;
  }
  article {
    display: grid;
    gap: 16px;
  }
  h3 {
    font-size: 15px;
    font-weight: 650;
  }
  .drop {
    display: grid;
    justify-items: center;
    gap: 10px;
    padding: 36px 20px;
    border: 2px dashed var(--md-sys-color-outline-variant);
    border-radius: 18px;
    text-align: center;
  }
  .drop.over {
    border-color: var(--md-sys-color-primary);
    background: var(--md-sys-color-primary-container);
  }
  .drop:focus-within {
    outline: 2px solid var(--md-sys-color-primary);
    outline-offset: 2px;
  }
  .counts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .counts li {
    padding: 4px 12px;
    border-radius: 99px;
    background: var(--md-sys-color-surface-container-high);
    font-variant-numeric: tabular-nums;
  }
  .counts .bad {
    background: var(--md-sys-color-error-container);
    color: var(--md-sys-color-on-error-container);
  }
  .scroll {
    overflow: auto;
    max-height: 320px;
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: 14px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 13.5px;
  }
  th,
  td {
    padding: 7px 12px;
    text-align: start;
    vertical-align: top;
    border-bottom: 1px solid var(--md-sys-color-outline-variant);
  }
  thead th {
    position: sticky;
    top: 0;
    background: var(--md-sys-color-surface);
    font-weight: 600;
  }
  td.sample {
    color: var(--md-sys-color-on-surface-variant);
    overflow-wrap: anywhere;
  }
  select {
    max-width: 220px;
    padding: 6px 8px;
    border: 1px solid var(--md-sys-color-outline);
    border-radius: 9px;
    background: transparent;
    color: inherit;
    font: inherit;
  }
  label.ask {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    justify-content: flex-end;
  }
  progress {
    width: 100%;
    height: 8px;
    border: 0;
    border-radius: 99px;
    overflow: hidden;
    background: var(--md-sys-color-surface-container-high);
    accent-color: var(--md-sys-color-primary);
  }
  progress::-webkit-progress-bar {
    background: transparent;
  }
  progress::-webkit-progress-value {
    background: var(--md-sys-color-primary);
  }
`;
