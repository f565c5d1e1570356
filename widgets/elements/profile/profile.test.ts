import anyTest, { type ExecutionContext, type TestFn } from "ava";
import type { Browser } from "playwright-core";
import {
  accessibilityTree,
  axeFindsNothingSerious,
  everyControlHasAName,
} from "../../testing/accessibility.ts";
import { attacks } from "../../testing/attacks.ts";
import { launch } from "../../testing/browser.ts";
import { fakeHub, type FakeHub } from "../../testing/fake-hub.ts";
import { token } from "../../testing/fake/answers.ts";
import { profileOfAlfreds } from "../../testing/fake/company.ts";
import { Problem } from "../../testing/fake/problem.ts";
import { foreignSite } from "../../testing/foreign-site.ts";
import { keptTheRules, watch, type Watched } from "../../testing/page.ts";
import type { BrowserContextOptions } from "playwright-core";

const test = anyTest as TestFn<{ hub: FakeHub }>;
let browser: Browser;
test.before(async () => void (browser = await launch()));
test.after.always(() => browser?.close());
test.beforeEach(async (t) => {
  t.context.hub = await fakeHub();
});
test.afterEach.always((t) => t.context.hub?.close());

const element = `<hub-profile record="CUS-1">Alfreds Futterkiste, Berlin</hub-profile>`;
const withToken = (given: string) => `
  const profile = document.querySelector("hub-profile");
  globalThis.told = [];
  for (const type of ["hub-ready", "hub-error", "hub-navigate"])
    document.addEventListener(type, (event) => told.push({ type, composed: event.composed, detail: event.detail }));
  profile.getToken = ${given};`;

/** A page of another origin that shows the element. */
async function show(
  t: ExecutionContext<{ hub: FakeHub }>,
  {
    body = element,
    getToken = `async () => "${token}"`,
    ...options
  }: { body?: string; getToken?: string } & BrowserContextOptions = {},
): Promise<Watched> {
  const { hub } = t.context;
  const site = await foreignSite(t, hub.url, body, withToken(getToken));
  const watched = await watch(t, browser, [hub.url, site.url], options);
  await watched.page.goto(site.url);
  return watched;
}

type Told = typeof globalThis & {
  told: {
    type: string;
    composed: boolean;
    detail: { record?: { number: string }; failure?: { kind: string } };
  }[];
};
const told = ({ page }: Watched) => page.evaluate(() => (globalThis as Told).told);

test.serial("it names its parts to assistive technology", async (t) => {
  const watched = await show(t);
  await watched.page.getByText("Maria Anders", { exact: true }).waitFor();
  const tree = await accessibilityTree(watched.page);
  const has = (role: string, name: string) => tree.some((node) => node.role === role && node.name === name);
  t.true(has("article", "Alfreds Futterkiste"));
  t.true(has("heading", "Alfreds Futterkiste"));
  t.true(has("link", "maria@alfreds.example"));
  t.true(has("button", "Bon app'"));
  t.true(has("button", "Show everything"));
  await everyControlHasAName(t, watched.page);
  await axeFindsNothingSerious(t, watched.page);
});

test.serial("a foreign page with a strict policy shows a record in one call", async (t) => {
  const watched = await show(t);
  await watched.page.getByText("3 fields are hidden from your roles").waitFor();
  t.deepEqual(
    t.context.hub.heard.map(({ call }) => call),
    ["record.profile"],
  );
  t.is((await told(watched))[0]?.type, "hub-ready");
  await keptTheRules(t, watched);
});

test.serial("facts are drawn by their type", async (t) => {
  const { page } = await show(t);
  const link = (name: string) => page.getByRole("link", { name }).getAttribute("href");
  t.is(await link("maria@alfreds.example"), "mailto:maria@alfreds.example");
  t.is(await link("030-0074321"), "tel:0300074321");
  t.is(await link("alfreds.example/shop"), "https://alfreds.example/shop");
  t.is(await page.locator("dl time").textContent(), "14 Mar 2024");
  t.is(await page.locator(".tags li").count(), 3);
  t.is(await page.locator(".number").textContent(), "€4,273.50");
});

test.serial("choosing a record is told to the page, which may follow or not", async (t) => {
  const watched = await show(t);
  await watched.page.getByRole("button", { name: "Bon app'" }).click();
  const last = (await told(watched)).at(-1);
  t.like(last, { type: "hub-navigate", composed: true, detail: { record: { number: "CUS-9" } } });
});

test.serial("everything that happened comes page by page", async (t) => {
  const { page } = await show(t);
  await page.getByRole("button", { name: "Show everything" }).click();
  await page.getByRole("button", { name: "Show earlier" }).click();
  await page.getByText("Showed the new syrups in Berlin.").waitFor();
  t.is(await page.getByRole("button", { name: "Show earlier" }).count(), 0);
});

test.serial("a refused token is asked for again, once", async (t) => {
  const { page } = await show(t, {
    getToken: `(() => { let asked = 0; return async () => (asked++ ? "${token}" : "stale"); })()`,
  });
  await page.getByText("Maria Anders", { exact: true }).waitFor();
  t.is(t.context.hub.heard.filter(({ call }) => call === "record.profile").length, 2);
});

test.serial("without a valid token it says so and offers to try again", async (t) => {
  const watched = await show(t, { getToken: `async () => "wrong"` });
  await watched.page.getByText("Not signed in").waitFor();
  await watched.page.getByRole("button", { name: "Try again" }).waitFor();
  t.is((await told(watched)).at(-1)?.detail.failure?.kind, "signed-out");
});

