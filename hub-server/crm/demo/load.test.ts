/** The demo company loads whole, once, also when it is interrupted. */
import test, { type ExecutionContext } from "ava";
import {
  ask,
  interactions,
  invoices,
  ledgerBalance,
  listPeople,
  moneyAgeing,
  orders,
  parties,
  products,
  recordProfile,
  recordTimeline,
} from "../../contract/index.ts";
import { testHub, type TestHub } from "../../testing/hub.ts";
import { boardsAreFull } from "./boards.testing.ts";
import { questionsHold } from "./insight.testing.ts";
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
  const { items: happened } = await hub.admin.hub(recordTimeline, { ref: "alfreds", limit: 100 });
  t.is(happened.filter((item) => item.noun === "interaction").length, 6, "its orders stand in the timeline");
  t.is((await hub.admin.hub(products.find, { text: "chai" })).items[0]?.title, "Chai");
  const counted = async (
    call:
      | typeof parties.list
      | typeof interactions.list
      | typeof products.list
      | typeof orders.list
      | typeof invoices.list,
  ) => {
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
  t.is(await counted(orders.list), 830);
  t.is(await counted(invoices.list), 830);
  await moneyHolds(t, hub);
  const answer = await hub.admin.hub(ask, { question: "interactions by channel" });
  t.deepEqual(answer.rows[0]?.slice(0, 2), ["order", 830]);
  await boardsAreFull(t, hub);
  await questionsHold(t, hub);
});

/** Northwind sold for 1,265,793.04; what rounding each line moved stands in an account of its own. */
async function moneyHolds(t: ExecutionContext, hub: TestHub): Promise<void> {
  const { items, total_base_minor } = await hub.admin.hub(ledgerBalance, {});
  const of = (purpose: string) => items.find((row) => row.purpose === purpose)?.amount_minor ?? 0;
  t.is(total_base_minor, 0, "the trial balance is zero");
  t.is(of("sales"), -126_579_304);
  t.is(of("rounding"), -25, "lines are rounded one by one: a quarter of a dollar over two years");
  t.is(
    of("receivable") + of("bank") + of("rounding"),
    126_579_304,
    "receivables and paid, without the residual",
  );
  t.is(of("customer_credit"), 0);
  const { totals } = await hub.admin.hub(moneyAgeing, { on: "1998-05-06" });
  t.is(totals[0]!.total, of("receivable"));
  t.true(totals[0]!.not_due > 0 && of("bank") > of("receivable"));
}
