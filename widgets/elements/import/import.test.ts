/** A file through the element, on the real hub: looked at, corrected, loaded, its refused row shown, taken back. */
import { randomUUID } from "node:crypto";
import test, { type ExecutionContext } from "ava";
import type { Browser } from "playwright-core";
import { addPerson, parties } from "@singularity/hub-server/contract";
import { openTestHub, type TestHub } from "@singularity/hub-server/testing";
import { axeFindsNothingSerious, everyControlHasAName } from "../../testing/accessibility.ts";
import { launch } from "../../testing/browser.ts";
import { ensureBuilt } from "../../testing/built.ts";
import { foreignSite } from "../../testing/foreign-site.ts";
import { keptTheRules, watch } from "../../testing/page.ts";

let browser: Browser;
let hub: TestHub;
test.before(async () => {
  ensureBuilt();
  [browser, hub] = await Promise.all([launch(), openTestHub()]);
});
test.after.always(() => Promise.all([browser?.close(), hub?.stop()]));

const file = `name;email;since;shoe size
Müller & Söhne;info@mueller.example;03.04.2026;007
Nobody's mail;nonsense;;
`;

test("a file is looked at, corrected, loaded and taken back", async (t) => {
  const script = `document.querySelector("hub-import").getToken = async () => "${hub.admin.token}"`;
  const site = await foreignSite(t, hub.url, `<hub-import></hub-import>`, script);
  const watched = await watch(t, browser, [hub.url, site.url]);
  const { page } = watched;
  await page.goto(site.url);
  await page.getByText("Drop a CSV file here").waitFor();
  await everyControlHasAName(t, page);
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(file, "latin1") });
  await page.getByText("1 would be refused").waitFor();
  await page.getByLabel("Field of since").selectOption({ label: "Note" });
  await page.getByText("1 new").waitFor();
  await axeFindsNothingSerious(t, page);
  await page.getByRole("button", { name: "Load 1 row" }).click();
  await page.getByText("Loaded: people.csv").waitFor();
  await page.getByText("this is not an e-mail address").waitFor();
  const loaded = await hub.admin.hub(parties.details, { ref: "info@mueller.example" });
  t.like(loaded, { name: "Müller & Söhne", note: "03.04.2026", custom: { shoe_size: "007" } });
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Taken back: people.csv").waitFor();
  t.truthy((await hub.admin.hub(parties.details, { ref: loaded.number })).removed_at);
  await keptTheRules(t, watched);
});

test("a large file is sent in parts", async (t) => {
  const { page } = await previewed(t);
  await page.getByRole("button", { name: "Another file" }).click();
  const sent: string[] = [];
  page.on("request", (request) => sent.push(new URL(request.url()).pathname));
  const row = `Ada;${"long words ".repeat(1_800)}\n`;
  await page.locator("input[type=file]").setInputFiles({
    name: "large.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`name;notes\n${row.repeat(220)}`),
  });
  await page.getByRole("button", { name: "Load 220 rows" }).waitFor();
  t.deepEqual(
    sent.filter((path) => /imports/.test(path)).map((path) => path.replace(/.*imports\//, "")),
    ["parts", "parts", "parts", "preview"],
  );
});

/** A page with the element, up to the preview of a file of one row. */
async function previewed(t: ExecutionContext) {
  const script = `document.querySelector("hub-import").getToken = async () => "${hub.admin.token}";
    window.told = [];
    for (const name of ["hub-ready", "hub-error"]) document.addEventListener(name, () => window.told.push(name));`;
  const site = await foreignSite(t, hub.url, `<hub-import></hub-import>`, script);
  const { page } = await watch(t, browser, [hub.url, site.url]);
  await page.goto(site.url);
  await page.locator("input[type=file]").setInputFiles({
    name: `${randomUUID()}.csv`,
    mimeType: "text/csv",
    buffer: Buffer.from("name;since;rank\nAda;2026-04-03;4\n"),
  });
  await page.getByRole("button", { name: "Load 1 row" }).waitFor();
  const told = () => page.evaluate(() => (globalThis as unknown as { told: string[] }).told);
  return { page, told };
}

const details = /\/imports\/[0-9a-f-]{36}\?/;

test("an import is followed although looks at it fail, and while its element is off the page", async (t) => {
  const { page, told } = await previewed(t);
  let looks = 0;
  await page.route(details, async (route) => {
    if (++looks <= 2) return route.abort();
    const response = await route.fetch();
    const now = (await response.json()) as object;
    return route.fulfill({ response, json: looks <= 4 ? { ...now, state: "running" } : now });
  });
  await page.getByRole("button", { name: "Load 1 row" }).click();
  await page.getByText("cannot be reached").waitFor();
  t.true(await page.getByRole("button", { name: "Load 1 row" }).isDisabled());
  await page.getByText("Loading: ").waitFor();
  t.is(await page.getByText("cannot be reached").count(), 0);
  const seen = await page.evaluate(async () => {
    const element = document.querySelector("hub-import")!;
    const { parentElement: parent } = element;
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, 700));
    parent!.append(element);
    return (globalThis as unknown as { told: string[] }).told.slice();
  });
  t.false(seen.includes("hub-ready"), "nothing is settled because nobody looks");
  await page.getByText("Loaded: ").waitFor();
  t.deepEqual(
    (await told()).filter((name, index, all) => name !== all[index - 1]),
    ["hub-error", "hub-ready"],
  );
  t.is((await told()).filter((name) => name === "hub-ready").length, 1);
});

