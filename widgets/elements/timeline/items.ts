/** What happened, newest first; drawn alike in a profile and in a timeline of its own. */
import { css, html, nothing, type TemplateResult } from "lit";
import type { TimelineItem } from "@singularity/hub-server/contract";
import { day, dayAndTime } from "../words.ts";

const oneItem = (item: TimelineItem, lang: string | undefined): TemplateResult => html`
  <li>
    <span class="dot"><hub-icon name=${item.icon}></hub-icon></span>
    <div class="what">
      <div class="line">
        <span class="title">${item.title}</span>
        <time datetime=${item.at} title=${dayAndTime(item.at, lang)}>${day(item.at, lang)}</time>
      </div>
      ${item.text ? html`<p>${item.text}</p>` : nothing}
      <p class="by">${[item.number, ...item.facts, item.by?.title].filter(Boolean).join(" · ")}</p>
    </div>
  </li>
`;

export const timelineItems = (items: readonly TimelineItem[], lang: string | undefined): TemplateResult =>
  html`<ol class="timeline">
    ${items.map((item) => oneItem(item, lang))}
  </ol>`;

export const timelineStyles = css`
  .timeline li {
    display: flex;
    gap: 12px;
    position: relative;
    padding-bottom: var(--hub-gap);
  }
  .timeline li::before {
    content: "";
    position: absolute;
    inset-block: 32px 2px;
    inset-inline-start: 14px;
    width: 1px;
    background: var(--md-sys-color-outline-variant);
  }
  .timeline li:last-child {
    padding-bottom: 0;
  }
  .timeline li:last-child::before {
    display: none;
  }
  .timeline .dot {
    display: grid;
    place-content: center;
    flex: none;
    width: 29px;
    height: 29px;
    border-radius: 50%;
    background: var(--md-sys-color-tertiary-container);
    color: var(--md-sys-color-on-tertiary-container);
    --hub-icon-size: 16px;
  }
  .timeline .what {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
    padding-top: 4px;
  }
  .timeline .line {
    display: flex;
    gap: 8px;
    align-items: baseline;
  }
  .timeline .title {
    flex: 1;
    font-weight: 600;
  }
  .timeline time {
    flex: none;
  }
  .timeline time,
  .timeline .by {
    color: var(--md-sys-color-on-surface-variant);
    font-size: 0.86em;
  }
  .timeline p {
    white-space: pre-line;
  }
`;
