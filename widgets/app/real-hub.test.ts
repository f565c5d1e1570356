import test from "ava";
import type { Browser } from "playwright-core";
import {
  addPerson,
  interactions,
  issueEmbed,
  parties,
  publishVerbs,
  recordRoom as openRoom,
  showPreferences,
  undoChange,
} from "@singularity/hub-server/contract";
import { connect } from "@singularity/hub-server/client";
import { openTestHub, type TestHub } from "@singularity/hub-server/testing";
import { axeFindsNothingSerious } from "../testing/accessibility.ts";
import { composer, until } from "../testing/app.ts";
import { launch } from "../testing/browser.ts";
import { ensureBuilt } from "../testing/built.ts";
import { verbs } from "../testing/fake/company.ts";
import { foreignSite } from "../testing/foreign-site.ts";
import { keptTheRules, watch } from "../testing/page.ts";

let browser: Browser;
let hub: TestHub;
test.before(async () => {
  ensureBuilt();
  [browser, hub] = await Promise.all([launch(), openTestHub({ presence: true })]);
  await hub.bot(publishVerbs, { verbs });
});
test.after.always(() => Promise.all([browser?.close(), hub?.stop()]));

test.serial("from the sign-in link to a card in a record's room, on the real hub", async (t) => {
  const made = await hub.admin.hub(parties.add, {
    name: "Alfreds Futterkiste",
    role: "customer",
    city: "Berlin",
    tags: ["food"],
  });
  const { sign_in_link: link } = await hub.admin.hub(addPerson, {
    name: "Nancy Davolio",
    user: "nancy",
    roles: ["Administrator"],
  });
  const app = await watch(t, browser, [hub.url]);
  const { page } = app;
  await page.goto(link);
  await page.getByLabel("New password").fill("correct horse battery");
  await page.keyboard.press("Enter");
  await page.getByText("Pick a room").waitFor();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("alfreds");
  await page.getByRole("option", { name: /Alfreds Futterkiste/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("log", { name: "Messages in Alfreds Futterkiste" }).waitFor();
  const details = page.getByRole("complementary", { name: "Details" });
  await details.getByText("Berlin").waitFor();

  const token = await page.evaluate(
    () => (JSON.parse(localStorage.getItem("hub.session") ?? "{}") as { token: string }).token,
  );
  const nancy = connect(hub.url, token);
  t.like(await nancy(showPreferences, {}), { time_zone: "Europe/Berlin", locale: "en-GB" });
  const logged = await nancy(interactions.add, {
    party: made.record.number,
    channel: "call",
    body: "wants 40 cases of Chai",
  });
  await page.getByRole("log").getByText("wants 40 cases of Chai").waitFor();
  await details.getByText("wants 40 cases of Chai").waitFor();
  await nancy(undoChange, { change: logged.change });
  await page.getByRole("log").getByText("Undone", { exact: true }).waitFor();
  await details.getByText("wants 40 cases of Chai").waitFor({ state: "detached" });

  await composer(page).fill("Thank you all");
  await composer(page).press("Enter");
  await page.getByRole("log").getByText("Thank you all").waitFor();
  await until(async () => (await page.getByText("Sending …").count()) === 0, "the message was sent");
  await composer(page).fill("/");
  await page.getByRole("option", { name: /log/ }).first().waitFor();
  await axeFindsNothingSerious(t, page);
  await keptTheRules(t, app);
});

test.serial("an upload comes back as a picture, and a reload finds everything again", async (t) => {
  const andrew = await hub.person("andrew", ["Administrator"]);
  const { room } = await andrew
    .hub(parties.add, { name: "Bon app'" })
    .then(({ record }) => andrew.hub(openRoom, { ref: record.id }));
  const app = await watch(t, browser, [hub.url]);
  const { page } = app;
  await page.goto(`${hub.url}/app/icon.svg`);
  const kept = JSON.stringify({ token: andrew.token, userId: andrew.userId, deviceId: "" });
  await page.evaluate((value) => localStorage.setItem("hub.session", value), kept);
  await page.goto(`${hub.url}/#/room/${encodeURIComponent(room)}`);
  await page.getByRole("log").waitFor();
  const pixel = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    "base64",
  );
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: pixel });
  const picture = page.getByRole("img", { name: "dot.png" });
  await picture.waitFor();
  await page.reload();
  await until(
    async () => (await picture.getAttribute("src"))?.startsWith("blob:") ?? false,
    "the picture was fetched",
  );
  await keptTheRules(t, app);
});

