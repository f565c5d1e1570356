/** Forms where none can be drawn: asked field by field. */
import test from "ava";
import { fakeHub, writtenOf } from "../testing/fake-hub.ts";
import { ask, tell } from "../testing/asks.ts";
import { plainText } from "./render.ts";

test("a paper's form asks for its lines, takes several, and keeps them in their currency", async (t) => {
  const { hub, effects } = fakeHub({ "quote.add": () => writtenOf("Quote") });
  t.regex(plainText((await tell(hub, ask("form quote")))!), /Customer\?/);
  t.regex(plainText((await tell(hub, ask("Acme")))!), /Lines\? \(one on a line, such as 3 x PRD-3/);
  t.regex(plainText((await tell(hub, ask("2 x PRD-3\nSetup")))!), /Line 2: "Setup" has no price/);
  await tell(hub, ask("2 x PRD-3\nSetup 900 EUR\nnote: by rail"));
  t.like(effects[0], {
    call: "quote.add",
    input: {
      party: "Acme",
      currency: "EUR",
      note: "by rail",
      lines: [
        { product: "PRD-3", quantity: 2 },
        { description: "Setup", quantity: 1, unit_price_minor: 90_000 },
      ],
    },
  });
  await tell(hub, ask("form quote"));
  t.regex(plainText((await tell(hub, ask("lines: Setup 900 EUR")))!), /Customer\?/);
  t.regex(plainText((await tell(hub, ask("Acme\ncurrency: USD")))!), /Lines are in EUR/);
  t.is(effects.length, 1);
});

test("a form is asked field by field; lines with a colon fill others", async (t) => {
  const { hub, effects } = fakeHub({ "todo.add": () => writtenOf("To-do") });
  const form = await tell(hub, ask("form todo"));
  t.is(form?.form?.call, "todo.add");
  t.regex(plainText(form!), /Title\?/);
  await tell(hub, ask("Send the quote\npriority: high\ndue: tomorrow 9am"));
  t.deepEqual(effects[0]?.input, {
    title: "Send the quote",
    priority: "high",
    due: "2026-11-23T08:00:00.000Z",
  });
});

test("a value that a form's field does not take is asked again", async (t) => {
  const { hub, effects } = fakeHub({ "interaction.add": () => writtenOf("Call") });
  await tell(hub, ask("form log"));
  t.regex(plainText((await tell(hub, ask("alfreds")))!), /Channel\?/);
  t.regex(plainText((await tell(hub, ask("pigeon")))!), /takes call, email/);
  await tell(hub, ask("1"));
  t.deepEqual(effects[0]?.input, { party: "alfreds", channel: "call" });
});
