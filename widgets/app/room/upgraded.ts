/** Where one would write in a room that goes on elsewhere. */
import { html, type TemplateResult } from "lit";
import { addressOfRoom } from "../workspace/route.ts";

/** @param follow leads there once one is let in */
export function upgradedBar(next: string, follow: () => void): TemplateResult {
  const go = (event: Event) => {
    event.preventDefault();
    follow();
  };
  return html`<div class="join" role="note">
    <span>This room was upgraded. The conversation goes on in a new one.</span
    ><a href=${addressOfRoom(next)} @click=${go}>Go there</a>
  </div>`;
}
