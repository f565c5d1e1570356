import { css } from "lit";

export const logStyles = css`
  :host {
    display: block;
    position: relative;
    min-height: 0;
  }
  .scroll {
    height: 100%;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .scroll:focus-visible {
    outline-offset: -3px;
  }
  .rows {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    min-height: 100%;
    padding: 16px 0 12px;
  }
  .day,
  .new {
    display: flex;
    align-items: center;
    gap: 14px;
    margin: 18px 24px 8px;
    font-size: 12.5px;
    font-weight: 600;
    color: var(--md-sys-color-on-surface-variant);
  }
  .day::before,
  .day::after,
  .new::before {
    content: "";
    flex: 1;
    height: 1px;
    background: var(--md-sys-color-outline-variant);
  }
  .new {
    margin-block: 8px;
    color: var(--md-sys-color-error);
  }
  .new::before {
    background: var(--md-sys-color-error);
    opacity: 0.6;
  }
  .events {
    margin: 6px 24px;
    text-align: center;
    font-size: 12.5px;
    color: var(--md-sys-color-on-surface-variant);
  }
  .earlier {
    align-self: center;
    margin-bottom: auto;
    padding: 8px 16px;
    border-radius: 99px;
    color: var(--md-sys-color-primary);
    font-weight: 600;
  }
  .latest {
    position: absolute;
    inset-block-end: 12px;
    inset-inline-end: 20px;
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 8px 16px 8px 12px;
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: 99px;
    background: var(--md-sys-color-surface);
    box-shadow: var(--hub-lift);
    font-weight: 600;
    --hub-icon-size: 18px;
  }
`;
