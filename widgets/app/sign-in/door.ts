/** The frame around signing in: the name of the house, a card, and a sentence about what went wrong. */
import { css, html, nothing, type TemplateResult } from "lit";
import "../../elements/icon/icon.ts";

export const mark = html`<svg class="mark" viewBox="0 0 48 48" aria-hidden="true">
  <rect width="48" height="48" rx="13" />
  <circle cx="24" cy="24" r="5.5" />
  <path d="M24 9.5c8 0 14.5 6.5 14.5 14.5M24 38.5c-8 0-14.5-6.5-14.5-14.5" />
  <circle class="moon" cx="35.5" cy="33.5" r="2.8" />
  <circle class="moon" cx="12.5" cy="14.5" r="2.8" />
</svg>`;

export const markStyles = css`
  .mark {
    width: 48px;
    height: 48px;
    fill: #fff;
    forced-color-adjust: none;
  }
  .mark rect {
    fill: #4a4bbf;
  }
  .mark path {
    fill: none;
    stroke: #fff;
    stroke-width: 3.5;
    stroke-linecap: round;
  }
  .mark .moon {
    fill: #b4eef2;
  }
`;

export const door = (
  heading: string,
  about: string,
  sentence: string,
  form: TemplateResult,
): TemplateResult => html`
  <main>
    ${mark}
    <h1>${heading}</h1>
    <p class="about">${about}</p>
    ${sentence ? html`<p class="sentence" role="alert"><hub-icon name="alert"></hub-icon><span>${sentence}</span></p>` : nothing}
    ${form}
  </main>
`;

export const doorStyles = css`
  ${markStyles}
  :host {
    display: grid;
    place-items: center;
    min-height: 100%;
    height: 100%;
    overflow: auto;
    padding: 24px 16px;
    background:
      radial-gradient(
        60rem 40rem at 85% -10%,
        color-mix(in srgb, var(--md-sys-color-primary) 14%, transparent),
        transparent
      ),
      radial-gradient(
        50rem 36rem at 0% 110%,
        color-mix(in srgb, var(--md-sys-color-tertiary) 12%, transparent),
        transparent
      ),
      var(--md-sys-color-background);
  }
  main {
    width: min(100%, 400px);
    padding: 36px 32px 32px;
    border: 1px solid var(--md-sys-color-outline-variant);
    border-radius: 24px;
    background: var(--md-sys-color-surface);
    box-shadow: var(--hub-lift);
  }
  h1 {
    margin-top: 20px;
    font-size: 24px;
    line-height: 1.2;
    font-weight: 650;
    letter-spacing: -0.015em;
  }
  .about {
    margin-top: 6px;
    color: var(--md-sys-color-on-surface-variant);
  }
  .sentence {
    display: flex;
    gap: 10px;
    margin-top: 20px;
    padding: 12px 14px;
    border-radius: 12px;
    background: var(--md-sys-color-error-container);
    color: var(--md-sys-color-on-error-container);
  }
  form {
    display: grid;
    gap: 16px;
    margin-top: 24px;
  }
  md-filled-button {
    --md-filled-button-container-height: 48px;
    --md-filled-button-container-shape: 12px;
    --md-filled-button-label-text-size: 15px;
    --md-filled-button-label-text-weight: 600;
  }
  .strength {
    display: flex;
    gap: 12px;
    align-items: center;
    margin-top: -6px;
    font-size: 13px;
    color: var(--md-sys-color-on-surface-variant);
  }
  meter {
    flex: none;
    width: 96px;
    height: 8px;
  }
`;
