import test from "ava";
import type { Browser } from "playwright-core";
import { openRoom, openSignedIn, say, until } from "../testing/app.ts";
import { launch } from "../testing/browser.ts";

let browser: Browser;
test.before(async () => void (browser = await launch()));
test.after.always(() => browser?.close());

test.serial("what is written while the hub is away is sent once when it is back", async (t) => {
  const { page, hub } = await openSignedIn(t, browser, "Alfreds");
  await page.context().setOffline(true);
  await page.getByText("You are offline.").waitFor();
  await say(page, "Written in a tunnel");
  await page.getByText("Waits until the hub answers").waitFor();
  await page.context().setOffline(false);
  await page.getByText("Waits until the hub answers").waitFor({ state: "detached" });
  await until(
    () => hub.matrix.events.some(({ content }) => content["body"] === "Written in a tunnel"),
    "it was sent",
  );
  t.is(hub.matrix.events.filter(({ content }) => content["body"] === "Written in a tunnel").length, 1);
});

test.serial(
  "the details of a room that was opened while the hub was away come when it is back",
  async (t) => {
    const { page } = await openSignedIn(t, browser, "Sales");
    await page.context().setOffline(true);
    await page.getByText("You are offline.").waitFor();
    await openRoom(page, "Alfreds");
    await page.context().setOffline(false);
    await page.getByRole("complementary", { name: "Details" }).getByText("What happened").waitFor();
    t.pass();
  },
);

test.serial("a message that the hub refuses can be sent again or dropped", async (t) => {
  const { page } = await openSignedIn(t, browser, "Alfreds");
  await page.route("**/send/m.room.message/**", (route) =>
    route.fulfill({ status: 403, json: { errcode: "M_FORBIDDEN", error: "No" } }),
  );
  await say(page, "May I?");
  await page.getByText("Not sent").waitFor();
  await page.unroute("**/send/m.room.message/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("Not sent").waitFor({ state: "detached" });
  t.true(await page.getByRole("log").getByText("May I?").isVisible());
});

test.serial("a file that the hub refuses is told in the hub's words", async (t) => {
  const { page } = await openSignedIn(t, browser, "Alfreds");
  const refusal = { errcode: "M_TOO_LARGE", error: "The file is larger than 50 MB." };
  await page.route("**/upload**", (route) => route.fulfill({ status: 413, json: refusal }));
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "film.mov", mimeType: "video/quicktime", buffer: Buffer.from("x") });
  await page.getByRole("status").getByText("The file is larger than 50 MB.").waitFor();
  t.pass();
});

test.serial("a part of the app that does not load can be tried again", async (t) => {
  const { page } = await openSignedIn(t, browser);
  await page.route("**/matrix-store-*.js", (route) => route.abort());
  await page.reload();
  await page.getByText("The conversation could not be loaded.").waitFor();
  await page.unroute("**/matrix-store-*.js");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("link", { name: /Alfreds/ }).waitFor();
  t.pass();
});
