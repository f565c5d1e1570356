// The web app, the hub and the bots together: what the bots ask for is pressed and filled in. It lives here because bots and widgets may
// not import each other.
import test from "ava";
import { openStage } from "../bots/testing/stage.ts";
import { parties, recordRoom, todos } from "../hub-server/contract/index.ts";
import { launch } from "../widgets/testing/browser.ts";
import { ensureBuilt } from "../widgets/testing/built.ts";

test("a form and a choice of the bots are answered in the room where they were asked for", async (t) => {
  ensureBuilt();
  const [stage, browser] = await Promise.all([openStage(), launch()]);
  t.teardown(() => Promise.all([browser.close(), stage.stop()]));
  await stage.bots();
  const jane = await stage.hub.person("jane", ["administrator"]);
  const { record } = await jane.hub(parties.add, { name: "Acme", role: "customer" });
  await jane.hub(parties.add, { name: "Acme Twins", role: "customer" });
  const { room } = await jane.hub(recordRoom, { ref: record.number });
  const page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${stage.hub.url}/app/icon.svg`);
  const session = JSON.stringify({ token: jane.token, userId: jane.userId });
  await page.evaluate((kept) => localStorage.setItem("hub.session", kept), session);
  await page.goto(`${stage.hub.url}/#/room/${encodeURIComponent(room)}`);
  await page.getByRole("log").waitFor();
  const say = async (words: string) => {
    const composer = page.getByRole("combobox", { name: /^Message to/ });
    await composer.fill(words);
    await composer.press("Enter");
  };
  await say("/form todo");
  const form = page.getByRole("form", { name: "Add a to-do" });
  await form.getByLabel("Title").fill("Send the winter prices");
  await form.getByLabel("Priority").selectOption("high");
  await form.getByRole("button", { name: "Send" }).click();
  await page.getByRole("log").getByText("To-do added: Send the winter prices").waitFor();
  t.like((await jane.hub(todos.list, {})).items, [{ title: "Send the winter prices", priority: "high" }]);
  await say("/show acm");
  await page.getByRole("group", { name: "Choices" }).getByRole("button", { name: "Acme Twins" }).click();
  await page
    .getByRole("complementary", { name: "Private answer" })
    .getByText("Acme Twins (CUS-2) ·")
    .waitFor();
});
