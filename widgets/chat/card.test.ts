import test from "ava";
import { concerns, readCard } from "./card.ts";

const record = { id: "r1", noun: "thing", number: "THG-1", title: "One" };
const about = { id: "r2", noun: "place", number: "PLC-2", title: "Two" };
const card = {
  record,
  about,
  call: "thing.add",
  change: "c1",
  title: "Added",
  by: "Ann",
  facts: [{ label: "Size", value: "2" }],
  actions: [{ label: "Undo", words: "undo", reaction: "↩️" }],
  state: "undone",
};

test("a card is read as it was written", (t) => {
  t.deepEqual(readCard({ "org.singularity.card": card }), card as never);
});

test("a card of any other shape is no card, or one without the strange parts", (t) => {
  t.is(readCard({}), undefined);
  for (const strange of [null, 1, "card", [], {}, { title: 7 }])
    t.is(readCard({ "org.singularity.card": strange }), undefined);
  const read = readCard({
    "org.singularity.card": {
      title: "T",
      facts: "x",
      actions: [{ label: 1 }, null],
      record: { id: {} },
      state: {},
    },
  });
  t.deepEqual(read, {
    record: null,
    call: "",
    change: null,
    title: "T",
    by: null,
    facts: [],
    actions: [],
    state: "current",
  });
});

test("a card concerns its record and what the record belongs to", (t) => {
  const read = readCard({ "org.singularity.card": card })!;
  t.true(concerns(read, record));
  t.true(concerns(read, about));
  t.false(concerns(read, { id: "r3" }));
});
