import test from "ava";
import {
  feedbacks,
  grantRole,
  parties,
  products,
  recordRoom,
  reopenFeedback,
  resolveFeedback,
  summariseFeedback,
  undoChange,
  type Input,
} from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { classOf } from "./classes.ts";

let hub: TestHub;
let boss: TestPerson;
let ann: TestPerson;
let ben: TestPerson;
test.before(async () => {
  hub = await openTestHub();
  boss = await hub.person("boss", ["manager"]);
  ann = await hub.person("ann", ["sales-executive"], { manager: "boss", name: "Quenby Authorsdottir" });
  ben = await hub.person("ben", ["sales-executive"], { manager: "boss" });
});
test.after.always(() => hub?.stop());

const code = async (promise: Promise<unknown>) => {
  try {
    await promise;
    return "done";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test.serial("scores fall into the classes that their kind knows", (t) => {
  const nps = (score: number) => classOf("nps", score, 10);
  t.deepEqual([0, 6, 7, 8, 9, 10].map(nps), [
    "detractor",
    "detractor",
    "passive",
    "passive",
    "promoter",
    "promoter",
  ]);
  t.deepEqual(
    [2, 3, 4].map((score) => classOf("csat", score, 5)),
    ["dissatisfied", "neutral", "satisfied"],
  );
  t.deepEqual(
    [3, 4, 5].map((score) => classOf("ces", score, 7)),
    ["difficult", "neutral", "easy"],
  );
  t.is(classOf("idea", null, null), null);
});

test.serial("the raw score is kept with its scale, and what does not fit is refused", async (t) => {
  const { record: product } = await hub.admin.hub(products.add, { name: "Chai" });
  const give = (input: Partial<Input<typeof feedbacks.add>>) =>
    hub.admin.hub(feedbacks.add, { about: product.number, kind: "idea", ...input });
  const { record } = await give({ kind: "nps", score: 10 });
  t.is(record.class, "promoter");
  t.deepEqual([record.score, record.scale, record.status], [10, 10, "open"]);
  t.is(record.about?.number, product.number);
  for (const wrong of [
    { kind: "nps" },
    { kind: "nps", score: 11 },
    { kind: "nps", score: 4, scale: 5 },
    { kind: "csat", score: 0 },
    { kind: "csat", score: 6 },
    { kind: "idea", text: "mint", confidential: true },
  ] as const)
    t.is(await code(give(wrong)), "input-invalid", JSON.stringify(wrong));
  t.is((await give({ kind: "idea", text: "mint" })).record.class, null);
  t.is(await code(hub.admin.hub(feedbacks.add, { about: "nothing such", kind: "idea" })), "not-found");
});

test.serial("feedback is told in the room of what it is about, and the owner of that is in it", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Roomy", owner: "ann", role: "customer" });
  await hub.admin.hub(recordRoom, { ref: record.id });
  const { room, card } = await hub.admin.hub(feedbacks.add, { about: record.number, kind: "csat", score: 5 });
  await hub.told();
  t.truthy(room);
  t.is(card.by, "Administrator");
  t.is(await hub.inside.chat.rooms.membership(room!, ann.userId), "join");
  t.is((await ann.hub(feedbacks.list, { about: record.number })).items.length, 1);
});

test.serial(
  "resolved feedback can be opened again, and each step be undone by whoever may resolve",
  async (t) => {
    const { record: product } = await hub.admin.hub(products.add, { name: "Resolvable" });
    const { record } = await ann.hub(feedbacks.add, { about: product.number, kind: "bug", text: "leaks" });
    const dev = await hub.person("dev", ["product-developer"]);
    t.is(await code(ben.hub(resolveFeedback, { ref: record.number })), "not-allowed");
    const { change, record: resolved } = await dev.hub(resolveFeedback, {
      ref: record.number,
      resolution: "sealed",
    });
    t.deepEqual([resolved.status, resolved.resolution], ["resolved", "sealed"]);
    t.is(await code(dev.hub(resolveFeedback, { ref: record.number })), "conflict");
    await dev.hub(undoChange, { change });
    t.is((await dev.hub(feedbacks.details, { ref: record.number })).status, "open");
    t.is(await code(dev.hub(reopenFeedback, { ref: record.number })), "conflict");
    t.is(await code(dev.hub(feedbacks.change, { ref: record.number, text: "mine" })), "not-allowed");
  },
);

test.serial("the summary counts what one may see: NPS, CSAT, by what it is about", async (t) => {
  const { record: product } = await hub.admin.hub(products.add, { name: "Counted" });
  for (const score of [10, 9, 8, 3])
    await ann.hub(feedbacks.add, { about: product.number, kind: "nps", score });
  for (const score of [5, 4, 3, 1])
    await ann.hub(feedbacks.add, { about: product.number, kind: "csat", score, themes: ["taste"] });
  const { total, items } = await boss.hub(summariseFeedback, { about: product.number, by: "kind" });
  t.deepEqual([total.count, total.nps, total.csat, total.open], [8, 25, 50, 8]);
  t.deepEqual([total.promoters, total.passives, total.detractors], [2, 1, 1]);
  t.deepEqual(
    items.map((line) => [line.key, line.count]),
    [
      ["csat", 4],
      ["nps", 4],
    ],
  );
  const named = await boss.hub(summariseFeedback, { about: product.number, by: "about" });
  t.is(named.items[0]?.key, product.number);
  t.is((await boss.hub(summariseFeedback, { by: "theme" })).items[0]?.key, "taste");
  const accountant = await hub.person("acc", ["accountant"]);
  t.is((await accountant.hub(summariseFeedback, {})).total.count, 0);
});

test.serial(
  "a manager's feedback on an employee is theirs, read by that employee and by no colleague",
  async (t) => {
    const { record } = await boss.hub(feedbacks.add, { about: "@ben", kind: "review", text: "closes well" });
    t.false(record.confidential);
    t.is(record.owner?.title, "Boss");
    t.is((await ben.hub(feedbacks.details, { ref: record.number })).text, "closes well");
    t.is(await code(ann.hub(feedbacks.details, { ref: record.number })), "not-found");
    t.is(await code(ben.hub(feedbacks.remove, { ref: record.number })), "not-allowed");
    await hub.admin.hub(grantRole, { ref: "@ben", role: "support" });
    t.is((await ben.hub(feedbacks.list, { about: "@ben" })).items.length, 1);
  },
);
