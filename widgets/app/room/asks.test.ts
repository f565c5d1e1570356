/** Choices and forms of the bot, drawn as buttons and fields, in its own room and beneath the words that they answer. */
import test from "ava";
import type { Browser } from "playwright-core";
import { axeFindsNothingSerious, everyControlHasAName } from "../../testing/accessibility.ts";
import { openRoom, openSignedIn, say, until } from "../../testing/app.ts";
import { launch } from "../../testing/browser.ts";
import type { FakeEvent, FakeMatrix } from "../../testing/fake/matrix.ts";
import { botId, userId } from "../../testing/fake/matrix.ts";
import { rooms } from "../../testing/fake/script.ts";
import { keptTheRules } from "../../testing/page.ts";

let browser: Browser;
test.before(async () => void (browser = await launch()));
test.after.always(() => browser?.close());

const field = (name: string, label: string, type: string, more: object = {}) => ({
  name,
  label,
  type,
  required: false,
  ...more,
});
const form = {
  call: "todo.add",
  title: "Note something to do",
  effect: "reversible",
  fields: [
    field("title", "Title", "text", { required: true, max: 300 }),
    field("due", "Due", "datetime", { help: "when it should be done" }),
    field("priority", "Priority", "choice", { options: ["low", "normal", "high"] }),
    field("about", "About", "ref", { help: "CUS-12, or a name" }),
    field("note", "Note", "longtext"),
    field("tags", "Tags", "tags"),
    field("lines", "Lines", "list"),
  ],
};
const question = {
  msgtype: "m.notice",
  "org.singularity.form": form,
  "org.singularity.waits": true,
};
const asksTitle =
  "Note something to do. Title?\nYou may add a line for each of: due, priority\ncancel ends it.";

const saidIn = (matrix: FakeMatrix, room: string) =>
  matrix.events.filter(
    (event) => event.room_id === room && event.sender === userId && event.state_key === undefined,
  );
const lastSaid = (matrix: FakeMatrix, room: string) => saidIn(matrix, room).at(-1)?.content;
const answering = (event: FakeEvent | undefined) => ({
  msgtype: "m.notice",
  "m.relates_to": { "m.in_reply_to": { event_id: event!.event_id } },
});

test("a form asked for in a room is filled in there, privately, and what follows stands beneath it", async (t) => {
  const app = await openSignedIn(t, browser, "Alfreds");
  const { page } = app;
  const { matrix } = app.hub;
  await say(page, "/form todo");
  await until(() => lastSaid(matrix, rooms.alfreds)?.["body"] === "/form todo", "it was said");
  const target = { room_id: rooms.alfreds, event_id: saidIn(matrix, rooms.alfreds).at(-1)!.event_id };
  const asked = matrix.say(rooms.bot, botId, asksTitle, { ...question, "org.singularity.reply_to": target });
  const answers = page.getByRole("complementary", { name: "Private answer" });
  const drawn = page.getByRole("form", { name: "Note something to do" });
  await drawn.waitFor();
  t.is(await page.getByText("You may add a line").count(), 0, "what is drawn is not said a second time");
  await everyControlHasAName(t, page);
  await axeFindsNothingSerious(t, page);
  await drawn.getByRole("button", { name: "Send" }).click();
  t.is(saidIn(matrix, rooms.bot).length, 0, "what must be filled in is missing");
  await drawn.getByLabel("Title").fill("Send the winter prices");
  await drawn.getByLabel("Priority").selectOption("high");
  await drawn.getByLabel("Note").fill("first\nsecond");
  t.is(await drawn.getByLabel("Lines").count(), 0);
  let refused = 0;
  await page.route("**/send/m.room.message/**", (route) =>
    refused++
      ? route.continue()
      : route.fulfill({ status: 403, json: { errcode: "M_FORBIDDEN", error: "No." } }),
  );
  await drawn.getByRole("button", { name: "Send" }).click();
  await answers.getByRole("button", { name: "Try again" }).click();
  await until(() => saidIn(matrix, rooms.bot).length === 1, "the answer");
  t.like(lastSaid(matrix, rooms.bot), {
    body: "Priority: high\nNote: first second\nTitle: Send the winter prices",
    "m.relates_to": { "m.in_reply_to": { event_id: asked } },
  });
  await drawn.waitFor({ state: "hidden" });
  const answer = saidIn(matrix, rooms.bot).at(-1);
  matrix.say(rooms.bot, botId, "Priority takes low, normal, high. Say it again, or cancel.", {
    ...answering(answer),
    "org.singularity.waits": true,
  });
  await drawn.waitFor();
  t.is(
    await drawn.getByLabel("Title").inputValue(),
    "Send the winter prices",
    "what was filled in is still there",
  );
  await drawn.getByRole("button", { name: "Send" }).click();
  await until(() => saidIn(matrix, rooms.bot).length === 2, "the second answer");
  matrix.say(rooms.bot, botId, "Noted as TOD-7.", answering(saidIn(matrix, rooms.bot).at(-1)));
  await answers.getByText("Noted as TOD-7.").waitFor();
  await drawn.waitFor({ state: "hidden" });
  await keptTheRules(t, app);
});

