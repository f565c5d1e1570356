import test from "ava";
import type { Browser } from "playwright-core";
import { axeFindsNothingSerious, everyControlHasAName } from "../../testing/accessibility.ts";
import { openApp, openSignedIn } from "../../testing/app.ts";
import { launch } from "../../testing/browser.ts";
import { Problem } from "../../testing/fake/problem.ts";
import { keptTheRules } from "../../testing/page.ts";

let browser: Browser;
test.before(async () => void (browser = await launch()));
test.after.always(() => browser?.close());

test.serial("the door has names for everything and keeps to the policy", async (t) => {
  const app = await openApp(t, browser);
  await app.page.getByRole("heading", { name: "Sign in to Singularity" }).waitFor();
  await everyControlHasAName(t, app.page);
  await axeFindsNothingSerious(t, app.page);
  await keptTheRules(t, app);
});

test.serial("one signs in with name and password by keyboard alone", async (t) => {
  const app = await openApp(t, browser);
  await app.page.getByLabel("User name or e-mail").waitFor();
  await app.page.waitForFunction(() => document.activeElement?.localName === "hub-app");
  await app.page.keyboard.type("nancy");
  await app.page.keyboard.press("Tab");
  await app.page.keyboard.type("correct horse");
  await app.page.keyboard.press("Enter");
  await app.page.getByRole("link", { name: /Alfreds/ }).waitFor();
  t.is(app.hub.heard.filter(({ call }) => call === "session.open").length, 1);
  await keptTheRules(t, app);
});

test.serial("a wrong password is answered with the hub's sentence, and the fields stay", async (t) => {
  const { page } = await openApp(t, browser);
  await page.getByLabel("User name or e-mail").fill("nancy");
  await page.getByLabel("Password", { exact: true }).fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").getByText("The user name or the password is wrong.").waitFor();
  t.is(await page.getByLabel("User name or e-mail").inputValue(), "nancy");
});

test.serial("a hub out of reach is told apart from a wrong password", async (t) => {
  const { page, hub } = await openApp(t, browser);
  await page.getByLabel("User name or e-mail").fill("nancy");
  await page.getByLabel("Password", { exact: true }).fill("correct horse");
  await hub.close();
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("It may be restarting. Try again in a moment.").waitFor();
  t.pass();
});

test.serial("the first link asks for a password, and is gone from the address", async (t) => {
  const app = await openApp(t, browser, "/#sign-in=first-link");
  const { page } = app;
  const field = page.getByLabel("New password");
  await field.fill("short");
  await page.getByText("5 more characters").waitFor();
  await field.press("Enter");
  await page.getByText("A password has at least 10 characters; this one has 5.").waitFor();
  await page.getByRole("button", { name: "Show password" }).click();
  t.is(await field.getAttribute("type"), "text");
  await field.fill("correct horse battery");
  await page.reload(); // the link is used up, and the person still has no password
  await field.fill("correct horse battery");
  await page.getByText("Strong").waitFor();
  await axeFindsNothingSerious(t, page);
  await page.getByRole("button", { name: "Set password and go on" }).click();
  await page.getByRole("link", { name: /Alfreds/ }).waitFor();
  t.false(page.url().includes("first-link"));
  await keptTheRules(t, app);
});

test.serial("a used link says so and offers the password", async (t) => {
  const { page } = await openApp(t, browser, "/#sign-in=used");
  await page.getByText("This sign-in link was used before or has expired. Ask for a new one.").waitFor();
  await page.getByLabel("Password", { exact: true }).waitFor();
  t.pass();
});

test.serial("signing out removes the token from the device", async (t) => {
  const { page, hub } = await openSignedIn(t, browser);
  await page.getByRole("button", { name: "Account of Nancy Davolio" }).first().click();
  await page.getByRole("list", { name: "Roles" }).getByText("Sales Executive").waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out.").waitFor();
  t.is(await page.evaluate(() => localStorage.getItem("hub.session")), null);
  t.true(hub.heard.some(({ call }) => call === "session.close"));
});

test.serial("who signs out in one tab has signed out in all", async (t) => {
  const { page, hub } = await openSignedIn(t, browser);
  const other = await page.context().newPage();
  await other.goto(hub.url);
  await other.getByRole("link", { name: /Alfreds/ }).waitFor();
  await page.getByRole("button", { name: "Account of Nancy Davolio" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await other.getByText("You are signed out.").waitFor();
  t.pass();
});

test.serial("a session that ended leads back to the door with a sentence", async (t) => {
  const { page, hub } = await openSignedIn(t, browser);
  hub.answers["record.here"] = () => {
    throw new Problem(401, "not-signed-in", "Sign in first.");
  };
  await page.getByRole("link", { name: /Alfreds/ }).click();
  await page.getByText("Your session has ended. Sign in again.").waitFor();
  t.pass();
});

test.serial("a reload keeps one signed in; a hub that is starting can be tried again", async (t) => {
  const { page, hub } = await openSignedIn(t, browser);
  const works = hub.answers["session.who"]!;
  hub.answers["session.who"] = () => {
    throw new Problem(503, "starting", "The hub is starting.");
  };
  await page.reload();
  await page.getByText("The hub is starting.").waitFor();
  hub.answers["session.who"] = works;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("link", { name: /Alfreds/ }).waitFor();
  t.pass();
});
