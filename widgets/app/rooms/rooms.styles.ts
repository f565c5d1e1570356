import { css } from "lit";

export const roomsStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    padding: 12px 0 0;
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 40px;
    padding: 0 20px;
  }
  h1 {
    font-size: 20px;
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  .phone {
    display: none;
  }
  .search {
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 8px 16px 0;
    padding: 0 8px 0 12px;
    height: 40px;
    border-radius: 12px;
    background: var(--md-sys-color-surface-container-high);
    color: var(--md-sys-color-on-surface-variant);
    --hub-icon-size: 18px;
  }
  .search span {
    flex: 1;
  }
  .search:hover {
    background: var(--md-sys-color-surface-container-highest);
  }
  kbd {
    padding: 2px 7px;
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: 6px;
    background: var(--md-sys-color-surface);
    font: 500 11px/1.4 var(--md-ref-typeface-plain);
  }
  .chips {
    display: flex;
    gap: 6px;
    padding: 10px 16px 6px;
  }
  .chip {
    padding: 4px 12px;
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: 99px;
    font-size: 13px;
    color: var(--md-sys-color-on-surface-variant);
  }
  .chip[aria-pressed="true"] {
    background: var(--md-sys-color-secondary-container);
    color: var(--md-sys-color-on-secondary-container);
    border-color: transparent;
    font-weight: 600;
  }
  nav {
    flex: 1;
    overflow-y: auto;
    padding: 0 8px 16px;
    scrollbar-width: thin;
  }
  h2 {
    padding: 14px 12px 6px;
    font-size: 12px;
    font-weight: 600;
    color: var(--md-sys-color-on-surface-variant);
  }
  li {
    content-visibility: auto;
    contain-intrinsic-size: auto 54px;
  }
  a {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 8px 12px;
    border-radius: 12px;
    color: inherit;
    text-decoration: none;
  }
  a:hover {
    background: var(--md-sys-color-surface-container-high);
  }
  a[aria-current] {
    background: var(--md-sys-color-primary-container);
    color: var(--md-sys-color-on-primary-container);
  }
  a:focus-visible {
    outline-offset: -2px;
  }
  .lines {
    flex: 1;
    min-width: 0;
  }
  .top,
  .bottom {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .name,
  .latest {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .name {
    font-weight: 550;
  }
  time,
  .latest {
    font-size: 12.5px;
    color: var(--md-sys-color-on-surface-variant);
  }
  a[aria-current] :is(time, .latest) {
    color: inherit;
    opacity: 0.85;
  }
  .unread .name {
    font-weight: 700;
  }
  .unread .latest {
    color: var(--md-sys-color-on-surface);
  }
  .count {
    min-width: 20px;
    padding: 0 6px;
    border-radius: 99px;
    background: var(--md-sys-color-primary);
    color: var(--md-sys-color-on-primary);
    font: 600 12px/20px var(--md-ref-typeface-plain);
    text-align: center;
  }
  .count.named {
    background: var(--md-sys-color-error);
    color: var(--md-sys-color-on-error);
  }
  .wait {
    padding: 20px 12px;
  }
  @media (max-width: 839px) {
    .phone {
      display: flex;
      align-items: center;
    }
    .search {
      height: 48px;
    }
    kbd {
      display: none;
    }
    a {
      min-height: 64px;
    }
    .chip {
      min-height: 40px;
      padding-inline: 16px;
    }
    .name {
      font-size: 15.5px;
    }
  }
`;
