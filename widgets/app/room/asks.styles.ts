/** What the bot says in private, and what it asks for. */
import { css } from "lit";

export const asksStyles = css`
  .private {
    margin-top: 6px;
    padding: 8px 14px 10px;
    border: 1px dashed var(--md-sys-color-outline);
    border-radius: 12px;
    width: fit-content;
    max-width: 100%;
    background: var(--md-sys-color-surface-container-low);
  }
  .private .mark {
    display: flex;
    gap: 6px;
    align-items: center;
    margin-bottom: 2px;
    font-size: 12px;
    font-weight: 600;
    color: var(--md-sys-color-on-surface-variant);
    --hub-icon-size: 14px;
  }
  .private > div + div {
    margin-top: 6px;
  }
  .private .mine {
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--md-sys-color-outline-variant);
    color: var(--md-sys-color-on-surface-variant);
    font-size: 13px;
  }
  .private:has(hub-form[waits]) {
    width: auto;
  }
  .taken {
    display: flex;
    gap: 6px;
    align-items: center;
    margin-top: 4px;
    font-size: 13px;
    color: var(--md-sys-color-on-surface-variant);
    --hub-icon-size: 15px;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 8px;
  }
  .choices button {
    min-height: 36px;
    padding: 6px 16px;
    border: 1px solid var(--md-sys-color-outline);
    border-radius: 99px;
    background: var(--md-sys-color-surface);
    color: var(--md-sys-color-primary);
    font-size: 13.5px;
    font-weight: 600;
    text-align: start;
  }
  .choices button:hover {
    background: var(--md-sys-color-surface-container-high);
  }
  .choices .primary {
    border-color: transparent;
    background: var(--md-sys-color-primary);
    color: var(--md-sys-color-on-primary);
  }
  .choices .primary:hover {
    background: color-mix(in srgb, var(--md-sys-color-primary) 88%, var(--md-sys-color-on-primary));
  }
  .choices .danger {
    color: var(--md-sys-color-error);
  }
  @media (pointer: coarse) {
    .choices button {
      min-height: 48px;
    }
  }
`;
