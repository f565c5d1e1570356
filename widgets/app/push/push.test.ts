import test from "ava";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { openSignedIn, until } from "../../testing/app.ts";
import { launch } from "../../testing/browser.ts";
import { ensureBuilt } from "../../testing/built.ts";
import { keptTheRules } from "../../testing/page.ts";
import { addressOf, noticeOf } from "./payload.ts";

let browser: Browser;
test.before(async () => {
  ensureBuilt();
  browser = await launch();
});
test.after.always(() => browser?.close());

/** The browsers of tests have no push service: this stands in for its half of subscribing. */
function fakeSubscribing(): void {
  let made: object | null = null;
  const bytes = (length: number, first: number) => {
    const buffer = new Uint8Array(length);
    buffer[0] = first;
    return buffer.buffer;
  };
  PushManager.prototype.subscribe = async (options) => {
    made = {
      endpoint: "https://push.example/1",
      options: { applicationServerKey: (options!.applicationServerKey as Uint8Array).buffer },
      getKey: (name: string) => (name === "auth" ? bytes(16, 7) : bytes(65, 4)),
      unsubscribe: async () => {
        made = null;
        return true;
      },
    };
    return made as PushSubscription;
  };
  PushManager.prototype.getSubscription = async () => made as PushSubscription | null;
}

const vapid = Buffer.from([4, ...Array.from({ length: 64 }, (_, n) => n)]).toString("base64url");

/** What the app says to the hub about pushers. */
async function hubThatPushes(page: Page): Promise<Record<string, unknown>[]> {
  const heard: Record<string, unknown>[] = [];
  await page.route("**/_matrix/client/v3/capabilities", (route) =>
    route.fulfill({ json: { capabilities: { "m.webpush": { enabled: true, vapid } } } }),
  );
  await page.route("**/_matrix/client/v3/pushers/set", (route) => {
    heard.push(route.request().postDataJSON() as Record<string, unknown>);
    return route.fulfill({ json: {} });
  });
  return heard;
}

test("a click in the account turns notices on, another one off; the hub hears of both, and signing out ends them", async (t) => {
  const app = await openSignedIn(t, browser, undefined, { permissions: ["notifications"] });
  const { page } = app;
  await page.addInitScript(fakeSubscribing);
  const heard = await hubThatPushes(page);
  await page.reload();
  await page
    .getByRole("button", { name: /^Account of/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Notify me here" }).click();
  await page.getByRole("button", { name: "Stop notifications here" }).waitFor();
  const [set] = heard;
  t.like(set, { kind: "webpush", app_id: "org.singularity.web" });
  t.is(Buffer.from(String(set!.pushkey), "base64url").length, 65);
  t.deepEqual(Object.keys(set!.data as object), ["url", "auth"]);
  await page.getByRole("button", { name: "Stop notifications here" }).click();
  await page.getByRole("button", { name: "Notify me here" }).click();
  await page.getByRole("button", { name: "Stop notifications here" }).waitFor();
  t.deepEqual(
    heard.map(({ kind }) => kind),
    ["webpush", null, "webpush"],
  );
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("textbox", { name: "Password" }).waitFor();
  t.is(heard.at(-1)!.kind, null);
  await keptTheRules(t, app);
});

test("a session that ends in another tab leaves no notices to whoever signs in next", async (t) => {
  const { page } = await openSignedIn(t, browser, undefined, { permissions: ["notifications"] });
  await page.addInitScript(fakeSubscribing);
  await hubThatPushes(page);
  await page.reload();
  await page
    .getByRole("button", { name: /^Account of/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Notify me here" }).click();
  await page.getByRole("button", { name: "Stop notifications here" }).waitFor();
  const subscribed = () =>
    page.evaluate(async () => (await PushManager.prototype.getSubscription.call(null)) !== null);
  t.true(await subscribed());
  await page.evaluate(() => {
    localStorage.removeItem("hub.session");
    dispatchEvent(new StorageEvent("storage", { key: "hub.session" }));
  });
  await page.getByText("You are signed out.").waitFor();
  await until(async () => !(await subscribed()), "the subscription ends");
  t.false(await subscribed());
});

test("who has refused is told where to change it", async (t) => {
  const { page } = await openSignedIn(t, browser);
  await page.addInitScript(() => {
    Object.defineProperty(Notification, "permission", { get: () => "denied" });
  });
  await page.reload();
  await page
    .getByRole("button", { name: /^Account of/ })
    .first()
    .click();
  await page.getByText("blocked in this browser's settings").first().waitFor();
  t.is(await page.getByRole("button", { name: "Notify me here" }).count(), 0);
});

/** Hands a push to the worker, as a push service would. */
async function pusherTo(page: Page): Promise<(payload: object | string) => Promise<void>> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  const { promise, resolve } = Promise.withResolvers<string>();
  cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    const [first] = registrations;
    if (first) resolve(first.registrationId);
  });
  await cdp.send("ServiceWorker.enable");
  const registrationId = await promise;
  const { origin } = new URL(page.url());
  return async (payload) => {
    const data = typeof payload === "string" ? payload : JSON.stringify(payload);
    await cdp.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
  };
}

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly data: { readonly room?: string };
}