test.serial("a foreign page shows a record with a short-lived token of its own", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Around the Horn", city: "London" });
  const element = `<hub-profile record="${record.number}">Around the Horn</hub-profile>`;
  const script = `document.querySelector("hub-profile").getToken = async () => globalThis.minted;`;
  const site = await foreignSite(t, hub.url, element, script);
  const { token } = await hub.admin.hub(issueEmbed, { record: record.number, origin: site.url });
  const shown = await watch(t, browser, [hub.url, site.url]);
  await shown.page.addInitScript((minted) => Object.assign(globalThis, { minted }), token);
  await shown.page.goto(site.url);
  await shown.page.getByRole("heading", { name: "Around the Horn" }).waitFor();
  await shown.page.getByText("London").waitFor();
  await keptTheRules(t, shown);
});

test.serial("who is there is seen, and a room that was upgraded is followed, on the real hub", async (t) => {
  const [ann, ben] = [await hub.person("ann", ["manager"]), await hub.person("ben", ["manager"])];
  const chat = async (who: typeof ann, method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${who.token}`, "content-type": "application/json" };
    const url = `${hub.url}/_matrix/client/v3${path}`;
    const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return (await answer.json()) as Record<string, string>;
  };
  const status = async (who: typeof ann) =>
    (await chat(ben, "GET", `/presence/${encodeURIComponent(who.userId)}/status`))["presence"];
  const together = async (more: object) => {
    const { room_id: id } = await chat(ben, "POST", "/createRoom", { invite: [ann.userId], ...more });
    await chat(ann, "POST", `/join/${encodeURIComponent(id!)}`, {});
    return id!;
  };
  await together({ is_direct: true, preset: "trusted_private_chat" });
  const old = await together({ name: "Old room" });
  await chat(ben, "PUT", `/presence/${encodeURIComponent(ben.userId)}/status`, { presence: "online" });
  const app = await watch(t, browser, [hub.url]);
  const { page } = app;
  await page.goto(`${hub.url}/app/icon.svg`);
  const session = JSON.stringify({ token: ann.token, userId: ann.userId });
  await page.evaluate((kept) => localStorage.setItem("hub.session", kept), session);
  await page.goto(`${hub.url}/`);
  const list = page.getByRole("navigation", { name: "Rooms" });
  await list.getByRole("img", { name: "Here now" }).waitFor();
  t.is(await status(ann), "online");
  await page
    .getByRole("button", { name: /^Account of/ })
    .first()
    .click();
  await page.getByLabel("Show who is here, and that I am").first().uncheck();
  await list.getByRole("img").first().waitFor({ state: "detached" });
  await until(async () => (await status(ann)) === "offline", "Ann is not seen any more");
  await page.keyboard.press("Escape");
  await chat(ben, "POST", `/rooms/${encodeURIComponent(old)}/upgrade`, { new_version: "11" });
  await list.getByRole("link", { name: "Old room" }).click();
  await page.getByRole("link", { name: "Go there" }).click();
  await page.getByText("You are not invited").waitFor(); // it is as closed as the one before
  t.true(page.url().includes(encodeURIComponent(old)));
  const { replacement_room: next } = await chat(
    ben,
    "GET",
    `/rooms/${encodeURIComponent(old)}/state/m.room.tombstone`,
  );
  await chat(ben, "POST", `/rooms/${encodeURIComponent(next!)}/invite`, { user_id: ann.userId });
  await page.getByRole("link", { name: "Go there" }).click();
  await page.getByRole("combobox", { name: "Message to Old room" }).waitFor();
  t.false(page.url().includes(encodeURIComponent(old)));
  await until(
    async () => (await list.getByRole("link", { name: "Old room" }).count()) === 1,
    "one of them is listed",
  );
  await page.getByRole("link", { name: "Before this room was upgraded" }).click();
  await page.getByRole("link", { name: "Go there" }).waitFor();
  await keptTheRules(t, app);
});
