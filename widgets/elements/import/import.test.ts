/** A file through the element, on the real hub: looked at, corrected, loaded, its refused row shown, taken back. */
import test from "ava";
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
    .setInputFiles({ name: "few.csv", mimeType: "text/csv", buffer: Buffer.from("name\nAda\n") });
  await page.getByRole("button", { name: "Load 1 row" }).click();
  await page.getByText("Loaded: few.csv").waitFor();
  await page.keyboard.press("Escape");
  await keptTheRules(t, watched);
});
