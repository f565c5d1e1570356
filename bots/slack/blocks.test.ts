import test from "ava";
import { array, assert, boolean, constant, constantFrom, option, property, record, string } from "fast-check";
import type { Card } from "@singularity/hub-server/contract";
import type { Reply } from "../commands/command.ts";
import { limits, messageOf } from "./blocks.ts";
import { clip, escape, unescape } from "./text.ts";

const text = (maxLength: number) => string({ unit: "binary", maxLength });
const letters = string({ unit: constantFrom("a", "&", "<", ">", "`", "🙂", "\n", " "), maxLength: 9000 });
const any = (maxLength: number) => (maxLength > 500 ? letters : text(maxLength));
const change = constantFrom("0198a3c0-0000-7000-8000-000000000001", null);
const link = record({ id: constant("x"), noun: text(20), number: text(20), title: any(900) });
const card = record({
  record: option(link),
  call: text(40),
  change,
  title: any(900),
  text: any(9000),
  by: constant(null),
  facts: array(record({ label: any(900), value: any(900) }), { maxLength: 80 }),
  actions: constant([]),
  state: constantFrom("current", "undone"),
});
const reply = record(
  {
    lines: array(any(9000), { maxLength: 30 }),
    table: any(9000),
    link: record({ label: any(900), url: any(900).map((path) => `https://matrix.to/#/${path}`) }),
    card,
    choices: array(record({ label: any(900), words: any(9000) }), { maxLength: 60 }),
    isPrivate: boolean(),
  },
  { requiredKeys: ["lines"] },
);

test("whatever is answered, Slack takes it: every block is within its limits", (t) => {
  assert(
    property(reply, (answer) => {
      const { text: shown, blocks } = messageOf(answer as unknown as Reply);
      if (
        shown.length < 1 ||
        shown.length > limits.text ||
        blocks.length < 1 ||
        blocks.length > limits.blocks
      )
        return false;
      return blocks.every((block) =>
        block.type === "section"
          ? block.text.text.length >= 1 && block.text.text.length <= limits.section
          : block.elements.length >= 1 &&
            block.elements.length <= limits.actionElements &&
            new Set(block.elements.map(({ action_id: id }) => id)).size === block.elements.length &&
            block.elements.every(
              (button) =>
                button.text.text.length >= 1 &&
                button.text.text.length <= limits.buttonText &&
                button.value.length <= limits.buttonValue,
            ),
      );
    }),
    { seed: 3, numRuns: 300 },
  );
  t.pass();
});

test("text is cut between letters, never inside an entity", (t) => {
  t.is(escape("a & b", 100), "a &amp; b");
  t.is(escape("aa&", 6), "aa…");
  t.is(clip("🙂🙂🙂", 4), "🙂…");
  assert(
    property(
      letters,
      (typed) => !/&(?!amp;|lt;|gt;)/.test(escape(typed, 50)) && escape(typed, 50).length <= 50,
    ),
    { seed: 4 },
  );
});

test("Slack's way of writing is read as the person typed it", (t) => {
  const read = [
    ["log call acme -- 2 &lt; 3 &amp; 4 &gt; 3", "log call acme -- 2 < 3 & 4 > 3"],
    ["who <mailto:anna@acme.example|anna@acme.example>", "who anna@acme.example"],
    ["set acme website:<http://acme.example|acme.example>", "set acme website:acme.example"],
    ["see <https://acme.example/a?b=1&amp;c=2>", "see https://acme.example/a?b=1&c=2"],
    ["with <@U1|jane> in <#C1|sales>, <!subteam^S1|@team>, <!here>", "with @jane in #sales, @team, @here"],
    ["call <tel:+49301234|+49 30 1234>", "call +49 30 1234"],
    ["&amp;lt; stays &lt;", "&lt; stays <"],
  ] as const;
  for (const [raw, typed] of read) t.is(unescape(raw), typed);
});

test("a card that can be undone has an undo button; one that is undone has none", (t) => {
  const current: Card = {
    record: null,
    call: "x",
    change: "0198a3c0-0000-7000-8000-000000000001",
    title: "Call logged",
    by: null,
    facts: [],
    actions: [],
    state: "current",
  };
  t.regex(JSON.stringify(messageOf({ lines: [], card: current })), /undo 0198a3c0/);
  t.notRegex(
    JSON.stringify(messageOf({ lines: [], card: { ...current, state: "undone" } })),
    /undo 0198a3c0/,
  );
});
