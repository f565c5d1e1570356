/** A linked form in a real browser, on the real hub, by somebody who is not signed in there. */
import test, { type ExecutionContext } from "ava";
import type { Browser } from "playwright-core";
import { deals, linkForm, parties, quotes } from "@singularity/hub-server/contract";
import { openTestHub, type TestHub } from "@singularity/hub-server/testing";
import { axeFindsNothingSerious } from "../../testing/accessibility.ts";
import { launch } from "../../testing/browser.ts";
import { ensureBuilt } from "../../testing/built.ts";
import { keptTheRules, watch } from "../../testing/page.ts";

let browser: Browser;
let hub: TestHub;
test.before(async () => {
  ensureBuilt();
  [browser, hub] = await Promise.all([launch(), openTestHub()]);
});
test.after.always(() => Promise.all([browser?.close(), hub?.stop()]));

async function open(t: ExecutionContext, call: string, values: Record<string, unknown>) {
  const { url } = await hub.admin.hub(linkForm, { call, values });
  const app = await watch(t, browser, [hub.url]);
  await app.page.goto(`${hub.url}/${new URL(url).hash}`);
  return { ...app, hash: new URL(url).hash };
}

test("the form shows what stands in it, is mended, sent once, and opens no second time", async (t) => {
  await hub.admin.hub(parties.add, { name: "Paper AG" });
  const app = await open(t, deals.add.name, { name: "40 cases", party: "Papre AG" });
  const { page } = app;
  await page.getByLabel("Name").waitFor();
  t.is(await page.getByLabel("Name").inputValue(), "40 cases");
  t.is(new URL(page.url()).hash, ""); // the token does not stay in the address
  await axeFindsNothingSerious(t, page);
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("alert").filter({ hasText: "Papre AG" }).waitFor();
  await page.getByLabel("With").fill("Paper AG");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("heading", { name: /Deal/ }).waitFor();
  t.is((await hub.admin.hub(deals.list, {})).items.filter(({ name }) => name === "40 cases").length, 1);
  await page.goto(`${hub.url}/app/icon.svg`);
  await page.goto(`${hub.url}/${app.hash}`);
  await page.getByText("It was sent already").waitFor();
  await keptTheRules(t, app);
});

test("lines of a paper are written one on a line; what is wrong with one is said", async (t) => {
  await hub.admin.hub(parties.add, { name: "Lines AG" });
  const app = await open(t, quotes.add.name, { party: "Lines AG" });
  const { page } = app;
  await page.getByLabel("Lines").fill("Setup\n2 x Visit at 80 EUR");
  await axeFindsNothingSerious(t, page);
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("alert").filter({ hasText: 'Line 1: "Setup" has no price' }).waitFor();
  await page.getByLabel("Lines").fill("Setup 900 EUR\n2 x Visit at 80 EUR");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("You can close this page").waitFor();
  const [made] = (await hub.admin.hub(quotes.list, {})).items;
  t.deepEqual(made?.gross, { amount_minor: 106_000, currency: "EUR" });
  await keptTheRules(t, app);
});
