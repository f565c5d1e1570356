import test, { type ExecutionContext } from "ava";
import type { Browser } from "playwright-core";
import { axeFindsNothingSerious, everyControlHasAName } from "../../testing/accessibility.ts";
import { launch } from "../../testing/browser.ts";
import { fakeHub } from "../../testing/fake-hub.ts";
import { token } from "../../testing/fake/answers.ts";
import { Problem } from "../../testing/fake/problem.ts";
import { foreignSite } from "../../testing/foreign-site.ts";
import { keptTheRules, watch } from "../../testing/page.ts";

let browser: Browser;
test.before(async () => void (browser = await launch()));
test.after.always(() => browser?.close());

const element = `<hub-timeline record="CUS-1">Nothing without scripts</hub-timeline>`;
const script = `document.querySelector("hub-timeline").getToken = async () => "${token}";`;

async function show(t: ExecutionContext) {
  const hub = await fakeHub();
  t.teardown(hub.close);
  const site = await foreignSite(t, hub.url, element, script);
  const watched = await watch(t, browser, [hub.url, site.url]);
  return { ...watched, hub, open: () => watched.page.goto(site.url) };
}

test.serial("it reads as a list whose button has a name", async (t) => {
  const watched = await show(t);
  await watched.open();
  await watched.page.getByRole("listitem").first().waitFor();
  t.is(await watched.page.getByRole("listitem").count(), 2);
  await everyControlHasAName(t, watched.page);
  await axeFindsNothingSerious(t, watched.page);
  await keptTheRules(t, watched);
});

test.serial("earlier items are added below, and a page that fails leaves what is there", async (t) => {
  const { page, hub, open } = await show(t);
  await open();
  const earlier = page.getByRole("button", { name: "Show earlier" });
  await earlier.waitFor();
  const works = hub.answers["record.timeline"]!;
  hub.answers["record.timeline"] = () => {
    throw new Problem(503, "busy", "The hub is busy. Try again.");
  };
  await earlier.click();
  await page.getByRole("alert").getByText("The hub is busy. Try again.").waitFor();
  t.is(await page.getByRole("listitem").count(), 2);
  hub.answers["record.timeline"] = works;
  await earlier.click();
  await page.getByText("Showed the new syrups in Berlin.").waitFor();
  t.is(await page.getByRole("listitem").count(), 3);
});

test.serial("a record with which nothing happened says so", async (t) => {
  const { page, hub, open } = await show(t);
  hub.answers["record.timeline"] = () => ({ items: [], next: null });
  await open();
  await page.getByText("Nothing happened yet").waitFor();
  t.pass();
});
