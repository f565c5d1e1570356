/** The head of an open room: the way back, its face and names, and the switch of the details. */
import "@material/web/iconbutton/icon-button.js";
import { html, nothing, type TemplateResult } from "lit";
import type { Room } from "../../chat/store.ts";
import { presenceDot, presenceWords } from "../rooms/presence-dot.ts";

/**
 * @param details whether they are shown; undefined when the room has none
 * @param tell told what was wished
 */
export function roomHeader(
  room: Room,
  details: boolean | undefined,
  tell: (wish: "back" | "toggle-details") => void,
): TemplateResult {
  return html`<header>
    <md-icon-button class="back" aria-label="Back to the list" @click=${() => tell("back")}
      ><hub-icon name="back"></hub-icon
    ></md-icon-button>
    <span class="face"
      ><hub-avatar name=${room.name} shape=${room.kind === "direct" ? "round" : "square"}></hub-avatar
      >${room.presence ? presenceDot(room.presence) : nothing}</span
    >
    <div class="names">
      <h2>${room.name}</h2>
      <p>${aboutRoom(room)}</p>
    </div>
    ${details === undefined ? nothing : detailsSwitch(details, () => tell("toggle-details"))}
  </header>`;
}

function aboutRoom({ kind, presence, topic, members }: Room): string {
  if (kind === "direct") return presence ? presenceWords[presence] : "Direct conversation";
  const people = members === 1 ? "1 member" : `${members} members`;
  return [topic, people].filter(Boolean).join(" · ");
}

function detailsSwitch(open: boolean, toggle: () => void): TemplateResult {
  const label = open ? "Hide details" : "Show details";
  return html`<md-icon-button
    class=${open ? "on" : ""}
    aria-label=${label}
    title="${label} (P)"
    @click=${toggle}
    ><hub-icon name="panel"></hub-icon
  ></md-icon-button>`;
}
