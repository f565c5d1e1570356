import test from "ava";
import type { Browser } from "playwright-core";
import { openSignedIn } from "../testing/app.ts";
import { attacks } from "../testing/attacks.ts";
import { launch } from "../testing/browser.ts";
import { cardContent, rooms } from "../testing/fake/script.ts";
import { keptTheRules } from "../testing/page.ts";

let browser: Browser;
test.before(async () => void (browser = await launch()));
test.after.always(() => browser?.close());

const andrew = "@andrew:hub.localhost";
const html = "org.matrix.custom.html";

test.serial("no message, card, name or verb can make the page run or fetch something", async (t) => {
  const app = await openSignedIn(t, browser, "Sales");
  const { matrix, answers } = app.hub;
  answers["record.find"] = () => ({
    items: attacks.map((title, n) => ({ id: `x${n}`, noun: "x", number: title, title, hint: title })),
  });
  for (const attack of attacks) {
    matrix.say(rooms.sales, andrew, attack, { format: html, formatted_body: attack });
    matrix.say(rooms.sales, andrew, attack, { msgtype: "m.notice" });
    matrix.post(rooms.sales, andrew, "m.room.message", cardContent(attack, attack));
    matrix.post(rooms.sales, andrew, "m.room.message", { msgtype: "m.image", body: attack, url: attack });
  }
  matrix.post(
    rooms.sales,
    andrew,
    "m.room.member",
    { membership: "join", displayname: attacks[1] },
    { state_key: andrew },
  );
  matrix.post(rooms.sales, andrew, "m.room.name", { name: attacks[2] }, { state_key: "" });
  matrix.say(rooms.sales, andrew, "That was all");
  await app.page.getByRole("log").getByText("That was all").waitFor();
  await app.page.keyboard.press("Control+k");
  await app.page.keyboard.type("x");
  await app.page.getByRole("option").nth(5).waitFor();
  await app.page.keyboard.press("Escape");
  await app.page.waitForTimeout(300);
  await keptTheRules(t, app);
});

test.serial(
  "of HTML the known elements stay, without their attributes, and links only where they are safe",
  async (t) => {
    const { page, hub } = await openSignedIn(t, browser, "Sales");
    const source = `<h1 class="x" onclick="alert(1)">Head</h1><p id="evil">one <b>bold</b> <unknown>kept</unknown><mx-reply>quoted</mx-reply></p>
    <a href="https://example.org/a?b=c">web</a> <a href="javascript:alert(1)">bad</a> <a href="/relative">rel</a>
    <a href="https://matrix.to/#/@andrew:hub.localhost">Andrew</a><table><tr><td>cell</td></tr></table>`;
    hub.matrix.say(rooms.sales, andrew, "plain", { format: html, formatted_body: source });
    await page.getByText("kept").waitFor();
    const rich = page.locator(".rich").last();
    const tags = await rich.evaluate((element) =>
      [...element.querySelectorAll("*")].map(
        (one) => `${one.localName}[${one.getAttributeNames().toSorted().join()}]`,
      ),
    );
    const allowed = ["p[]", "strong[]", "a[href,rel,target]", "span[class]", "table[]", "tr[]", "td[]"];
    t.deepEqual(new Set(tags), new Set(allowed));
    t.deepEqual(
      await rich.locator("a").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href)),
      ["https://example.org/a?b=c"],
    );
    t.false((await rich.innerText()).includes("quoted"));
  },
);
