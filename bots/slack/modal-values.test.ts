/** A form as a modal and back. */
import test from "ava";
import type { Form } from "@singularity/hub-server/contract";
import { modalOf } from "./modal.ts";
import { readValues } from "./modal-values.ts";
import { readSubmission } from "./submission.ts";

const form: Form = {
  call: "x.add",
  http: "POST /x",
  title: "X",
  effect: "reversible",
  fields: [
    { name: "wanted", label: "Wanted", type: "boolean", required: false, default: true },
    { name: "other", label: "Other", type: "boolean", required: false },
  ],
};

/** Sends the modal as it was drawn, with these boxes ticked. */
function sent(ticked: readonly string[]) {
  const state = (name: string) => ({
    value: { selected_options: ticked.includes(name) ? [{ value: "yes" }] : [] },
  });
  const values = Object.fromEntries(form.fields.map(({ name }) => [name, state(name)]));
  const view = { ...modalOf("x", form, {}, {}), id: "V1", state: { values } };
  const submission = readSubmission({ view, user: { id: "U1", team_id: "T1" }, trigger_id: "1" })!;
  return readValues(form, submission.values, submission.ticked);
}

test("lines of a paper are typed one on a line, and are wrong at their field", (t) => {
  const paper: Form = {
    ...form,
    fields: [
      { name: "currency", label: "Currency", type: "text", required: false },
      { name: "lines", label: "Lines", type: "items", required: true },
    ],
  };
  const read = (lines: string, currency = "") =>
    readValues(paper, { lines: { value: lines }, currency: { value: currency } });
  t.deepEqual(read("2 x PRD-3\nSetup 5 EUR"), {
    input: {
      currency: "EUR",
      lines: [
        { product: "PRD-3", quantity: 2 },
        { description: "Setup", quantity: 1, unit_price_minor: 500 },
      ],
    },
  });
  t.regex((read("Setup 5 EUR", "USD") as { errors: Record<string, string> }).errors["lines"]!, /in EUR/);
  t.regex((read("Setup") as { errors: Record<string, string> }).errors["lines"]!, /no price/);
  t.deepEqual(read(" "), { errors: { lines: "Lines is needed." } });
  t.like(modalOf("x", paper, {}, {}).blocks[1], { element: { multiline: true } });
});

test("a box that was drawn ticked says no when it is unticked; one that never was says nothing", (t) => {
  t.deepEqual(sent([]), { input: { wanted: false } });
  t.deepEqual(sent(["wanted"]), { input: { wanted: true } });
  t.deepEqual(sent(["wanted", "other"]), { input: { wanted: true, other: true } });
});