test.serial("a page that never says who is looking is told so, and the hub is not asked", async (t) => {
  const { page } = await show(t, { getToken: "undefined" });
  await page.getByText("This page has not said who you are.").waitFor();
  t.is(t.context.hub.heard.length, 0);
});

test.serial("a forbidden and a missing record say what is the matter", async (t) => {
  t.context.hub.answers["record.profile"] = () => {
    throw new Problem(403, "not-allowed", "You need the right party:view for this. Ask Andrew Fuller.");
  };
  const { page } = await show(t);
  await page.getByText("You need the right party:view for this. Ask Andrew Fuller.").waitFor();
  t.is(await page.getByRole("button", { name: "Try again" }).count(), 0);
});

test.serial("after a fault one can try again", async (t) => {
  const { hub } = t.context;
  const works = hub.answers["record.profile"]!;
  hub.answers["record.profile"] = () => {
    throw new Error("disk full");
  };
  const { page } = await show(t);
  await page.getByText("Something went wrong in the hub.").waitFor();
  hub.answers["record.profile"] = works;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("Maria Anders", { exact: true }).waitFor();
  t.pass();
});

test.serial("offline it says so, and loads when the connection is back", async (t) => {
  const { page } = await show(t);
  await page.getByText("Maria Anders", { exact: true }).waitFor();
  await page.context().setOffline(true);
  await page.evaluate(() => document.querySelector("hub-profile")!.setAttribute("record", "PRD-1"));
  await page.getByText("You are offline").waitFor();
  await page.context().setOffline(false);
  await page.getByRole("heading", { name: "Chai" }).waitFor();
  t.pass();
});

test.serial("while it waits it says that it loads", async (t) => {
  let answer = () => {};
  t.context.hub.answers["record.profile"] = () =>
    new Promise((resolve) => (answer = () => resolve(profileOfAlfreds())));
  const { page } = await show(t);
  await page.getByRole("status").getByText("Loading").waitFor({ state: "attached" });
  answer();
  await page.getByText("Maria Anders", { exact: true }).waitFor();
  t.pass();
});

test.serial("a record without facts and history says so", async (t) => {
  t.context.hub.answers["record.profile"] = () => ({
    ...profileOfAlfreds(),
    facts: [],
    owner: null,
    hidden: [],
    timeline: [],
    badges: [],
  });
  const { page } = await show(t);
  await page.getByText("No facts are known yet.").waitFor();
  await page.getByText("Nothing happened yet.").waitFor();
  t.pass();
});

test.serial("without scripts the page's own words are shown", async (t) => {
  const { page } = await show(t, { javaScriptEnabled: false });
  t.is(await page.locator("hub-profile").innerText(), "Alfreds Futterkiste, Berlin");
});

test.serial("it follows the colour scheme of the page, or the one that it is told", async (t) => {
  const { page } = await show(t, {
    colorScheme: "dark",
    body: element.replace("<hub-profile", `<hub-profile theme="dark"`),
  });
  await page.getByText("Maria Anders", { exact: true }).waitFor();
  const colour = () => page.locator("article").evaluate((card) => getComputedStyle(card).backgroundColor);
  t.is(await colour(), "rgb(24, 24, 30)");
  await page.evaluate(() => document.querySelector("hub-profile")!.setAttribute("theme", "light"));
  t.is(await colour(), "rgb(255, 255, 255)");
});

test.serial(
  "on a page that is read from right to left it is mirrored, and dates follow the language",
  async (t) => {
    const { page } = await show(t, { body: `<div dir="rtl" lang="ar">${element}</div>` });
    await page.getByText("Maria Anders", { exact: true }).waitFor();
    const [emblem, name] = await Promise.all([
      page.locator(".emblem").boundingBox(),
      page.getByRole("heading", { name: "Alfreds" }).boundingBox(),
    ]);
    t.true(emblem!.x > name!.x);
    t.not(await page.locator("dl time").textContent(), "14 Mar 2024");
  },
);

test.serial("compact it takes less room", async (t) => {
  const { page } = await show(t);
  await page.getByText("Maria Anders", { exact: true }).waitFor();
  const height = async () => (await page.locator("hub-profile").boundingBox())!.height;
  const before = await height();
  await page.evaluate(() => document.querySelector("hub-profile")!.setAttribute("density", "compact"));
  t.true((await height()) < before * 0.9);
});

test.serial("no value of a record can make the page run something", async (t) => {
  const profile = profileOfAlfreds();
  const types = ["text", "longtext", "url", "email", "phone", "tags", "money", "date", "ref", "strange"];
  const facts = attacks.flatMap((attack, n) =>
    types.map((type) => ({ key: `${n}${type}`, label: attack, type, value: attack, text: attack })),
  );
  const evil = [...attacks, "javascript:alert(1)"];
  const urls = evil.map((value, n) => ({ key: `u${n}`, label: "Site", type: "url", value, text: value }));
  const timeline = attacks.map((attack, n) => ({
    ...profile.timeline[0]!,
    id: `i${n}`,
    title: attack,
    text: attack,
    icon: attack,
    at: attack,
    facts: [attack],
  }));
  t.context.hub.answers["record.profile"] = () => ({
    ...profile,
    record: { ...profile.record, title: attacks[1] },
    icon: attacks[0],
    badges: attacks,
    hidden: attacks,
    facts: [...facts, ...urls],
    timeline,
  });
  const watched = await show(t);
  await watched.page.getByText("What happened").waitFor();
  await watched.page.waitForTimeout(200);
  const hrefs = await watched.page
    .locator("a")
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).protocol));
  t.deepEqual(
    hrefs.filter((protocol) => !["http:", "https:", "mailto:", "tel:"].includes(protocol)),
    [],
  );
  await keptTheRules(t, watched);
});
