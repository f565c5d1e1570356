/** What each key of the window does. */
import type { HubHelp } from "../help/help.ts";
import type { HubJump } from "../jump/jump.ts";
import type { HubPanel } from "../panel/panel.ts";
import type { HubRoom } from "../room/room.ts";
import type { HubRooms } from "../rooms/rooms.ts";
import type { Wish } from "./keys.ts";
import { Regions } from "./regions.ts";

interface Parts {
  "hub-help": HubHelp;
  "hub-jump": HubJump;
  "hub-panel": HubPanel;
  "hub-room": HubRoom;
  "hub-rooms": HubRooms;
}

/** The window that the keys work on. */
export interface KeyedWindow {
  /** A part of it that may not be there right now. */
  part<Name extends keyof Parts>(name: Name): Parts[Name] | null;
  toggleDetails(): boolean;
  closeSheet(): boolean;
  goToUnread(): void;
}

/** Each returns false when there was nothing to do, so that the key keeps its usual meaning. */
export function keyDeeds(shown: KeyedWindow): Readonly<Record<Wish, () => boolean>> {
  const regions = new Regions();
  const always = (deed: () => void) => () => {
    deed();
    return true;
  };
  return {
    jump: always(() => shown.part("hub-jump")?.show()),
    help: always(() => shown.part("hub-help")?.show()),
    slash: () => shown.part("hub-room")?.startCommand() ?? false,
    "next-unread": always(() => shown.goToUnread()),
    panel: () => shown.toggleDetails(),
    regions: () =>
      regions.next([
        () => shown.part("hub-rooms")?.focusIn(),
        () => shown.part("hub-room")?.focusLog(),
        () => shown.part("hub-room")?.focusComposer(),
        () => shown.part("hub-panel")?.focusIn(),
      ]),
    escape: () => shown.closeSheet(),
  };
}
