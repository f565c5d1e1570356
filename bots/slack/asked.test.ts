/** What somebody was asked for in words, and then filled in as a modal, or closed there. */
import test from "ava";
import { writtenOf } from "../testing/fake-hub.ts";
import { payload, slash } from "./testing/deliver.ts";
import { janesStage } from "./testing/janes-stage.ts";

const who = { user: { id: "U1", team_id: "T1" }, team: { id: "T1" } };

const closed = (callback_id: string) =>
  payload({ type: "view_closed", ...who, view: { id: "V1", type: "modal", callback_id } });

const filled = () => {
  const party = { value: { selected_option: { value: "CUS-1" } } };
  const channel = { value: { selected_option: { value: "call" } } };
  const view = { id: "V1", callback_id: "log_interaction", state: { values: { party, channel } } };
  return payload({ type: "view_submission", trigger_id: "9.9", ...who, view });
};

test("what somebody says is taken in its order, however long the first words take", async (t) => {
  const stage = await janesStage(t, { "todo.add": () => writtenOf("To-do") });
  const keep = stage.hub.answers["conversation.keep"]!;
  stage.hub.answers["conversation.keep"] = async (...asked) => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return keep(...asked);
  };
  for (const text of ["form todo", "Call Bob"]) await stage.deliver(slash(text, { trigger_id: `6.${text}` }));
  await stage.settled();
  t.like(stage.hub.effects, [{ call: "todo.add", input: { title: "Call Bob" } }]);
});

test("a modal of others, or without a form, that is closed is acknowledged, and leaves nothing behind", async (t) => {
  const stage = await janesStage(t);
  for (const id of ["somebody_elses", "", "hub_home"]) t.is((await stage.deliver(closed(id))).status, 200);
  t.deepEqual(stage.hub.inbox, []);
});

for (const [how, ended] of [
  ["filled in", filled],
  ["closed", () => closed("log_interaction")],
] as const)
  test(`whoever has ${how} the modal is asked for its form no longer: what they say next is no answer to it`, async (t) => {
    const stage = await janesStage(t, {
      "todo.add": () => writtenOf("To-do"),
      "interaction.add": () => writtenOf("Call"),
    });
    const say = async (text: string) => {
      await stage.deliver(slash(text, { trigger_id: `4.${text}` }));
      await stage.settled();
      return String(stage.slack.messages.at(-1)?.input["text"]);
    };
    t.regex(await say("form log"), /Add an interaction\. With\?/);
    for (let time = 0; time < 3; time++) await stage.deliver(ended());
    await stage.settled();
    const before = stage.hub.effects.length;
    t.regex(await say("Alfreds was nice"), /I do not know "alfreds"/i);
    t.is(stage.hub.effects.length, before);
    t.regex(await say("form todo"), /Title\?/);
    await stage.deliver(closed("record_feedback"));
    await say("Call Bob tomorrow");
    t.is(stage.hub.effects.at(-1)?.call, "todo.add", "another form is still asked for");
  });
