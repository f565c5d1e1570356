import test from "ava";
import { calls, nouns } from "./index.ts";
import { formOf } from "./form.ts";

test("every field of every form has a name that people can read", (t) => {
  for (const call of calls) {
    const noun = nouns.find(({ key }) => key === call.name.split(".")[0]);
    for (const { name, label } of formOf(call, noun?.fields).fields)
      t.regex(label, /^(\p{Lu}|iCal)[^_]*$/u, `${call.name} ${name}: ${label}`);
  }
});

test("a field is called as its noun calls it, wherever it is filled in", (t) => {
  const label = (name: string, field: string) => {
    const call = calls.find((one) => one.name === name)!;
    const noun = nouns.find(({ key }) => key === name.split(".")[0]);
    return formOf(call, noun?.fields).fields.find((one) => one.name === field)?.label;
  };
  t.deepEqual(
    [label("party.change", "owner"), label("deal.change", "expected_close"), label("todo.done", "ref")],
    ["Owner", "Expected close", "Record"],
  );
});
