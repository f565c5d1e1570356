/** The web app on a fake hub, for tests: one browser per file, one hub and one page per test. */
import type { ExecutionContext } from "ava";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { fakeHub, type FakeHub } from "./fake-hub.ts";
import { token, userId } from "./fake/answers.ts";
import { watch, type Watched } from "./page.ts";

export interface OpenedApp extends Watched {
  readonly hub: FakeHub;
}

/** Opens the app where the address leads, signed out. */
export async function openApp(
  t: ExecutionContext,
  browser: Browser,
  address = "/",
  options: BrowserContextOptions = {},
): Promise<OpenedApp> {
  const hub = await fakeHub();
  t.teardown(hub.close);
  const watched = await watch(t, browser, [hub.url], options);
  await watched.page.goto(hub.url + address);
  return { ...watched, hub };
}

/** Opens the app as Nancy, in the room with this name when one is given. */
export async function openSignedIn(
  t: ExecutionContext,
  browser: Browser,
  room?: string,
  options: BrowserContextOptions = {},
): Promise<OpenedApp> {
  const app = await openApp(t, browser, "/app/icon.svg", options);
  await app.page.evaluate(
    (kept) => localStorage.setItem("hub.session", kept),
    JSON.stringify({ token, userId, deviceId: "WEB" }),
  );
  await app.page.goto(`${app.hub.url}/`);
  await app.page.getByRole("navigation", { name: "Rooms" }).getByRole("link").first().waitFor();
  if (room) await openRoom(app.page, room);
  return app;
}

export async function openRoom(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name }).click();
  await page.getByRole("log").waitFor();
}

export const composer = (page: Page) => page.getByRole("combobox", { name: /^Message to/ });

/** Writes a line into the open room and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

/** Waits until a condition holds that no element on the page shows. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let round = 0; round < 200; round++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`It did not happen: ${what}`);
}
