import { css } from "lit";

export const roomStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
  }
  header {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 64px;
    padding: 0 12px 0 24px;
    border-bottom: 1px solid var(--md-sys-color-outline-variant);
  }
  .back {
    display: none;
  }
  .on {
    color: var(--md-sys-color-primary);
    --md-icon-button-icon-color: var(--md-sys-color-primary);
  }
  .names {
    flex: 1;
    min-width: 0;
  }
  h2,
  .names p {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  h2 {
    font-size: 16.5px;
    font-weight: 650;
    letter-spacing: -0.005em;
  }
  .names p {
    font-size: 12.5px;
    color: var(--md-sys-color-on-surface-variant);
  }
  hub-log {
    flex: 1;
  }
  .middle {
    flex: 1;
    display: grid;
    place-content: center;
  }
  .wait {
    flex: 1;
    padding: 32px 24px;
  }
  .typing {
    min-height: 20px;
    padding: 0 24px;
    font-size: 12.5px;
    color: var(--md-sys-color-on-surface-variant);
  }
  .join {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 16px;
    padding: 16px 24px;
    border-top: 1px solid var(--md-sys-color-outline-variant);
  }
  .join a {
    flex: none;
    padding: 8px 4px;
    font-weight: 600;
    color: var(--md-sys-color-primary);
  }
  @media (max-width: 839px) {
    header {
      padding: 0 6px;
      gap: 6px;
      min-height: 60px;
    }
    .back {
      display: inline-flex;
    }
    .typing {
      padding: 0 14px;
    }
  }
`;
