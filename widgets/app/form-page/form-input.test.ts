import test from "ava";
import type { Form } from "@singularity/hub-server/contract";
import { NotRead } from "@singularity/hub-server/contract";
import { filledFrom, formInput } from "./form-input.ts";

const field = (name: string, type: string, more = {}) => ({
  name,
  label: name,
  type,
  required: false,
  ...more,
});
const form: Form = {
  call: "x.add",
  http: "POST /x",
  title: "Add",
  effect: "reversible",
  fields: [
    field("name", "text"),
    field("many", "integer"),
    field("secret", "boolean"),
    field("value", "money"),
    field("took", "duration"),
    field("at", "datetime"),
    field("day", "date"),
    field("tags", "tags"),
    field("kind", "choice", { options: ["a", "b"] }),
  ],
};

test("what is filled in becomes the input of the call, and what is empty says nothing", (t) => {
  t.deepEqual(
    formInput(form, {
      name: " Acme ",
      many: "3",
      secret: "yes",
      value: "1200,5 eur",
      took: "1h30",
      day: "2026-11-22",
      tags: "#a, b,, a",
      kind: "b",
    }),
    {
      name: "Acme",
      many: 3,
      secret: true,
      value: { amount_minor: 120_050, currency: "EUR" },
      took: 5400,
      day: "2026-11-22",
      tags: ["a", "b"],
      kind: "b",
    },
  );
  t.deepEqual(formInput(form, { value: "500 JPY", took: "25m" }), {
    value: { amount_minor: 500, currency: "JPY" },
    took: 1500,
  });
});

test("a value that is none is refused with what the field takes", (t) => {
  for (const [name, typed] of [
    ["many", "three"],
    ["value", "12"],
    ["value", "1.5 JPY"],
    ["value", "1 ZZZZ"],
    ["took", "soon"],
    ["at", "x"],
  ] as const) {
    const error = t.throws(() => formInput(form, { [name]: typed }), { instanceOf: NotRead });
    t.true(error.message.startsWith(`${name} takes`), error.message);
  }
});

test("what stands in a form already comes back as it was", (t) => {
  const input = {
    name: "Acme",
    many: 3,
    secret: false,
    value: { amount_minor: -1205, currency: "EUR" },
    took: 1500,
    at: "2026-11-22T12:30:00.000Z",
    day: "2026-11-22",
    tags: ["a", "b"],
    kind: "b",
  };
  t.deepEqual(formInput(form, filledFrom(form, input)), input);
  t.deepEqual(filledFrom(form, { name: null, at: "x", value: undefined }), {});
});
