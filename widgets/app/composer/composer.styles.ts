import { css } from "lit";

export const composerStyles = css`
  :host {
    display: block;
    padding: 2px 20px 18px;
    padding-bottom: max(18px, env(safe-area-inset-bottom));
  }
  .frame {
    position: relative;
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: 16px;
    background: var(--md-sys-color-surface-container-low);
    transition: border-color 0.15s;
  }
  .frame:focus-within {
    border-color: var(--md-sys-color-primary);
    box-shadow: 0 0 0 1px var(--md-sys-color-primary);
    background: var(--md-sys-color-surface);
  }
  .row {
    display: flex;
    align-items: flex-end;
    gap: 2px;
    padding: 4px;
  }
  textarea {
    flex: 1;
    min-width: 0;
    field-sizing: content;
    min-height: 40px;
    max-height: 36dvh;
    padding: 9px 4px;
    border: 0;
    outline: 0;
    resize: none;
    background: none;
    color: inherit;
    font: 400 15px/1.45 var(--md-ref-typeface-plain);
  }
  textarea:focus-visible {
    outline: 0;
  }
  textarea::placeholder {
    color: var(--md-sys-color-on-surface-variant);
    opacity: 1;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .send:not([disabled]) {
    --md-icon-button-icon-color: var(--md-sys-color-primary);
    --md-icon-button-hover-icon-color: var(--md-sys-color-primary);
    --md-icon-button-focus-icon-color: var(--md-sys-color-primary);
    color: var(--md-sys-color-primary);
  }
  .reply {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 8px 6px 16px;
    border-bottom: 1px solid var(--md-sys-color-outline-variant);
    font-size: 13px;
    color: var(--md-sys-color-on-surface-variant);
    --hub-icon-size: 16px;
  }
  .line {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .reply button {
    display: grid;
    place-content: center;
    width: 32px;
    height: 32px;
    border-radius: 50%;
  }
  @media (max-width: 839px) {
    :host {
      padding: 2px 8px max(8px, env(safe-area-inset-bottom));
    }
    textarea {
      font-size: 16px;
      min-height: 48px;
      padding-block: 12px;
    }
    .reply button {
      width: 48px;
      height: 48px;
    }
  }
`;
