import { css } from "lit";

export const workspaceStyles = css`
  :host {
    display: block;
    height: 100%;
  }
  .frame {
    display: grid;
    grid-template-columns: 64px minmax(240px, 300px) minmax(0, 1fr);
    height: 100%;
    background: var(--md-sys-color-background);
  }
  .frame.with-details {
    grid-template-columns: 64px minmax(240px, 300px) minmax(0, 1fr) 372px;
  }
  main {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    background: var(--md-sys-color-surface);
    border-inline: 1px solid var(--md-sys-color-outline-variant);
  }
  hub-room {
    flex: 1;
    min-height: 0;
  }
  hub-rooms,
  hub-panel {
    min-height: 0;
    min-width: 0;
  }
  .scrim {
    display: none;
  }
  .banner {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 9px 20px;
    background: var(--md-sys-color-inverse-surface);
    color: var(--md-sys-color-inverse-on-surface);
    font-size: 13px;
    --hub-icon-size: 18px;
  }
  .banner button {
    color: var(--md-sys-color-inverse-primary);
    font-weight: 600;
    padding: 4px 8px;
  }
  @media (max-width: 1199px) {
    .frame,
    .frame.with-details {
      grid-template-columns: 64px minmax(220px, 280px) minmax(0, 1fr);
    }
    hub-panel {
      position: fixed;
      inset-block: 0;
      inset-inline-end: 0;
      z-index: 3;
      width: min(400px, 92vw);
      box-shadow: var(--hub-lift);
      animation: slide 0.22s var(--hub-ease);
    }
    .scrim {
      display: block;
      position: fixed;
      inset: 0;
      z-index: 2;
      background: #0000004d;
    }
    @keyframes slide {
      from {
        transform: translateX(40px);
        opacity: 0;
      }
    }
  }
  @media (max-width: 839px) {
    .frame,
    .frame.with-details {
      grid-template-columns: minmax(0, 1fr);
    }
    hub-rail {
      display: none;
    }
    .in-room hub-rooms,
    .in-list main {
      display: none;
    }
    main {
      border: 0;
    }
    hub-panel {
      inset-block: auto 0;
      inset-inline: 0;
      width: auto;
      height: min(86dvh, 760px);
      border-radius: 24px 24px 0 0;
      overflow: hidden;
    }
    @keyframes slide {
      from {
        transform: translateY(60px);
        opacity: 0;
      }
    }
  }
`;
