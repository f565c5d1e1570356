import { css } from "lit";

export const formStyles = css`
  :host {
    display: block;
    max-width: 560px;
  }
  form {
    display: grid;
    gap: 14px;
    margin-top: 8px;
    padding: 16px;
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: 14px;
    background: var(--md-sys-color-surface);
    color: var(--md-sys-color-on-surface);
  }
  form[hidden] {
    display: none;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 1fr));
    gap: 14px 16px;
  }
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
    align-content: start;
    min-width: 0;
  }
  .field:has(textarea) {
    grid-column: 1 / -1;
  }
  label {
    font-size: 13px;
    font-weight: 600;
  }
  label::first-letter {
    text-transform: uppercase;
  }
  .help {
    font-size: 12px;
    font-weight: 400;
    color: var(--md-sys-color-on-surface-variant);
  }
  :is(input, select, textarea) {
    width: 100%;
    min-width: 0;
    min-height: 42px;
    padding: 8px 12px;
    border: 1px solid var(--md-sys-color-outline);
    border-radius: 10px;
    background: transparent;
    color: inherit;
    font: inherit;
    font-size: 14.5px;
  }
  option {
    background: var(--md-sys-color-surface);
  }
  textarea {
    resize: vertical;
  }
  :is(input, select, textarea):focus-visible {
    outline: 2px solid var(--md-sys-color-primary);
    outline-offset: -1px;
    border-color: var(--md-sys-color-primary);
  }
  summary {
    padding: 4px 0;
    cursor: pointer;
    font-size: 13.5px;
    font-weight: 600;
    color: var(--md-sys-color-primary);
  }
  details .fields {
    margin-top: 10px;
  }
  .actions {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
  }
  @media (max-width: 839px) {
    :is(input, select, textarea) {
      min-height: 48px;
      font-size: 16px;
    }
    summary {
      padding: 12px 0;
    }
  }
`;
