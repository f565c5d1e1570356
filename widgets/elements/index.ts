/** `hub.js`: the elements for any page. Importing it defines them. */
export { HubAvatar } from "./avatar/avatar.ts";
export { HubCard } from "./card/card.ts";
export { HubIcon } from "./icon/icon.ts";
export { HubImport } from "./import/import.ts";
export { HubProfile } from "./profile/profile.ts";
export { HubState } from "./state/state.ts";
export { HubTimeline } from "./timeline/timeline.ts";
