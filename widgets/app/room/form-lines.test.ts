import test from "ava";
import type { Form } from "../../chat/asks.ts";
import { askedField, drawnFields, formLines } from "./form-lines.ts";

const field = (name: string, label: string, type: string, required = false) => ({
  name,
  label,
  type,
  required,
});
const form: Form = {
  call: "x.add",
  title: "Add a thing",
  effect: "reversible",
  fields: [
    field("note", "Note", "longtext"),
    field("title", "Title", "text", true),
    field("due", "Due (local)", "datetime"),
    field("parts", "Parts", "list"),
  ],
};

test("what was filled in is said line by line, by labels where they can be read", (t) => {
  const values = { title: " Tea ", note: "one\n  two", due: "2026-03-04T10:00" };
  const due = new Date("2026-03-04T10:00").toISOString().replace(":00.000Z", "Z");
  t.is(formLines(form, values, "title"), `Note: one two\ndue: ${due}\nTitle: Tea`);
  t.is(formLines(form, { note: "one\ntwo", title: "Tea" }, "note"), "Title: Tea\nNote: one\ntwo");
  t.is(formLines(form, { title: "  " }, undefined), "");
});

test("what must be filled in comes first; a form that needs what words cannot say is not drawn", (t) => {
  t.deepEqual(
    drawnFields(form).map(({ name }) => name),
    ["title", "note", "due"],
  );
  t.deepEqual(drawnFields({ ...form, fields: [...form.fields, field("lines", "Lines", "list", true)] }), []);
});

test("the question names its field", (t) => {
  t.is(askedField(form, "Add a thing. Title? (at most 300)\ncancel ends it."), "title");
  t.is(askedField(form, "Say it again, or cancel."), undefined);
});
