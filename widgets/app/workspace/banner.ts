/**
 * One line above the conversation while the hub is out of reach. A part of the app that could not be loaded may have been replaced by a
 * newer one, so that only the whole page can be tried again.
 */
import { html, nothing, type TemplateResult } from "lit";
import type { Connection } from "../../chat/store.ts";

export function connectionBanner(connection: Connection, failed: boolean): TemplateResult | typeof nothing {
  if (failed)
    return html`<div class="banner" role="alert">
      <hub-icon name="error"></hub-icon><span>The conversation could not be loaded.</span
      ><button @click=${() => location.reload()}>Try again</button>
    </div>`;
  if (connection !== "offline") return nothing;
  const sentence = navigator.onLine
    ? "The hub cannot be reached. Trying again; what you write is sent as soon as it answers."
    : "You are offline. What you write is sent as soon as you are back.";
  return html`<div class="banner" role="status">
    <hub-icon name="offline"></hub-icon><span>${sentence}</span>
  </div>`;
}
