/** Where one would write in a room that goes on elsewhere. */
import { html, type TemplateResult } from "lit";
import { addressOfRoom } from "../workspace/route.ts";

/** @param join told the room in which it goes on, before the link leads there */
export function upgradedBar(next: string, join: (room: string) => void): TemplateResult {
  return html`<div class="join" role="note">
    <span>This room was upgraded. The conversation goes on in a new one.</span
    ><a href=${addressOfRoom(next)} @click=${() => join(next)}>Go there</a>
  </div>`;
}
