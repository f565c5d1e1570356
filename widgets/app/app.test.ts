import test from "ava";
import type { Browser } from "playwright-core";
import { accessibilityTree, axeFindsNothingSerious, everyControlHasAName } from "../testing/accessibility.ts";
import { composer, openRoom, openSignedIn, say, until } from "../testing/app.ts";
import { launch } from "../testing/browser.ts";
import { rooms } from "../testing/fake/script.ts";
import { keptTheRules } from "../testing/page.ts";

let browser: Browser;
test.before(async () => void (browser = await launch()));
test.after.always(() => browser?.close());

const andrew = "@andrew:hub.localhost";

test.serial("a room names its parts to assistive technology", async (t) => {
  const app = await openSignedIn(t, browser, "Alfreds");
  await app.page.getByText("What happened").waitFor();
  const tree = await accessibilityTree(app.page);
  const has = (role: string, name: string) => tree.some((node) => node.role === role && node.name === name);
  t.true(has("log", "Messages in Alfreds Futterkiste"));
  t.true(has("navigation", "Rooms"));
  t.true(has("main", ""));
  t.true(has("complementary", "Details"));
  t.true(has("heading", "Alfreds Futterkiste"));
  await everyControlHasAName(t, app.page);
  await axeFindsNothingSerious(t, app.page);
  await keptTheRules(t, app);
});

test.serial("before a room is chosen the app says what to do", async (t) => {
  const { page } = await openSignedIn(t, browser);
  await page.getByText("Pick a room").waitFor();
  await page.getByRole("button", { name: "Find anything" }).last().click();
  await page.getByPlaceholder("Rooms, names, numbers, e-mail addresses").waitFor();
  t.pass();
});

test.serial(
  "a logged call comes back as a card, and the details show it at once; the card's button takes it back",
  async (t) => {
    const app = await openSignedIn(t, browser, "Alfreds");
    const { page } = app;
    const details = page.getByRole("complementary", { name: "Details" });
    await say(page, "/log call alfreds 25m -- wants 40 cases of Chai");
    await details.getByText("wants 40 cases of Chai").waitFor();
    await page.getByRole("log").getByRole("button", { name: "Undo" }).click();
    await page.getByRole("log").getByText("Undone", { exact: true }).waitFor();
    await details.getByText("wants 40 cases of Chai").waitFor({ state: "detached" });
    const reaction = app.hub.matrix.events.find(({ type }) => type === "m.reaction" && true)!;
    t.truthy(reaction);
    t.is(
      app.hub.matrix.events.filter(
        ({ content }) => content["body"] === "/log call alfreds 25m -- wants 40 cases of Chai",
      ).length,
      1,
    );
    await keptTheRules(t, app);
  },
);

test.serial("an answer that only I may see stands beneath what I asked", async (t) => {
  const { page } = await openSignedIn(t, browser, "Alfreds");
  await say(page, "/salary @janet");
  const answer = page.getByRole("complementary", { name: "Private answer" });
  await answer.getByText("Only you can see this").waitFor();
  t.regex(await answer.innerText(), /You need the right salary:view/);
});

test.serial("only the bot can put a private answer into another room", async (t) => {
  const { page, hub } = await openSignedIn(t, browser, "Alfreds");
  const asked = hub.matrix.say(rooms.alfreds, andrew, "Is this private?");
  const target = { room_id: rooms.alfreds, event_id: asked };
  hub.matrix.say(rooms.bot, andrew, "Forged", { "org.singularity.reply_to": target });
  await page.getByText("Is this private?").first().waitFor();
  await page.waitForTimeout(300);
  t.is(await page.getByRole("complementary", { name: "Private answer" }).count(), 0);
});

test.serial("edits, reactions and removals of others are drawn", async (t) => {
  const { page, hub } = await openSignedIn(t, browser, "Alfreds");
  const id = hub.matrix.say(rooms.alfreds, andrew, "Frist");
  await page.getByRole("log").getByText("Frist").waitFor();
  hub.matrix.edit(rooms.alfreds, andrew, id, { msgtype: "m.text", body: "First" });
  await page.getByRole("log").getByText("First").waitFor();
  await page.getByText("(edited)").waitFor();
  hub.matrix.react(rooms.alfreds, andrew, id, "🎉");
  await page.getByRole("button", { name: "🎉 1, Andrew Fuller" }).click();
  await page.getByRole("button", { name: "🎉 2, Andrew Fuller, Nancy Davolio" }).click();
  await page.getByRole("button", { name: "🎉 1, Andrew Fuller" }).waitFor();
  hub.matrix.redact(rooms.alfreds, andrew, id);
  await page.getByText("This message was removed").waitFor();
  t.pass();
});

test.serial("one answers a message, and the answer shows what it answers", async (t) => {
  const { page, hub } = await openSignedIn(t, browser, "Alfreds");
  await page.getByText("Maria called this morning").first().hover();
  await page.getByRole("button", { name: "Reply" }).first().click();
  await page.getByText("Reply to Andrew Fuller").waitFor();
  await page.keyboard.type("On it.");
  await page.keyboard.press("Enter");
  await until(
    () => hub.matrix.events.some(({ content }) => content["body"] === "On it."),
    "the answer was sent",
  );
  const sent = hub.matrix.events.find(({ content }) => content["body"] === "On it.")!;
  t.deepEqual(Object.keys(sent.content["m.relates_to"] as object), ["m.in_reply_to"]);
});

