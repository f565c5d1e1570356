/** Whether somebody is there: a filled dot, or a ring when they are away. The shape says it without the colour. */
import { css, html, type TemplateResult } from "lit";
import type { RoomSummary } from "../../chat/store.ts";

type Presence = NonNullable<RoomSummary["presence"]>;

export const presenceWords: Readonly<Record<Presence, string>> = { online: "Here now", away: "Away" };

export const presenceDot = (presence: Presence): TemplateResult =>
  html`<span
    class="dot ${presence}"
    role="img"
    aria-label=${presenceWords[presence]}
    title=${presenceWords[presence]}
  ></span>`;

export const presenceStyles = css`
  .face {
    display: inline-flex;
    flex: none;
    position: relative;
  }
  .dot {
    position: absolute;
    inset-block-end: -1px;
    inset-inline-end: -1px;
    box-sizing: border-box;
    width: 13px;
    height: 13px;
    border: 2.5px solid var(--md-sys-color-surface);
    border-radius: 50%;
    background: light-dark(#1f7a4d, #5fd39a);
    forced-color-adjust: none;
  }
  .dot.away {
    background: radial-gradient(
      circle,
      var(--md-sys-color-surface) 0 2px,
      light-dark(#8a5a00, #f0b74d) 2.5px
    );
  }
`;
