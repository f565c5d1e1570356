/** What stands beside the conversation while the details are open. */
import { html, nothing, type TemplateResult } from "lit";
import "../panel/panel.ts";
import type { Details } from "./details.ts";

export function detailsPane(details: Details, token: string): TemplateResult | typeof nothing {
  const { here, shown, open } = details;
  if (!shown || !open) return nothing;
  const close = () => details.toggle(false);
  return html`<button class="scrim" aria-label="Close details" tabindex="-1" @click=${close}></button>
    <hub-panel
      .record=${shown}
      .token=${token}
      .canGoBack=${here !== undefined && here.id !== shown.id}
      @back=${() => details.show(here)}
      @close=${close}
    ></hub-panel>`;
}