/** Notices on the screen, asked of the worker. */
async function shown(context: BrowserContext): Promise<Shown[]> {
  const [worker] = context.serviceWorkers();
  return worker!.evaluate(async () => {
    const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
    const notices = await registration.getNotifications();
    return notices.map(({ title, body, data }) => ({ title, body, data: data as Shown["data"] }));
  });
}

/** Says of itself that nobody looks at it, or somebody. */
const look = (context: BrowserContext, isFocused: boolean) =>
  context.serviceWorkers()[0]!.evaluate((focused) => {
    const { clients } = globalThis as unknown as { clients: { matchAll: () => Promise<object[]> } };
    const windows = { focused, focus: async () => {}, postMessage: () => {} };
    clients.matchAll = async () => [windows];
  }, isFocused);

test("the worker shows who wrote and where, once per room; it is quiet while somebody looks at the app", async (t) => {
  const app = await openSignedIn(t, browser, undefined, { permissions: ["notifications"] });
  const { page } = app;
  const context = page.context();
  await page.evaluate(async () => {
    const { trustedTypes } = globalThis as unknown as {
      trustedTypes: {
        createPolicy: (name: string, rules: object) => { createScriptURL: (url: string) => string };
      };
    };
    const policy = trustedTypes.createPolicy("hub-worker", { createScriptURL: (url: string) => url });
    await navigator.serviceWorker.register(policy.createScriptURL("/app/service-worker.js"));
  });
  await until(() => context.serviceWorkers().length > 0, "the worker runs");
  const push = await pusherTo(page);
  const message = { room_id: "!r:hub.test", room_name: "Kitchen", sender_display_name: "Ann", unread: 1 };
  await look(context, true);
  await push({ ...message, room_id: "!seen:hub.test", room_name: "Seen" });
  await look(context, false);
  await push(message);
  await push({ ...message, unread: 3 });
  await until(async () => (await shown(context))[0]?.body.includes("3 unread") === true, "the notice");
  t.deepEqual(await shown(context), [
    { title: "Kitchen", body: "New message from Ann · 3 unread", data: { room: "!r:hub.test" } },
  ]);
  await until(async () => {
    // The browser may have put the worker to sleep meanwhile, and what it was told of the window with it.
    await look(context, false);
    await push("this is no JSON");
    return (await shown(context)).length === 2;
  }, "a notice of what cannot be read");
  await keptTheRules(t, app);
});

test("a room that the worker asks for is opened in the window that is there", async (t) => {
  const { page, hub } = await openSignedIn(t, browser);
  const [{ room_id: room }] = hub.matrix.events as unknown as [{ room_id: string }];
  await page.evaluate(
    (openRoom) => navigator.serviceWorker.dispatchEvent(new MessageEvent("message", { data: { openRoom } })),
    room,
  );
  await page.getByRole("log").waitFor();
  t.true(page.url().endsWith(addressOf(room).slice(1)));
});

test("a notice says what is known, and leads somewhere in any case", (t) => {
  t.deepEqual(noticeOf({}), {
    title: "Singularity",
    body: "New message",
    tag: "Singularity",
    room: undefined,
  });
  t.is(noticeOf({ sender_display_name: "Ann", room_id: "!r" }).title, "Ann");
  t.is(noticeOf({ room_name: "Kitchen", unread: 2 }).body, "New message · 2 unread");
  t.is(addressOf("!a/b:c"), "/#/room/!a%2Fb%3Ac");
  t.is(addressOf(undefined), "/");
});