test("what is not to be seen any more is not looked at again, and another file can be chosen", async (t) => {
  const { page } = await previewed(t);
  let looks = 0;
  await page.route(details, (route) => {
    looks++;
    return route.fulfill({
      status: 404,
      json: { code: "not-found", title: "Not found", status: 404, detail: "There is none." },
    });
  });
  await page.getByRole("button", { name: "Load 1 row" }).click();
  await page.getByText("Nothing here").waitFor();
  await page.getByRole("button", { name: "Another file" }).click();
  await page.getByText("Drop a CSV file here").waitFor();
  t.is(looks, 1);
});

test("a correction that the hub did not take is not shown as if it held; two of them keep their order", async (t) => {
  const { page } = await previewed(t);
  const [since, rank] = [page.getByLabel("Field of since"), page.getByLabel("Field of rank")];
  const before = await since.inputValue();
  let refused = 0;
  await page.route("**/imports/preview", (route) => (refused++ ? route.continue() : route.abort()));
  await since.selectOption({ label: "Note" });
  await page.getByText("cannot be reached").waitFor();
  t.is(await since.inputValue(), before);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator('article[aria-busy="false"]').waitFor();
  t.is(await since.inputValue(), "note");
  await page.route("**/imports/preview", async (route) => {
    if (route.request().postData()?.includes('"1"')) await new Promise((resolve) => setTimeout(resolve, 300));
    return route.continue();
  });
  await since.selectOption({ label: "Leave out" });
  await rank.selectOption({ label: "Note" });
  t.deepEqual([await since.inputValue(), await rank.inputValue()], ["", "note"]);
  await page.locator('article[aria-busy="false"]').waitFor();
  t.deepEqual([await since.inputValue(), await rank.inputValue()], ["", "note"]);
  await page.getByRole("button", { name: "Load 1 row" }).click();
  await page.getByText("Loaded: ").waitFor();
  t.like(await hub.admin.hub(parties.details, { ref: "Ada" }), { note: "4" });
});

test("the app has a door for files", async (t) => {
  const { sign_in_link: link } = await hub.admin.hub(addPerson, {
    name: "Ida Import",
    user: "ida",
    roles: ["Manager"],
  });
  const watched = await watch(t, browser, [hub.url]);
  const { page } = watched;
  await page.goto(link);
  await page.getByLabel("New password").fill("correct horse battery");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Import a file" }).click();
  await page.getByRole("dialog", { name: "Import" }).getByText("Drop a CSV file here").waitFor();
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "few.csv", mimeType: "text/csv", buffer: Buffer.from("name\nAda Few\n") });
  await page.getByRole("button", { name: "Load 1 row" }).click();
  await page.getByText("Loaded: few.csv").waitFor();
  await page.keyboard.press("Escape");
  await keptTheRules(t, watched);
});
