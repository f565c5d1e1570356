/** What the hub pushes, and what is made of it. No more is told than who, where and how many. */
import { addressOfRoom } from "../workspace/route.ts";

export interface Payload {
  readonly room_id?: string;
  readonly event_id?: string;
  readonly room_name?: string;
  readonly sender_display_name?: string;
  /** Unread messages in all rooms together. */
  readonly unread?: number;
}

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** Newer ones of the same room take the place of older ones. */
  readonly tag: string;
  readonly room: string | undefined;
}

const appName = "Singularity";

export function noticeOf({
  room_id: room,
  room_name: name,
  sender_display_name: sender,
  unread = 0,
}: Payload): Notice {
  const from = sender ? `New message from ${sender}` : "New message";
  return {
    title: name ?? sender ?? appName,
    body: unread > 1 ? `${name ? from : "New message"} · ${unread} unread` : name ? from : "New message",
    tag: room ?? appName,
    room,
  };
}

/** Where a click on a notice leads. */
export const addressOf = (room: string | undefined): string => (room ? `/${addressOfRoom(room)}` : "/");

/** From the worker to a window that is open already. */
export interface OpenRoom {
  readonly openRoom: string;
}

export const isOpenRoom = (data: unknown): data is OpenRoom =>
  typeof (data as OpenRoom | null)?.openRoom === "string";
