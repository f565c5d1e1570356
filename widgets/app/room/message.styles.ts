import { css } from "lit";

export const messageStyles = css`
  .message {
    display: flex;
    gap: 14px;
    position: relative;
    padding: 3px 24px;
  }
  .message.first {
    margin-top: 12px;
  }
  .message:hover,
  .message:focus-within {
    background: color-mix(in srgb, var(--md-sys-color-surface-container-low) 80%, transparent);
  }
  .message:focus-visible {
    outline-offset: -2px;
    border-radius: 8px;
  }
  .side {
    flex: none;
    width: 38px;
    --hub-avatar-size: 38px;
  }
  .side time {
    display: block;
    opacity: 0;
    font-size: 11px;
    line-height: 22px;
    white-space: nowrap;
    color: var(--md-sys-color-on-surface-variant);
  }
  .message:hover .side time {
    opacity: 1;
  }
  .main {
    flex: 1;
    min-width: 0;
    max-width: 760px;
    font-size: 14.5px;
    overflow-wrap: anywhere;
  }
  .head {
    display: flex;
    gap: 8px;
    align-items: baseline;
  }
  .sender {
    font-weight: 650;
  }
  .head time,
  .edited {
    font-size: 12px;
    color: var(--md-sys-color-on-surface-variant);
  }
  .plain {
    white-space: pre-wrap;
  }
  .rich > p + p,
  .rich :is(pre, ul, ol, blockquote, table) {
    margin-block: 4px;
  }
  .rich :is(ul, ol) {
    padding-inline-start: 22px;
  }
  .rich ul {
    list-style: disc;
  }
  .rich ol {
    list-style: decimal;
  }
  .rich blockquote {
    margin-inline: 0;
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--md-sys-color-outline-variant);
    color: var(--md-sys-color-on-surface-variant);
  }
  .rich :is(code, pre) {
    font: 13px/1.5 var(--hub-mono);
    background: var(--md-sys-color-surface-container);
    border-radius: 6px;
  }
  .rich code {
    padding: 1px 5px;
  }
  .rich pre {
    padding: 10px 12px;
    overflow-x: auto;
  }
  .rich pre code {
    padding: 0;
  }
  .rich table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  .rich :is(td, th) {
    padding: 4px 12px;
    border: 1px solid var(--md-sys-color-outline-variant);
    text-align: start;
  }
  .mention {
    padding: 0 5px;
    border-radius: 6px;
    background: var(--md-sys-color-primary-container);
    color: var(--md-sys-color-on-primary-container);
    font-weight: 550;
  }
  .notice :is(.plain, .rich) {
    color: var(--md-sys-color-on-surface-variant);
  }
  .emote,
  .removed {
    font-style: italic;
  }
  .removed {
    color: var(--md-sys-color-on-surface-variant);
  }
  .sending :is(.plain, .rich) {
    opacity: 0.6;
  }
  hub-card {
    margin-top: 4px;
  }
  .quote {
    display: flex;
    gap: 6px;
    align-items: center;
    max-width: 100%;
    font-size: 13px;
    color: var(--md-sys-color-on-surface-variant);
    --hub-icon-size: 14px;
  }
  .quote strong {
    flex: none;
  }
  .quote span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-top: 6px;
  }
  .reactions button {
    padding: 2px 10px;
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: 99px;
    background: var(--md-sys-color-surface-container-low);
    font-size: 13px;
    font-weight: 550;
  }
  .reactions button[aria-pressed="true"] {
    background: var(--md-sys-color-primary-container);
    color: var(--md-sys-color-on-primary-container);
    border-color: var(--md-sys-color-primary);
  }
  .tools {
    display: flex;
    position: absolute;
    inset-block-start: -16px;
    inset-inline-end: 20px;
    z-index: 1;
    padding: 2px;
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: 12px;
    background: var(--md-sys-color-surface);
    box-shadow: 0 2px 8px #0000001f;
    opacity: 0;
    pointer-events: none;
    --hub-icon-size: 18px;
  }
  .message:is(:hover, :focus-visible, :focus-within) .tools {
    opacity: 1;
    pointer-events: auto;
  }
  .emoji {
    display: flex;
    border-inline-end: 1px solid var(--md-sys-color-outline-variant);
  }
  .tool {
    display: grid;
    place-content: center;
    width: 32px;
    height: 32px;
    border-radius: 9px;
    color: var(--md-sys-color-on-surface-variant);
  }
  .tool:hover {
    background: var(--md-sys-color-surface-container-high);
    color: var(--md-sys-color-on-surface);
  }
  .unsent {
    display: flex;
    gap: 6px;
    align-items: center;
    font-size: 12.5px;
    color: var(--md-sys-color-on-surface-variant);
    --hub-icon-size: 14px;
  }
  .unsent.failed {
    color: var(--md-sys-color-error);
  }
  .unsent button {
    padding: 4px 8px;
    font-weight: 600;
    color: var(--md-sys-color-primary);
  }
  @media (pointer: coarse) {
    .tool {
      width: 48px;
      height: 48px;
      font-size: 18px;
    }
    .reactions button {
      min-height: 36px;
      padding-inline: 14px;
    }
  }
  @media (max-width: 839px) {
    .message {
      padding-inline: 14px;
      gap: 10px;
    }
    .main {
      font-size: 15.5px;
    }
    .tools {
      inset-inline-end: 10px;
    }
  }
`;
