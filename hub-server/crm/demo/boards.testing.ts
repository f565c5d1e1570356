/** The demo's boards: what was shipped stands as delivered, and every pipeline has something in it. */
import type { ExecutionContext } from "ava";
import { listStalled, recordTimeline, showBoard } from "../../contract/index.ts";
import type { TestHub } from "../../testing/hub.ts";

export async function boardsAreFull(t: ExecutionContext, hub: TestHub): Promise<void> {
  const board = async (ref: string) => (await hub.admin.hub(showBoard, { ref, limit: 3 })).columns;
  const counts = async (ref: string) =>
    Object.fromEntries((await board(ref)).map((column) => [column.stage.key, column.count]));
  const deliveries = await counts("Deliveries");
  t.is(deliveries["delivered"], 809);
  t.is(deliveries["preparing"], 21);
  const deals = await board("Sales");
  t.deepEqual(
    deals.map((column) => [column.stage.key, column.count, column.sums[0]?.amount_minor ?? 0]),
    [
      ["qualified", 2, 1_160_000],
      ["proposal", 2, 4_840_000],
      ["negotiation", 2, 4_550_000],
      ["won", 1, 980_000],
      ["lost", 1, 1_230_000],
    ],
  );
  t.is((await counts("Support"))["waiting"], 1);
  t.is((await counts("Production"))["production"], 1);
  t.is((await counts("Payments to chase"))["reminded"], 1);
  t.is((await counts("Projects"))["active"], 1);
  t.deepEqual((await hub.admin.hub(listStalled, {})).items, []);
  const { items, next } = await hub.admin.hub(recordTimeline, { ref: "Ernst Handel", limit: 100 });
  t.true(items.some((item) => item.title === "Chai for all branches: Qualified → Negotiation"));
  items.push(
    ...(await hub.admin.hub(recordTimeline, { ref: "Ernst Handel", limit: 100, after: next! })).items,
  );
  t.true(items.some((item) => item.noun === "delivery" && item.at.startsWith("1996")));
  const [idle] = deals;
  t.is(idle!.late, 0);
}
