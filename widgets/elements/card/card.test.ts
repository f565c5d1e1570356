import test, { type ExecutionContext } from "ava";
import type { Browser, Page } from "playwright-core";
import { accessibilityTree, axeFindsNothingSerious } from "../../testing/accessibility.ts";
import { launch } from "../../testing/browser.ts";
import { fakeHub, type FakeHub } from "../../testing/fake-hub.ts";
import { cardContent } from "../../testing/fake/script.ts";
import { foreignSite } from "../../testing/foreign-site.ts";
import { keptTheRules, watch } from "../../testing/page.ts";

let browser: Browser;
let hub: FakeHub;
test.before(async () => {
  [browser, hub] = await Promise.all([launch(), fakeHub()]);
});
test.after.always(() => Promise.all([browser?.close(), hub?.close()]));

type Told = typeof globalThis & {
  told: { type: string; detail: { action?: { words: string }; record?: { number: string } } }[];
};
const listen = `globalThis.told = [];
  for (const type of ["hub-action", "hub-navigate"]) document.addEventListener(type, ({ detail }) => told.push({ type, detail }));`;

async function show(t: ExecutionContext, state: "current" | "undone") {
  const site = await foreignSite(t, hub.url, "<hub-card></hub-card>", listen);
  const watched = await watch(t, browser, [hub.url, site.url]);
  await watched.page.goto(site.url);
  const card = cardContent("Call logged", "wants 40 cases of Chai", state)["org.singularity.card"];
  await watched.page
    .locator("hub-card")
    .evaluate((element, value) => Object.assign(element, { card: value }), card);
  await watched.page.getByText("Call logged").waitFor();
  return watched;
}

const told = (page: Page) => page.evaluate(() => (globalThis as Told).told);

test.serial("it reads as a heading, facts and buttons", async (t) => {
  const watched = await show(t, "current");
  const tree = await accessibilityTree(watched.page);
  t.true(tree.some(({ role, name }) => role === "heading" && name === "Call logged"));
  t.true(tree.some(({ role, name }) => role === "button" && name === "Undo"));
  await axeFindsNothingSerious(t, watched.page);
  await keptTheRules(t, watched);
});

test.serial("a button tells the page which action was meant", async (t) => {
  const { page } = await show(t, "current");
  await page.getByRole("button", { name: "Undo" }).click();
  t.like((await told(page))[0], {
    type: "hub-action",
    detail: { action: { words: "undo", reaction: "↩️" } },
  });
});

test.serial("its records lead to themselves", async (t) => {
  const { page } = await show(t, "current");
  await page.getByRole("button", { name: "Alfreds Futterkiste" }).click();
  await page.getByRole("button", { name: "INT-42" }).click();
  t.deepEqual(
    (await told(page)).map(({ detail }) => detail.record?.number),
    ["CUS-1", "INT-42"],
  );
});

test.serial("an undone card is struck through, says so in words and has no buttons", async (t) => {
  const { page } = await show(t, "undone");
  await page.getByText("Undone").waitFor();
  t.is(await page.getByRole("button", { name: "Undo", exact: true }).count(), 0);
  t.regex(
    await page.locator("h3").evaluate((heading) => getComputedStyle(heading).textDecorationLine),
    /line-through/,
  );
});
