/**
 * Colours, type and spacing. `--hub-*` is what a host page may set; `--md-sys-*` is what Material and our styles read. Each colour is a
 * pair: `light-dark()` takes the half that the surrounding `color-scheme` asks for.
 */
import { css } from "lit";

/** For the page (`:root`) and for each element (`:host`), so that an element looks right on any page. */
export const tokens = css`
  :root,
  :host {
    --md-sys-color-primary: var(--hub-primary, light-dark(#4a4bbf, #bfc1ff));
    --md-sys-color-on-primary: var(--hub-on-primary, light-dark(#ffffff, #1f1f78));
    --md-sys-color-primary-container: var(--hub-primary-container, light-dark(#e5e4ff, #34358f));
    --md-sys-color-on-primary-container: var(--hub-on-primary-container, light-dark(#1b1a66, #e3e1ff));
    --md-sys-color-secondary: light-dark(#5c5b76, #c6c3e0);
    --md-sys-color-on-secondary: light-dark(#ffffff, #2e2d45);
    --md-sys-color-secondary-container: light-dark(#e8e6f5, #3a394d);
    --md-sys-color-on-secondary-container: light-dark(#26253a, #e3e0f6);
    --md-sys-color-tertiary: light-dark(#00666b, #80d4da);
    --md-sys-color-on-tertiary: light-dark(#ffffff, #00373a);
    --md-sys-color-tertiary-container: light-dark(#d3eff0, #0c4a4e);
    --md-sys-color-on-tertiary-container: light-dark(#003234, #b4eef2);
    --md-sys-color-error: light-dark(#b3261e, #ffb4ab);
    --md-sys-color-on-error: light-dark(#ffffff, #690005);
    --md-sys-color-error-container: light-dark(#fdeae8, #5c1a16);
    --md-sys-color-on-error-container: light-dark(#5c120d, #ffdad6);
    --md-sys-color-background: var(--hub-background, light-dark(#faf9fd, #121217));
    --md-sys-color-on-background: var(--hub-text, light-dark(#1c1b22, #e6e3eb));
    --md-sys-color-surface: var(--hub-surface, light-dark(#ffffff, #18181e));
    --md-sys-color-on-surface: var(--hub-text, light-dark(#1c1b22, #e6e3eb));
    --md-sys-color-on-surface-variant: var(--hub-muted, light-dark(#5d5b69, #b8b5c3));
    --md-sys-color-surface-container-lowest: light-dark(#ffffff, #0e0e12);
    --md-sys-color-surface-container-low: light-dark(#f7f6fb, #1c1c22);
    --md-sys-color-surface-container: light-dark(#f2f1f8, #212128);
    --md-sys-color-surface-container-high: light-dark(#ebeaf3, #2a2a32);
    --md-sys-color-surface-container-highest: light-dark(#e4e2ec, #34343d);
    --md-sys-color-outline: light-dark(#7a7885, #918e9b);
    --md-sys-color-outline-variant: var(--hub-line, light-dark(#e3e1ea, #34333c));
    --md-sys-color-inverse-surface: light-dark(#313037, #e6e3eb);
    --md-sys-color-inverse-on-surface: light-dark(#f4f0f7, #313037);
    --md-sys-color-inverse-primary: light-dark(#c2c3ff, #4a4bbf);
    --md-sys-color-shadow: #000;
    --md-sys-color-scrim: #000;
    --md-ref-typeface-plain: var(
      --hub-font,
      system-ui,
      -apple-system,
      "Segoe UI",
      Roboto,
      Cantarell,
      "Noto Sans",
      sans-serif
    );
    --md-ref-typeface-brand: var(--md-ref-typeface-plain);
    --hub-mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
    --hub-round: var(--hub-radius, 14px);
    --hub-gap: 16px;
    --hub-ease: cubic-bezier(0.2, 0, 0, 1);
    --hub-lift: 0 1px 2px light-dark(#1c1b2214, #00000066), 0 8px 28px light-dark(#1c1b2224, #0000008c);
  }
  /* Fingers need 48 px. */
  @media (pointer: coarse), (max-width: 839px) {
    :root,
    :host {
      --md-icon-button-state-layer-width: 48px;
      --md-icon-button-state-layer-height: 48px;
    }
  }
`;

/** What every element starts with. */
export const base = css`
  :host {
    box-sizing: border-box;
    color: var(--md-sys-color-on-surface);
    font: 400 14px/1.45 var(--md-ref-typeface-plain);
    -webkit-font-smoothing: antialiased;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme="light"]) {
    color-scheme: light;
  }
  :host([theme="dark"]) {
    color-scheme: dark;
  }
  :host([density="compact"]) {
    --hub-gap: 10px;
    font-size: 13px;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  button {
    font: inherit;
    color: inherit;
    text-align: start;
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
  }
  button:disabled {
    cursor: default;
  }
  a {
    color: var(--md-sys-color-primary);
    text-underline-offset: 2px;
  }
  :focus-visible {
    outline: 2px solid var(--md-sys-color-primary);
    outline-offset: 2px;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (forced-colors: active) {
    [aria-current="page"],
    [aria-selected="true"],
    [aria-pressed="true"],
    .count {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0.01ms !important;
      transition-duration: 0.01ms !important;
      scroll-behavior: auto !important;
    }
  }
`;
