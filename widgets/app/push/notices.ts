/** Notices of this browser: asked for by the person, never by the page on its own; ended with the session. */
import { keptSession } from "../session.ts";
import { goToRoom } from "../workspace/route.ts";
import { isOpenRoom } from "./payload.ts";

/** `impossible`: this browser has no Web Push. `blocked`: the person refused, and only the browser's settings can change it. */
export type Notices = "impossible" | "blocked" | "off" | "on";

const script = "/app/service-worker.js";
const appId = "org.singularity.web";

/** A page may demand that whoever names a script says so (Trusted Types); this one names one. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as {
    trustedTypes?: {
      createPolicy: (name: string, rules: object) => { createScriptURL: (url: string) => string };
    };
  };
  policy ??= trustedTypes?.createPolicy("hub-worker", { createScriptURL: (one: string) => one });
  return policy?.createScriptURL(url) ?? url;
}

let policy: { readonly createScriptURL: (url: string) => string } | undefined;

const isPossible = () =>
  "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

export async function noticesNow(): Promise<Notices> {
  if (!isPossible()) return "impossible";
  if (Notification.permission === "denied") return "blocked";
  return (await subscription()) ? "on" : "off";
}

const registration = () => navigator.serviceWorker.getRegistration("/app/");

const subscription = async () => (await registration())?.pushManager.getSubscription();

/**
 * To be called by a click: browsers let nothing else ask.
 * @throws Error with a sentence for the person
 */
export async function turnOn(): Promise<Notices> {
  if ((await Notification.requestPermission()) !== "granted") return noticesNow();
  const key = await hubKey();
  if (!key) throw new Error("This hub does not push to browsers.");
  const worker = await ready(await navigator.serviceWorker.register(trusted(script)));
  const before = await worker.pushManager.getSubscription();
  if (before && !isFor(before, key)) await before.unsubscribe();
  const made = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(key),
  });
  await tellHub(made);
  return "on";
}

export async function turnOff(): Promise<Notices> {
  const made = await subscription();
  if (made) {
    await setPusher({ kind: null, app_id: appId, pushkey: textOf(made.getKey("p256dh")) }).catch(() => {}); // it finds out when it pushes
    await made.unsubscribe();
  }
  return noticesNow();
}

/**
 * After the session has ended, however it did: who signs in here next has not asked for notices. The hub needs no word, it pushes to no
 * device whose session is over.
 */
export async function forgetNotices(): Promise<void> {
  if (isPossible()) await (await subscription())?.unsubscribe();
}

/** After signing in: the hub may have forgotten the subscription, or have another key since. */
export async function keepNotices(): Promise<void> {
  if (!isPossible() || Notification.permission !== "granted") return;
  const made = await subscription();
  if (!made) return;
  const key = await hubKey();
  if (key && isFor(made, key)) await tellHub(made);
  else await made.unsubscribe();
}

/** A click on a notice leads to its room, in the window that is open. @returns stops listening */
export function followNotices(): () => void {
  if (!("serviceWorker" in navigator)) return () => {};
  const hear = ({ data }: MessageEvent) => {
    if (isOpenRoom(data)) goToRoom(data.openRoom);
  };
  navigator.serviceWorker.addEventListener("message", hear);
  navigator.serviceWorker.startMessages();
  return () => navigator.serviceWorker.removeEventListener("message", hear);
}

async function ready(made: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const coming = made.installing ?? made.waiting;
  if (made.active || !coming) return made;
  await new Promise<void>((resolve) => {
    coming.addEventListener("statechange", () => {
      if (coming.state === "activated" || coming.state === "redundant") resolve();
    });
  });
  return made;
}

async function matrix(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`/_matrix/client/v3${path}`, {
    method,
    headers: { authorization: `Bearer ${keptSession()?.token ?? ""}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error("The hub did not take it. Try again in a moment.");
  return answer.json();
}

interface Capabilities {
  readonly capabilities?: { readonly "m.webpush"?: { readonly enabled?: boolean; readonly vapid?: string } };
}

async function hubKey(): Promise<string | undefined> {
  const { capabilities } = (await matrix("GET", "/capabilities")) as Capabilities;
  const { enabled, vapid } = capabilities?.["m.webpush"] ?? {};
  return enabled ? vapid : undefined;
}

const setPusher = (pusher: object) => matrix("POST", "/pushers/set", pusher);

async function tellHub(made: PushSubscription): Promise<void> {
  await setPusher({
    kind: "webpush",
    app_id: appId,
    app_display_name: "Singularity",
    device_display_name: navigator.userAgent.slice(0, 100),
    lang: navigator.language,
    pushkey: textOf(made.getKey("p256dh")),
    data: { url: made.endpoint, auth: textOf(made.getKey("auth")) },
  });
}

const isFor = ({ options }: PushSubscription, key: string) => textOf(options.applicationServerKey) === key;

/** base64url, without padding. */
function textOf(bytes: ArrayBuffer | null): string {
  const text = String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