test("choices are buttons that react, in the room where they stand; once taken they are gone", async (t) => {
  const app = await openSignedIn(t, browser, "Alfreds");
  const { page } = app;
  const { matrix } = app.hub;
  await say(page, "/show an");
  await until(() => lastSaid(matrix, rooms.alfreds)?.["body"] === "/show an", "it was said");
  const target = { room_id: rooms.alfreds, event_id: saidIn(matrix, rooms.alfreds).at(-1)!.event_id };
  const asked = matrix.say(rooms.bot, botId, "Which one?", {
    msgtype: "m.notice",
    format: "org.matrix.custom.html",
    formatted_body:
      "<strong>Which one?</strong><ol><li>Ana: <code>show Ana</code></li><li>Antonio: <code>show Antonio</code></li></ol>",
    "org.singularity.reply_to": target,
    "org.singularity.choices": ["Ana Trujillo", "Antonio Moreno"].map((label) => ({
      label,
      words: `show ${label}`,
    })),
  });
  for (const key of ["1️⃣", "2️⃣"]) matrix.react(rooms.bot, botId, asked, key);
  const answer = page.getByRole("complementary", { name: "Private answer" });
  await page.getByRole("button", { name: "Antonio Moreno" }).waitFor();
  t.false((await answer.innerText()).includes("show"), "what is drawn is not said a second time");
  await page.getByRole("button", { name: "Antonio Moreno" }).click();
  await until(() => saidIn(matrix, rooms.bot).length === 1, "the reaction");
  t.deepEqual(lastSaid(matrix, rooms.bot), {
    "m.relates_to": { rel_type: "m.annotation", event_id: asked, key: "2️⃣" },
  });
  await page.getByRole("group", { name: "Choices" }).waitFor({ state: "detached" });
  t.regex(await answer.innerText(), /Which one\?\s+Antonio Moreno$/);
  await openRoom(page, "Hub");
  await page.getByRole("log").getByText("Which one?").waitFor();
  t.is(
    await page.getByRole("button", { name: /1️⃣/ }).count(),
    0,
    "signs that are buttons are not drawn twice",
  );
  matrix.say(rooms.bot, botId, "That needs a yes.", {
    msgtype: "m.notice",
    "org.singularity.choices": [
      { label: "Confirm", words: "confirm 7", reaction: "✅", style: "primary" },
      { label: "Cancel", words: "withdraw 7", reaction: "❌", style: "danger" },
    ],
  });
  await axeFindsNothingSerious(t, page);
  await page.getByRole("button", { name: "Confirm" }).click();
  await until(() => saidIn(matrix, rooms.bot).length === 2, "the yes");
  t.like(lastSaid(matrix, rooms.bot)?.["m.relates_to"], { key: "✅" });
  await keptTheRules(t, app);
});

test("nobody but the bot puts words into my mouth", async (t) => {
  const { page, hub } = await openSignedIn(t, browser, "Sales");
  const andrew = "@andrew:hub.localhost";
  hub.matrix.say(rooms.sales, andrew, "Harmless?", {
    ...question,
    "org.singularity.choices": [{ label: "Nice!", words: "pay CUS-1 9000 EUR" }],
    "org.singularity.card": {
      title: "A card of mine",
      facts: [],
      actions: [{ label: "Like it", words: "remove CUS-1" }],
    },
  });
  await page.getByText("A card of mine").waitFor();
  hub.matrix.say(rooms.sales, andrew, "Only words", question);
  await page.getByRole("log").getByText("Only words").waitFor();
  t.is(await page.getByRole("button", { name: /Nice!|Like it/ }).count(), 0);
  t.is(await page.locator("hub-form").count(), 0);
});
