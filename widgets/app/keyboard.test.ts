import test from "ava";
import type { Browser, Page } from "playwright-core";
import { everyControlHasAName } from "../testing/accessibility.ts";
import { composer, openSignedIn } from "../testing/app.ts";
import { launch } from "../testing/browser.ts";
import { rooms } from "../testing/fake/script.ts";
import { keptTheRules } from "../testing/page.ts";

let browser: Browser;
test.before(async () => void (browser = await launch()));
test.after.always(() => browser?.close());

/** What has the focus, through all shadow roots. */
const focused = (page: Page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return `${element?.localName} ${element?.getAttribute("aria-label") ?? element?.className ?? ""}`.trim();
  });

test.serial("from a cold start to a logged call without a mouse", async (t) => {
  const app = await openSignedIn(t, browser);
  const { page } = app;
  await page.keyboard.press("Control+k");
  await page.keyboard.type("alfr");
  await page
    .getByRole("option", { name: /Alfreds/ })
    .first()
    .waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("log").waitFor();
  await page.waitForFunction(() => document.activeElement !== document.body);
  await page.keyboard.type("/lo");
  await page.keyboard.press("Tab");
  t.is(await composer(page).inputValue(), "/log ");
  await page.getByText("/log <channel> <who> [25m] -- <what was said>").waitFor();
  await page.keyboard.type("call alfreds -- by keyboard");
  await page.keyboard.press("Enter");
  await page.getByRole("log").getByText("Call logged").waitFor();
  await keptTheRules(t, app);
});

test.serial("the palette is a list of options that arrow keys walk and Escape closes", async (t) => {
  const { page } = await openSignedIn(t, browser, "Alfreds");
  await composer(page).focus();
  await page.keyboard.type("/");
  t.is(await composer(page).getAttribute("aria-activedescendant"), "option-0");
  await page.keyboard.press("ArrowDown");
  t.is(await composer(page).getAttribute("aria-activedescendant"), "option-1");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  t.regex(await page.getByRole("option", { selected: true }).innerText(), /\/help/);
  await everyControlHasAName(t, page);
  await page.keyboard.press("Escape");
  t.is(await page.getByRole("listbox").count(), 0);
  t.is(await composer(page).inputValue(), "/");
});

test.serial("Enter sends a verb that is whole and Shift+Enter begins a new line", async (t) => {
  const { page, hub } = await openSignedIn(t, browser, "Alfreds");
  await composer(page).focus();
  await page.keyboard.type("/undo");
  await page.keyboard.press("Enter");
  await page.getByRole("log").getByText("/undo").waitFor();
  await page.keyboard.type("one");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("two");
  await page.keyboard.press("Enter");
  await page.getByRole("log").getByText("two").waitFor();
  t.true(hub.matrix.events.some(({ content }) => content["body"] === "one\ntwo"));
});

test.serial("single letters act only outside of fields", async (t) => {
  const { page, hub } = await openSignedIn(t, browser, "Alfreds");
  await composer(page).focus();
  await page.keyboard.type("n?p");
  t.is(await composer(page).inputValue(), "n?p");
  await composer(page).fill("");
  await page.keyboard.press("F6");
  t.regex(await focused(page), /^a/);
  hub.matrix.say(rooms.sales, "@andrew:hub.localhost", "ping");
  hub.matrix.unread.set(rooms.sales, 1);
  hub.matrix.wake();
  await page.getByLabel("1 unread").waitFor();
  await page.keyboard.press("n");
  await page.getByRole("log", { name: "Messages in Sales" }).waitFor();
  await page.keyboard.press("F6");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Help" }).waitFor();
  await page.keyboard.press("Escape");
  t.is(await page.getByRole("dialog", { name: "Help" }).count(), 0);
});

test.serial("a slash from anywhere begins a command", async (t) => {
  const { page } = await openSignedIn(t, browser, "Alfreds");
  await page.getByRole("link", { name: /Sales/ }).focus();
  await page.keyboard.press("/");
  await page.getByRole("listbox", { name: "Commands" }).waitFor();
  t.is(await composer(page).inputValue(), "/");
});

test.serial("F6 goes round the parts of the window", async (t) => {
  const { page } = await openSignedIn(t, browser, "Alfreds");
  await page.getByText("What happened").waitFor();
  const visited: string[] = [];
  for (let step = 0; step < 4; step++) {
    await page.keyboard.press("F6");
    visited.push((await focused(page)).split(" ")[0]!);
  }
  t.deepEqual(visited, ["a", "article", "textarea", "div"]);
});

test.serial("arrow keys walk the messages; R answers and E reacts", async (t) => {
  const { page } = await openSignedIn(t, browser, "Alfreds");
  await page.keyboard.press("F6");
  await page.keyboard.press("F6");
  t.regex(await focused(page), /^article Nancy Davolio/);
  await page.keyboard.press("ArrowUp");
  t.regex(await focused(page), /^article Andrew Fuller/);
  await page.keyboard.press("e");
  await page.getByRole("button", { name: "React with 👍" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("r");
  await page.getByText("Reply to Andrew Fuller").waitFor();
  t.regex(await focused(page), /^textarea/);
  await page.keyboard.press("Escape");
  t.is(await page.getByText("Reply to Andrew Fuller").count(), 0);
});

test.serial("a closed dialog gives the focus back", async (t) => {
  const { page } = await openSignedIn(t, browser, "Alfreds");
  await composer(page).focus();
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Escape");
  t.regex(await focused(page), /^textarea/);
});
