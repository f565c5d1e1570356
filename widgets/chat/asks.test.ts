import test from "ava";
import { readAsks } from "./asks.ts";

test("choices are taken by their own sign, else by the keycap of their place among those without one", (t) => {
  const asks = readAsks({
    "org.singularity.choices": [
      { label: "Yes", words: "confirm 1", reaction: "✅", style: "primary" },
      { label: "Ann", words: "show ann" },
      ...["b", "c", "d", "e", "f"].map((words) => ({ label: words, words })),
    ],
  });
  t.deepEqual(
    asks?.choices.map(({ reaction }) => reaction),
    ["✅", "1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", undefined],
  );
  t.is(asks?.choices[0]?.style, "primary");
});

test("a form is read with what can be drawn of it; anything else in its place asks for nothing", (t) => {
  const form = {
    call: "x.add",
    title: "Add",
    effect: "reversible",
    fields: [{ name: "at", type: "date", required: true }],
  };
  t.deepEqual(readAsks({ "org.singularity.form": form, "org.singularity.waits": true }), {
    choices: [],
    waits: true,
    form: { ...form, fields: [{ name: "at", label: "at", type: "date", required: true }] },
  });
  for (const odd of [
    null,
    7,
    "x",
    [],
    {},
    { title: "T", fields: "none" },
    { title: 5, fields: [{ name: "a" }] },
  ])
    t.is(readAsks({ "org.singularity.form": odd, "org.singularity.choices": odd }), undefined);
});
