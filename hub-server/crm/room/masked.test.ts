/** Cards in a room where not everybody may see what they are about. */
import test from "ava";
import { cardKey, deals, parties, recordRoom, type Card } from "../../contract/index.ts";
import { testHub, type TestPerson } from "../../testing/hub.ts";

test("a card tells nothing of a record that somebody in the room may not see; among those who may it tells all", async (t) => {
  const hub = await testHub(t);
  const seller = await hub.person("seller", ["sales-executive"]);
  const support = await hub.person("support", ["support"]);
  const { record: party } = await seller.hub(parties.add, { name: "Shown to both" });
  const cardsFor = async (person: TestPerson, room: string) => {
    await hub.told();
    const url = `${hub.url}/_matrix/client/v3/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=50`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${person.token}` } });
    const { chunk } = (await answer.json()) as { chunk: { content: Record<string, unknown> }[] };
    return chunk.flatMap(({ content }) => (content[cardKey] as Card | undefined) ?? []);
  };
  const value = { amount_minor: 9_876_500, currency: "EUR" };
  await seller.hub(deals.add, { name: "Between us", party: party.id, value });
  const { room } = await seller.hub(recordRoom, { ref: party.id });
  const [open] = await cardsFor(seller, room);
  t.is(open?.record?.title, "Between us");
  t.true(open?.facts.some(({ label }) => label === "Value"));

  await support.hub(recordRoom, { ref: party.id });
  const { record } = await seller.hub(deals.add, { name: "Hush hush", party: party.id, value });
  const [masked] = await cardsFor(support, room);
  t.is(masked?.title, `Deal ${record.number}: not everybody here may see it`);
  t.notRegex(JSON.stringify(masked), /Hush|98,765|9876500/);
  await seller.hub(parties.change, { ref: party.id, city: "Bonn" });
  const [about] = await cardsFor(support, room);
  t.deepEqual(about?.facts, [{ label: "City", value: "Bonn" }]);
});
