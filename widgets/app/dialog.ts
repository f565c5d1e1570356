/** How the app's dialogs look. They are the browser's own `<dialog>`: focus, Escape and the inert page behind come with it. */
import { css } from "lit";

export const dialogStyles = css`
  dialog {
    width: min(600px, calc(100vw - 32px));
    max-height: min(640px, calc(100dvh - 64px));
    margin: 12dvh auto auto;
    padding: 0;
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: 20px;
    background: var(--md-sys-color-surface);
    color: inherit;
    box-shadow: var(--hub-lift);
    overflow: hidden;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
    animation: open 0.16s var(--hub-ease);
  }
  dialog::backdrop {
    background: #0d0d1459;
  }
  @keyframes open {
    from {
      transform: translateY(-8px);
      opacity: 0;
    }
  }
  @media (max-width: 839px) {
    dialog {
      width: 100vw;
      max-width: none;
      height: 100dvh;
      max-height: none;
      margin: 0;
      border: 0;
      border-radius: 0;
    }
  }
`;
