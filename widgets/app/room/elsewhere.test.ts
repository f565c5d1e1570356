/** Who is there, where a room goes on, and what one reports. */
import test from "ava";
import type { Browser, Page } from "playwright-core";
import { axeFindsNothingSerious, everyControlHasAName } from "../../testing/accessibility.ts";
import { openRoom, openSignedIn, until } from "../../testing/app.ts";
import { launch } from "../../testing/browser.ts";
import { botId, userId } from "../../testing/fake/matrix.ts";
import { rooms } from "../../testing/fake/script.ts";
import { keptTheRules } from "../../testing/page.ts";

let browser: Browser;
test.before(async () => void (browser = await launch()));
test.after.always(() => browser?.close());

const andrew = "@andrew:hub.localhost";
const withAndrew = "!andrew:hub.localhost";
const inList = (page: Page) => page.getByRole("navigation", { name: "Rooms" });

test("whoever is there has a dot; who is not seen sees nobody, and the choice is kept", async (t) => {
  const app = await openSignedIn(t, browser);
  const { page } = app;
  const { matrix } = app.hub;
  matrix.room(withAndrew, undefined, { [userId]: "Nancy Davolio", [andrew]: "Andrew Fuller" });
  matrix.presence.set(andrew, "online").set(botId, "online");
  matrix.say(withAndrew, andrew, "Lunch?");
  const dot = inList(page).getByRole("img", { name: "Here now" });
  await dot.waitFor();
  t.is(await dot.count(), 1, "a bot has none");
  await openRoom(page, "Andrew Fuller");
  await page.getByRole("main").getByText("Here now").waitFor();
  matrix.presence.set(andrew, "unavailable");
  matrix.wake();
  await inList(page).getByRole("img", { name: "Away" }).waitFor();
  await axeFindsNothingSerious(t, page);
  t.false(matrix.appearances.includes("offline"));
  const account = page.getByRole("button", { name: /^Account of/ }).first();
  await account.click();
  await page.getByLabel("Show who is here, and that I am").first().uncheck();
  await until(() => matrix.appearances.includes("put offline"), "others are told at once");
  await until(() => matrix.appearances.at(-1) === "offline", "the app syncs unseen");
  await inList(page).getByRole("img").first().waitFor({ state: "detached" });
  t.is(
    await page
      .getByRole("main")
      .getByText(/Here now|Away/)
      .count(),
    0,
  );
  matrix.say(withAndrew, andrew, "Are you there?");
  await page.getByRole("log").getByText("Are you there?").waitFor();
  matrix.appearances.length = 0;
  await page.reload();
  await page.getByRole("log").getByText("Are you there?").waitFor();
  t.deepEqual([...new Set(matrix.appearances)], ["offline"]);
  await keptTheRules(t, app);
});

test("an upgraded room leads to where it goes on, and leaves the list once one is there", async (t) => {
  const app = await openSignedIn(t, browser, "Sales");
  const { page } = app;
  const { matrix } = app.hub;
  const next = "!next:hub.localhost";
  const tombstone = { body: "This room has been replaced", replacement_room: next };
  matrix.post(rooms.sales, andrew, "m.room.tombstone", tombstone, { state_key: "" });
  await page.getByText("This room was upgraded.").waitFor();
  t.is(await page.getByRole("combobox", { name: /^Message to/ }).count(), 0);
  await inList(page).getByRole("link", { name: "Sales" }).waitFor();
  await axeFindsNothingSerious(t, page);
  const joined = page.waitForRequest(/\/join\//);
  await page.getByRole("link", { name: "Go there" }).click();
  t.true((await joined).url().includes(encodeURIComponent(next)));
  matrix.room(next, "Sales of tomorrow", { [userId]: "Nancy Davolio", [andrew]: "Andrew Fuller" });
  await page.getByRole("log", { name: "Messages in Sales of tomorrow" }).waitFor();
  await inList(page)
    .getByRole("link", { name: /^Sales(?! of)/ })
    .waitFor({ state: "detached" });
  t.is(await inList(page).getByRole("link", { name: /Sales/ }).count(), 1);
  await keptTheRules(t, app);
});

test("a message of somebody else is reported with a reason", async (t) => {
  const app = await openSignedIn(t, browser, "Alfreds");
  const { page } = app;
  const message = page.getByRole("article").filter({ hasText: "Maria called this morning" }).first();
  await message.hover();
  await message.getByRole("button", { name: "Report" }).click();
  const dialog = page.getByRole("dialog", { name: "Report a message" });
  await dialog.getByText("Maria called this morning").waitFor();
  await everyControlHasAName(t, page);
  await axeFindsNothingSerious(t, page);
  await dialog.getByRole("button", { name: "Report" }).click();
  t.is(app.hub.matrix.reports.length, 0, "a reason is needed");
  await dialog.getByLabel("What is wrong with it?").fill("It names a customer's illness.");
  await dialog.getByRole("button", { name: "Report" }).click();
  await page.getByText("Reported. Administrators will look at it.").waitFor();
  t.like(app.hub.matrix.reports[0], { room: rooms.alfreds, reason: "It names a customer's illness." });
  t.is(
    app.hub.matrix.events.find(({ event_id: id }) => id === app.hub.matrix.reports[0]!["event"])?.sender,
    andrew,
  );
  const own = page.getByRole("article").filter({ hasText: "I will send it today" }).first();
  await own.hover();
  t.is(await own.getByRole("button", { name: "Report" }).count(), 0);
  await keptTheRules(t, app);
});
