/** The style sheet of the web app's page. It paints before any script runs. */
import { css } from "lit";
import { tokens } from "./tokens.ts";

export const page = css`
  ${tokens}
  :root {
    color-scheme: light dark;
    background: var(--md-sys-color-background);
    color: var(--md-sys-color-on-background);
    font: 400 14px/1.45 var(--md-ref-typeface-plain);
  }
  :root[data-theme="light"] {
    color-scheme: light;
  }
  :root[data-theme="dark"] {
    color-scheme: dark;
  }
  html,
  body {
    height: 100%;
    margin: 0;
    overflow: hidden;
    overscroll-behavior: none;
  }
  hub-app {
    display: block;
    height: 100dvh;
  }
  hub-app:not(:defined),
  .notice {
    display: grid;
    place-content: center;
    text-align: center;
    padding: 24px;
    color: var(--md-sys-color-on-surface-variant);
  }
`;
