import { css } from "lit";

export const jumpStyles = css`
  .field {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 6px 12px 6px 20px;
    border-bottom: 1px solid var(--md-sys-color-outline-variant);
    color: var(--md-sys-color-on-surface-variant);
  }
  input {
    flex: 1;
    min-width: 0;
    height: 48px;
    border: 0;
    outline: 0;
    background: none;
    color: var(--md-sys-color-on-surface);
    font: 400 17px/1.4 var(--md-ref-typeface-plain);
  }
  input:focus-visible {
    outline: 0;
  }
  input::placeholder {
    color: var(--md-sys-color-on-surface-variant);
    opacity: 1;
  }
  .close {
    padding: 6px 8px;
    border-radius: 8px;
  }
  .close hub-icon {
    display: none;
  }
  kbd {
    padding: 2px 7px;
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: 6px;
    font: 500 11px/1.4 var(--md-ref-typeface-plain);
  }
  [role="listbox"] {
    overflow-y: auto;
    padding: 4px 8px 8px;
    scrollbar-width: thin;
  }
  [role="listbox"]:empty {
    display: none;
  }
  .heading {
    padding: 10px 12px 4px;
    font-size: 12px;
    font-weight: 600;
    color: var(--md-sys-color-on-surface-variant);
  }
  [role="option"] {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 8px 12px;
    border-radius: 12px;
    cursor: pointer;
    --hub-avatar-size: 32px;
    --hub-icon-size: 16px;
  }
  [role="option"][aria-selected="true"] {
    background: var(--md-sys-color-primary-container);
    color: var(--md-sys-color-on-primary-container);
  }
  .lines {
    flex: 1;
    min-width: 0;
  }
  .lines span {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .title {
    font-weight: 550;
  }
  .hint {
    font-size: 12.5px;
    opacity: 0.8;
  }
  .number {
    font-size: 12.5px;
    font-variant-numeric: tabular-nums;
    opacity: 0.85;
  }
  .note {
    padding: 10px 20px 14px;
    color: var(--md-sys-color-on-surface-variant);
  }
  .note:empty {
    display: none;
  }
  @media (max-width: 839px) {
    [role="option"] {
      min-height: 56px;
    }
    .close {
      display: grid;
      place-content: center;
      width: 48px;
      height: 48px;
    }
    .close kbd {
      display: none;
    }
    .close hub-icon {
      display: inline-flex;
    }
  }
`;
