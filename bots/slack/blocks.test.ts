import test from "ava";
import { array, assert, boolean, constant, constantFrom, option, property, record } from "fast-check";
import type { Card } from "@singularity/hub-server/contract";
import type { Reply } from "../commands/command.ts";
import { messageOf } from "./blocks.ts";
import { homeBlocks } from "./home.ts";
import { modalOf } from "./modal.ts";
import { wrongInMessage, wrongInView } from "./testing/block-kit.ts";
import { oddList, oddText } from "./testing/odd.ts";
import { perhapsSeen } from "./say.ts";
import { clip, escape, unescape } from "./text.ts";
import { pictureOf } from "./unfurl.ts";
import { modal, replyView } from "./views.ts";

const any = oddText;
const change = constantFrom("0198a3c0-0000-7000-8000-000000000001", null);
const link = record({ id: constant("x"), noun: any(20), number: any(20), title: any(900) });
const card = record({
  record: option(link),
  call: any(40),
  change,
  title: any(900),
  text: any(9000),
  by: constant(null),
  facts: oddList(record({ label: any(900), value: any(900) }), 80),
  actions: oddList(record({ label: any(900), words: any(9000) }), 30),
  state: constantFrom("current", "undone"),
});
const choice = record(
  { label: any(900), words: any(9000), style: constantFrom("primary", "danger") },
  { requiredKeys: ["label", "words"] },
);
const reply = record(
  {
    lines: oddList(any(9000), 30),
    table: any(9000),
    link: record({ label: any(900), url: any(900).map((path) => `https://matrix.to/#/${path}`) }),
    card,
    choices: oddList(choice, 60),
    isPrivate: boolean(),
    picture: record({
      title: any(300),
      numbers: option(
        record({
          shape: constantFrom("line", "bars"),
          unit: any(300),
          categories: array(any(60), { maxLength: 40 }),
          series: array(record({ name: any(60), values: constant([]) }), { maxLength: 8 }),
        }).map((numbers) => ({
          ...numbers,
          series: numbers.series.map(({ name }) => ({ name, values: numbers.categories.map((_, at) => at) })),
        })),
        { nil: undefined },
      ),
    }),
    form: record({ call: any(900), title: any(100), effect: constant("x"), fields: constant([]) }),
  },
  { requiredKeys: ["lines"] },
);

test("whatever is answered, Slack takes it: every message and view is within its limits", (t) => {
  assert(
    property(reply, (answer) => {
      const said = answer as unknown as Reply;
      const message = messageOf(said);
      return (
        wrongInMessage(message as never).length === 0 &&
        wrongInMessage(perhapsSeen(message, said.lines[0] ?? "it") as never).length === 0 &&
        wrongInView(replyView(said, said.lines[0]) as never).length === 0
      );
    }),
    { seed: 3, numRuns: 150 },
  );
  t.pass();
});

const kinds = "text longtext email phone url integer money boolean choice tags date datetime duration times";
const field = record(
  {
    name: any(300),
    label: any(3000),
    type: constantFrom(...kinds.split(" "), "ref", "anyref", "rule", "list", "object", "something new"),
    required: boolean(),
    options: oddList(any(200), 150),
    help: any(3000),
    max: constantFrom(1, 40, 3000, 20_000),
    to: any(20),
  },
  { requiredKeys: ["name", "label", "type", "required"] },
);
const form = record({
  call: any(80),
  http: constant("POST /x"),
  title: any(900),
  effect: constant("reversible"),
  fields: oddList(field, 120),
});
const chosen = record({ value: any(100), title: any(200) }, { noNullPrototype: true });
const typed = constantFrom("2026-11-22", "2026-11-22T12:00:00Z", "a@b", true, 12, -3, "one");

test("whatever a form asks, Slack takes its modal", (t) => {
  assert(
    property(form, array(chosen), array(any(9000)), typed, any(5000), (asked, refs, texts, other, long) => {
      const { fields } = asked;
      const unique = fields.filter(
        ({ name }, index) => fields.findIndex((one) => one.name === name) === index,
      );
      const values = Object.fromEntries(
        unique.map(({ name }, index) => [name, [refs[index], texts[index], other][index % 3] ?? other]),
      );
      const view = modalOf(long, { ...asked, fields: unique }, values, { responseUrl: long });
      const wrong = wrongInView(long === "" ? { ...view, callback_id: "x" } : (view as never));
      return wrong.length === 0;
    }),
    { seed: 5, numRuns: 100 },
  );
  t.pass();
});

const asked = { call: "x.add", http: "POST /x", title: "X", effect: "reversible" };

test("a choice among more options than Slack takes is searched for", (t) => {
  for (const count of [1, 99, 100, 101, 150]) {
    const options = Array.from({ length: count }, (_, n) => `option ${n}`);
    const fields = [{ name: "one", label: "One", type: "choice", required: true, options }];
    const view = modalOf("x", { ...asked, fields }, {}, {});
    t.deepEqual(wrongInView(view as never), []);
    const type = count > 100 ? "external_select" : "static_select";
    t.like(view.blocks[0], { element: { type } });
  }
});

test("what a modal is to remember fits, or is forgotten: the address to answer to first", (t) => {
  for (let length = 2950; length < 3010; length++) {
    const meta = { responseUrl: "x".repeat(length), channel: "C1" };
    const view = modalOf("x", { ...asked, fields: [] }, {}, meta);
    t.deepEqual(wrongInView(view as never), []);
    t.is((JSON.parse(view.private_metadata!) as typeof meta).channel, "C1");
  }
});

const pictured = record({
  record: link,
  label: any(900),
  badges: oddList(any(900), 20),
  facts: oddList(record({ label: any(900), text: any(9000) }), 20),
  removed: boolean(),
});

test("whatever a link leads to, Slack takes its picture", (t) => {
  const wrong = (one: Parameters<typeof pictureOf>[0]) =>
    wrongInMessage({ text: "…", blocks: pictureOf(one) });
  assert(
    property(pictured, (one) => wrong(one).length === 0),
    { seed: 7, numRuns: 100 },
  );
  t.pass();
});

const item = record({ text: any(9000), hint: any(9000), choices: oddList(choice, 30) });
const shelf = record({ title: any(900), empty: constant("Nothing."), items: oddList(item, 60) });

test("whatever somebody has to do, Slack takes their home", (t) => {
  assert(
    property(oddList(shelf, 12), option(reply), (shelves, notice) => {
      const blocks = homeBlocks(shelves, (notice ?? undefined) as Reply | undefined);
      return (
        wrongInView({ type: "home", blocks }).length === 0 &&
        wrongInView(modal("Home", blocks) as never).length === 0
      );
    }),
    { seed: 6, numRuns: 40 },
  );
  t.pass();
});

test("text is cut between letters, never inside an entity", (t) => {
  t.is(escape("a & b", 100), "a &amp; b");
  t.is(escape("aa&", 6), "aa…");
  t.is(clip("🙂🙂🙂", 4), "🙂…");
  assert(
    property(
      oddText(200),
      (words) => !/&(?!amp;|lt;|gt;)/.test(escape(words, 50)) && escape(words, 50).length <= 50,
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
  for (const [raw, words] of read) t.is(unescape(raw), words);
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
