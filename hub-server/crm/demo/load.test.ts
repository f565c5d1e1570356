/** The demo company loads whole, once, also when it is interrupted. */
import test from "ava";
import { ask, interactions, listPeople, parties, products, recordProfile } from "../../contract/index.ts";
import { testHub } from "../../testing/hub.ts";
import { loadDemo } from "./load.ts";

test("Northwind loads whole, and a second time adds nothing", async (t) => {
  const hub = await testHub(t, { analytics: true });
  await loadDemo(hub.inside, () => {});
  await loadDemo(hub.inside, () => {});
  await hub.told();
  const people = (await hub.admin.hub(listPeople, {})).items;
  t.is(people.length, 10);
  const nancy = people.find((person) => person.title === "Nancy Davolio")!;
  t.is(nancy.manager?.title, "Andrew Fuller");
  t.deepEqual(
    nancy.roles.map((held) => held.role),
    ["sales-executive"],
  );
  t.true(
    people.some((person) => person.roles.length > 1),
    "somebody has several roles",
  );
  const profile = await hub.admin.hub(recordProfile, { ref: "alfreds" });
  t.is(profile.record.number, "CUS-1");
  t.is(profile.owner?.title, "Nancy Davolio");
  t.is(profile.timeline.length, 6);
  t.is((await hub.admin.hub(products.find, { text: "chai" })).items[0]?.title, "Chai");
  const counted = async (call: typeof parties.list | typeof interactions.list | typeof products.list) => {
    let total = 0;
    let after: string | undefined;
    do {
      const page = (await hub.admin.hub(call, { limit: 200, ...(after ? { after } : {}) })) as {
        items: unknown[];
        next: string | null;
      };
      total += page.items.length;
      after = page.next ?? undefined;
    } while (after);
    return total;
  };
  t.is(await counted(products.list), 77);
  t.is(await counted(interactions.list), 830);
  t.is(await counted(parties.list), 91 + 29 + 9);
  const answer = await hub.admin.hub(ask, { question: "interactions by channel" });
  t.deepEqual(answer.rows[0]?.slice(0, 2), ["order", 830]);
});
