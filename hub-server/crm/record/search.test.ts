/** Search: over all nouns, best first, forgiving, filtered, and never through a hidden field. */
import test from "ava";
import {
  deals,
  importRecords,
  interactions,
  meetings,
  parties,
  products,
  recordFind,
} from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";
import { asOwner } from "../../testing/owner.ts";
import { until } from "../calendar/testing.ts";
import { forgetWords } from "./words.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
  const { record: party } = await hub.admin.hub(parties.add, {
    name: "Alfreds Futterkiste",
    city: "Berlin",
    contact_points: [{ kind: "email", value: "maria@alfreds.example" }],
  });
  await hub.admin.hub(parties.add, { name: "Kiste und Alfreds" });
  await hub.admin.hub(products.add, { name: "Chai Alfreds" });
  await hub.admin.hub(deals.add, { name: "Alfreds spring order", party: party.id });
  await hub.admin.hub(interactions.add, {
    party: party.id,
    channel: "call",
    subject: "Cases were delivered late",
  });
});
test.after.always(() => hub?.stop());

const titles = async (text: string, person = hub.admin) =>
  (await person.hub(recordFind, { text })).items.map((item) => item.title);

test("what begins with the text comes before what holds it, over all nouns", async (t) => {
  const found = await titles("alfreds");
  t.deepEqual(found.slice(0, 2), ["Alfreds Futterkiste", "Alfreds spring order"]);
  t.true(found.includes("Chai Alfreds") && found.includes("Kiste und Alfreds"));
});

test("an e-mail address and a number are found first", async (t) => {
  const [first] = (await hub.admin.hub(recordFind, { text: "MARIA@alfreds.example" })).items;
  t.is(first!.title, "Alfreds Futterkiste");
  t.is(first!.hint, "Prospect · Berlin · Administrator");
  t.is((await titles(first!.number.toLowerCase()))[0], "Alfreds Futterkiste");
  t.is((await titles(first!.id))[0], "Alfreds Futterkiste");
});

test("a typing error finds what is much like it; other forms of a word are found too", async (t) => {
  t.is((await titles("alfreds futerkiste"))[0], "Alfreds Futterkiste");
  t.true((await titles("case delivery")).includes("Cases were delivered late"));
  t.deepEqual(await titles("qqqqqqqq"), []);
});

test("filters say in what, whose and since when", async (t) => {
  t.deepEqual(await titles("alfreds in:products"), ["Chai Alfreds"]);
  t.deepEqual(await titles("alfreds in:deal by:me"), ["Alfreds spring order"]);
  t.deepEqual(await titles("alfreds since:2100-01-01"), []);
  await t.throwsAsync(titles("alfreds in:nowhere"), { message: /parties/ });
  await t.throwsAsync(titles("alfreds by:nobody"), { message: /colleague/ });
  await t.throwsAsync(titles("alfreds since:whenever"), { message: /2026-01-31/ });
});

test("signs of patterns and quotes are only signs", async (t) => {
  for (const text of ["%", "_", "'", "\\", "a' or true --", "%%%%", "$1"])
    t.deepEqual(
      (await titles(text)).filter((title) => title.includes("Futter")),
      [],
    );
});

test("search reaches no row and no field that one may not see", async (t) => {
  const seller = await hub.person("seller", ["sales-executive"]);
  t.deepEqual(await titles("alfreds", seller), ["Chai Alfreds"]);
  t.deepEqual(await titles("maria@alfreds.example", seller), []);
  await hub.admin.hub(parties.add, { name: "Plain", contact_name: "Secretive Canary" });
  const client = hub.database.pool;
  t.is((await client.query("select 1 from crm.party")).rowCount, 0);
  t.is((await titles("secretive"))[0], "Plain");
  t.deepEqual(await titles("secretive", seller), []);
});

test("who takes part in a meeting finds it, however many others there are", async (t) => {
  const guest = await hub.person("guest", ["sales-executive"]);
  const starts = "2027-01-18T10:15:00Z";
  const { record } = await hub.admin.hub(meetings.add, {
    title: "Kickoff rounds",
    starts,
    attendees: ["guest"],
  });
  const others = Array.from({ length: 35 }, (_, count) => ({ title: `Kickoff rounds ${count}`, starts }));
  await hub.admin.hub(importRecords, { noun: "meeting", rows: others });
  t.deepEqual(await titles("kickoff in:meetings", guest), [record.title]);
});

test("what no record holds any more corrects nothing", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Zebrowski Partners" });
  t.deepEqual(await titles("zebrovski"), ["Zebrowski Partners"]);
  await hub.admin.hub(parties.change, { ref: record.id, name: "Renamed Partners" });
  t.deepEqual(await titles("zebrovski"), []);
  t.deepEqual(await titles("renamd partner"), ["Renamed Partners"]);
  await until(async () => {
    await forgetWords(hub.database.pool);
    return !(await asOwner(hub, "select 1 as kept from crm.search_word where word = 'zebrowski'")).length;
  }, 60_000);
});