test.serial("unread rooms show their count, and reading sends a receipt", async (t) => {
  const { page, hub } = await openSignedIn(t, browser, "Alfreds");
  const id = hub.matrix.say(rooms.sales, andrew, "Anyone for lunch?");
  hub.matrix.unread.set(rooms.sales, 2);
  hub.matrix.wake();
  await page.getByLabel("2 unread").waitFor();
  t.is(await page.title(), "(2) Singularity");
  await openRoom(page, "Sales");
  await until(() => hub.matrix.receipts.includes(id), "the receipt was sent");
  t.pass();
});

test.serial(
  "a conversation opens at its end, and what I say is in sight wherever I was reading",
  async (t) => {
    const { page, hub } = await openSignedIn(t, browser);
    for (let n = 1; n <= 60; n++) hub.matrix.say(rooms.alfreds, andrew, `Line ${n}`);
    await openRoom(page, "Alfreds");
    const line = (text: string) => page.getByRole("log").getByText(text, { exact: true });
    await line("Line 60").waitFor();
    const inSight = async (text: string) => {
      const [box, log] = await Promise.all([line(text).boundingBox(), page.getByRole("log").boundingBox()]);
      return box !== null && log !== null && box.y >= log.y && box.y + box.height <= log.y + log.height;
    };
    await until(() => inSight("Line 60"), "the last line is in sight");
    await page.getByRole("log").hover();
    await page.mouse.wheel(0, -1500);
    await page.getByRole("button", { name: "Latest" }).waitFor();
    await page.waitForTimeout(500); // the wheel's own movement
    hub.matrix.say(rooms.alfreds, andrew, "Line 61");
    await line("Line 61").waitFor({ state: "attached" });
    t.false(await inSight("Line 61"));
    await say(page, "Here I am");
    await until(() => inSight("Here I am"), "what I said is in sight");
    await page.setViewportSize({ width: 1000, height: 500 });
    await until(() => inSight("Here I am"), "it stays in sight in a smaller window");
  },
);

test.serial("people who type are named", async (t) => {
  const { page, hub } = await openSignedIn(t, browser, "Alfreds");
  hub.matrix.typing.set(rooms.alfreds, [andrew]);
  hub.matrix.say(rooms.sales, andrew, "tick");
  await page.getByText("Andrew Fuller is typing …").waitFor();
  t.pass();
});

test.serial(
  "pictures and files come with the token, and never from an address that one could share",
  async (t) => {
    const app = await openSignedIn(t, browser, "Alfreds");
    const url = "mxc://hub.localhost/pic";
    app.hub.matrix.post(rooms.alfreds, andrew, "m.room.message", {
      msgtype: "m.image",
      body: "plan.svg",
      url,
      info: { w: 320, h: 200, mimetype: "image/svg+xml" },
    });
    app.hub.matrix.post(rooms.alfreds, andrew, "m.room.message", {
      msgtype: "m.file",
      body: "prices.pdf",
      url,
      info: { size: 1_430_000 },
    });
    const picture = app.page.getByRole("img", { name: "plan.svg" });
    await picture.waitFor();
    await until(
      async () => (await picture.getAttribute("src"))?.startsWith("blob:") ?? false,
      "the picture was fetched",
    );
    const large = app.page.getByRole("dialog", { name: "plan.svg" });
    await app.page.getByRole("button", { name: "plan.svg" }).click();
    await large.waitFor();
    await app.page.keyboard.press("Escape");
    await large.waitFor({ state: "hidden" });
    t.is(await app.page.getByText("plan.svg", { exact: true }).count(), 0, "a name alone is no caption");
    app.hub.matrix.post(rooms.alfreds, andrew, "m.room.message", {
      msgtype: "m.image",
      body: "Revenue: 3 EUR",
      filename: "revenue.png",
      format: "org.matrix.custom.html",
      formatted_body: "<strong>Revenue: 3 EUR</strong>",
      url,
      info: { w: 320, h: 200, mimetype: "image/png" },
    });
    await app.page.getByRole("img", { name: "revenue.png" }).waitFor();
    await app.page.locator("strong", { hasText: "Revenue: 3 EUR" }).waitFor();
    await app.page.getByRole("link", { name: /Alfreds.*Revenue: 3 EUR/ }).waitFor();
    const download = app.page.waitForEvent("download");
    await app.page.getByRole("button", { name: /prices.pdf/ }).click();
    t.is((await download).suggestedFilename(), "prices.pdf");
    await keptTheRules(t, app);
  },
);

test.serial("a chosen file is uploaded and said", async (t) => {
  const { page, hub } = await openSignedIn(t, browser, "Alfreds");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await page.getByRole("button", { name: /note.txt/ }).waitFor();
  const sent = hub.matrix.events.find(({ content }) => content["body"] === "note.txt");
  t.like(sent?.content, { msgtype: "m.file", url: "mxc://hub.localhost/upload1" });
});

test.serial(
  "a record without a room of its own shows its details beside the conversation, and there is a way back",
  async (t) => {
    const { page } = await openSignedIn(t, browser, "Alfreds");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("chai");
    await page.getByRole("option", { name: /Chai/ }).click();
    await page.getByRole("heading", { name: "Chai" }).waitFor();
    await page.getByRole("button", { name: "Back to this room" }).click();
    await page
      .getByRole("complementary", { name: "Details" })
      .getByRole("heading", { name: "Alfreds Futterkiste" })
      .waitFor();
    t.true(await composer(page).isVisible());
  },
);

test.serial("the app can be told to be dark, and remembers", async (t) => {
  const { page } = await openSignedIn(t, browser, "Alfreds");
  await page
    .getByRole("button", { name: /Account of/ })
    .first()
    .click();
  await page.getByRole("radio", { name: "Dark" }).check({ force: true });
  await page.reload();
  await page.getByText("What happened").waitFor();
  t.is(
    await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
    "rgb(18, 18, 23)",
  );
  await axeFindsNothingSerious(t, page);
});
