/**
 * The part of the app that runs while no window is open: it shows what the hub pushes, and opens the room on a click. It keeps
 * nothing, fetches nothing and stands in the way of no request.
 */
import { addressOf, noticeOf, type OpenRoom, type Payload } from "./payload.ts";

interface Window {
  readonly focused: boolean;
  readonly focus: () => Promise<unknown>;
  readonly postMessage: (message: OpenRoom) => void;
}

interface WorkerEvent {
  readonly waitUntil: (work: Promise<unknown>) => void;
}

interface PushEvent extends WorkerEvent {
  readonly data: { readonly json: () => Payload | null } | null;
}

interface ClickEvent extends WorkerEvent {
  readonly notification: { readonly data: { readonly room?: string }; readonly close: () => void };
}

/** What of the worker's surroundings is used; the types of pages and workers cannot be had together. */
interface Surroundings {
  readonly registration: {
    readonly showNotification: (
      title: string,
      options: NotificationOptions & { renotify: boolean },
    ) => Promise<void>;
  };
  readonly clients: {
    readonly matchAll: (options: { type: "window"; includeUncontrolled: true }) => Promise<readonly Window[]>;
    readonly openWindow: (url: string) => Promise<unknown>;
  };
  readonly skipWaiting: () => Promise<void>;
  addEventListener(type: "install", listener: () => void): void;
  addEventListener(type: "push", listener: (event: PushEvent) => void): void;
  addEventListener(type: "notificationclick", listener: (event: ClickEvent) => void): void;
}

const worker = globalThis as unknown as Surroundings;

const windows = () => worker.clients.matchAll({ type: "window", includeUncontrolled: true });

/** Whoever looks at the app sees the message there. */
async function show(payload: Payload): Promise<void> {
  if ((await windows()).some(({ focused }) => focused)) return;
  const { title, body, tag, room } = noticeOf(payload);
  await worker.registration.showNotification(title, {
    body,
    tag,
    renotify: true,
    icon: "/app/icon.svg",
    data: { ...(room !== undefined && { room }) },
  });
}

async function openRoom(room: string | undefined): Promise<void> {
  const [open] = await windows();
  if (!open) return void (await worker.clients.openWindow(addressOf(room)));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- windows of a worker are of its own origin
  if (room) open.postMessage({ openRoom: room });
  await open.focus();
}

function payloadOf({ data }: PushEvent): Payload {
  try {
    const read: Payload | null | undefined = data?.json();
    return read ?? {};
  } catch {
    return {}; // something came, whatever it was
  }
}

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("push", (event) => event.waitUntil(show(payloadOf(event))));
worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openRoom(event.notification.data.room));
});
