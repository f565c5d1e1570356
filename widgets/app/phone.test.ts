import test from "ava";
import type { Browser, Page } from "playwright-core";
import { axeFindsNothingSerious, everyControlHasAName } from "../testing/accessibility.ts";
import { openRoom, openSignedIn, say } from "../testing/app.ts";
import { launch } from "../testing/browser.ts";
import { keptTheRules } from "../testing/page.ts";

let browser: Browser;
test.before(async () => void (browser = await launch()));
test.after.always(() => browser?.close());

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** Visible controls smaller than 48 × 44 px, with their size; inline links and cards' words are text, not targets of their own. */
const smallTargets = (page: Page) =>
  page.evaluate(() => {
    const small: string[] = [];
    const look = (root: ParentNode) => {
      for (const element of root.querySelectorAll<HTMLElement>("*")) {
        if (element.shadowRoot) look(element.shadowRoot);
        if (!element.matches("md-icon-button, .tool, nav a, .opener, .search, textarea")) continue;
        const { width, height } = element.getBoundingClientRect();
        if (width > 0 && getComputedStyle(element).opacity !== "0" && Math.min(width, height) < 47.5)
          small.push(`${element.className || element.localName} ${width}x${height}`);
      }
    };
    look(document);
    return small;
  });

test.serial("on a phone one pane is shown at a time, and back leads to the list", async (t) => {
  const app = await openSignedIn(t, browser, undefined, phone);
  const { page } = app;
  t.is(await overflow(page), 0);
  t.deepEqual(await smallTargets(page), []);
  await axeFindsNothingSerious(t, page);
  await openRoom(page, "Alfreds");
  t.false(await page.getByRole("navigation", { name: "Rooms" }).isVisible());
  t.is(await overflow(page), 0);
  t.deepEqual(await smallTargets(page), []);
  await page.getByRole("button", { name: "Back to the list" }).click();
  await page.getByRole("link", { name: /Sales/ }).waitFor();
  await page.goBack();
  await page.getByRole("log").waitFor();
  await keptTheRules(t, app);
});

test.serial("the details are a sheet that closes", async (t) => {
  const { page } = await openSignedIn(t, browser, "Alfreds", phone);
  await page.getByRole("button", { name: "Show details" }).click();
  const sheet = page.getByRole("complementary", { name: "Details" });
  await sheet.getByText("What happened").waitFor();
  t.is(await overflow(page), 0);
  await everyControlHasAName(t, page);
  await page.getByRole("button", { name: "Close details" }).last().click();
  await sheet.waitFor({ state: "detached" });
  t.pass();
});

test.serial("cards, long words and the palette fit 360 pixels", async (t) => {
  const { page } = await openSignedIn(t, browser, "Alfreds", phone);
  await say(page, "/log call alfreds -- " + "Rindfleischetikettierungsüberwachung".repeat(5));
  await page.getByRole("log").getByText("Call logged").waitFor();
  t.is(await overflow(page), 0);
  await page.getByRole("combobox", { name: /^Message to/ }).fill("/");
  await page.getByRole("option").first().waitFor();
  t.is(await overflow(page), 0);
});
