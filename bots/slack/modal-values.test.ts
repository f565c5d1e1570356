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

test("a box that was drawn ticked says no when it is unticked; one that never was says nothing", (t) => {
  t.deepEqual(sent([]), { input: { wanted: false } });
  t.deepEqual(sent(["wanted"]), { input: { wanted: true } });
  t.deepEqual(sent(["wanted", "other"]), { input: { wanted: true, other: true } });
});
