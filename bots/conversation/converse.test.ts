import test from "ava";
import { HubProblem } from "@singularity/hub-server/client";
import { TryAgain } from "../errors.ts";
import { asked, room, talk } from "../testing/asks.ts";
import { fakeHub, problem, writtenOf } from "../testing/fake-hub.ts";
import { mostLines, plainText } from "./render.ts";

const acme = { id: crypto.randomUUID(), noun: "party", number: "CUS-12", title: "Acme" };

test("a command makes one call as the person who asked, with the key and the source of what was said", async (t) => {
  const { hub, calls } = fakeHub({ "party.add": () => writtenOf("Acme", "!acme:hub.localhost") });
  const reply = await talk(hub)(asked("add prospect Acme"));
  t.deepEqual(calls, [
    {
      call: "party.add",
      input: { role: "prospect", name: "Acme" },
      options: {
        person: "@jane:hub.localhost",
        key: "matrix:$1",
        source: { kind: "chat", room, event: "$1" },
        audience: room,
      },
    },
  ]);
  t.is(reply.posted, "!acme:hub.localhost");
  t.regex(plainText(reply), /^Acme \(CUS-12\)\nCity: Berlin$/);
});

test("undoing several ends at the first that cannot be undone, and says how far it came", async (t) => {
  const summaries = ["Undone: Acme, city", "Undone: Acme, name"];
  const { hub, calls } = fakeHub({
    "change.undo": () => {
      const summary = summaries.shift();
      if (!summary) throw problem(409, "conflict", "There is nothing of yours here that could be undone.");
      return { summary };
    },
  });
  const reply = await talk(hub)(asked("undo 4"));
  t.is(calls.length, 3);
  t.deepEqual(reply.lines, [
    "Undone: Acme, city",
    "Undone: Acme, name",
    "Stopped after 2 of 4: There is nothing of yours here that could be undone.",
  ]);
});

test("a verb that does not exist is offered in its right form, privately, and nothing is called", async (t) => {
  const { hub, effects } = fakeHub();
  const reply = await talk(hub)(asked("remvoe CUS-12"));
  t.true(reply.isPrivate);
  t.deepEqual(reply.choices, [{ label: "remove CUS-12", words: "remove CUS-12" }]);
  t.deepEqual(effects, []);
});

test("words that are not clear are answered privately with a caret at the place", async (t) => {
  const { hub, effects } = fakeHub();
  const reply = await talk(hub)(asked("log call acme 05/06/2026"));
  t.true(reply.isPrivate);
  t.is(plainText(reply).split("\n").at(-1)?.indexOf("^"), 14);
  t.deepEqual(effects, []);
});

test("a refusal names the right and who can grant it", async (t) => {
  const { hub } = fakeHub({
    "party.convert": () => {
      throw problem(403, "not-allowed", "That is not for you.", {
        needs: "party:convert",
        granters: ["Mia"],
      });
    },
  });
  const reply = await talk(hub)(asked("convert acme"));
  t.true(reply.isPrivate);
  t.regex(plainText(reply), /party:convert/);
  t.regex(plainText(reply), /Mia/);
});

test("a name that fits several records is answered by choices that can be taken as they are", async (t) => {
  const candidates = [
    { number: "CUS-1", title: "Acme Berlin" },
    { number: "CUS-2", title: "Acme Bonn" },
  ];
  const { hub } = fakeHub({
    "interaction.add": () => {
      throw problem(409, "ambiguous", "Say which.", { candidates });
    },
  });
  const reply = await talk(hub)(asked("log call “acme” 25m -- acme called"));
  t.true(reply.isPrivate);
  t.is(reply.choices?.[0]?.words, "log call CUS-1 25m -- acme called");
  t.is(reply.choices?.[1]?.label, "Acme Bonn (CUS-2)");
});

test("in a record's room the record need not be said; elsewhere it is asked for", async (t) => {
  const { hub, effects } = fakeHub({
    "record.here": ({ room: here }: { room: string }) => ({ record: here === room ? acme : null }),
    "interaction.add": () => writtenOf("Call", room),
  });
  const converse = talk(hub);
  await converse(asked("log call -- hello"));
  t.like(effects[0], { call: "interaction.add", input: { party: acme.id, body: "hello" } });
  const elsewhere = await converse(asked("log call -- hello", { room: "!lobby:hub.localhost" }));
  t.regex(plainText(elsewhere), /Say which record/);
  const inPrivate = await converse(asked("show", { room: null }));
  t.regex(plainText(inPrivate), /Say which record/);
});

test("a verb for every noun finds the noun's call by the record", async (t) => {
  const { hub, effects } = fakeHub({
    "record.profile": () => ({ record: { ...acme, noun: "product", number: "PRD-3" } }),
    "product.change": () => writtenOf("Chai"),
  });
  await talk(hub)(asked("set chai unit price: 18 EUR"));
  t.like(effects[0], {
    call: "product.change",
    input: { ref: "chai", unit_price: { amount_minor: 1800, currency: "EUR" } },
  });
});

test("a record that was renamed by the lost first try is found again by the key, and nothing is done twice", async (t) => {
  let renamed = false;
  const { hub, effects } = fakeHub({
    "record.profile": () => {
      if (renamed) throw problem(404, "not-found", "No match.");
      return { record: acme };
    },
    "party.change": () => {
      if (renamed) throw problem(404, "not-found", "No match.");
      renamed = true;
      return writtenOf("New name");
    },
  });
  const converse = talk(hub);
  await converse(asked("set acme name: New name"));
  const again = await converse(asked("set acme name: New name", { again: true }));
  t.is(again.card?.title, "New name");
  t.is(effects.length, 1);
});

test("what not all in the room may see is told in private", async (t) => {
  const { hub } = fakeHub({
    "record.find": (_, { audience }) => {
      if (audience) throw problem(403, "audience", "Not all may see it.");
      return { items: [{ ...acme, hint: "Berlin" }] };
    },
  });
  const reply = await talk(hub)(asked("find acme"));
  t.true(reply.isPrivate);
  t.is(plainText(reply), "Acme (CUS-12) · Berlin");
});

test("faults of the hub are tried again, and are no answers", async (t) => {
  for (const fault of [
    problem(500, "x", "x"),
    problem(503, "x", "x"),
    problem(429, "x", "x"),
    new TypeError("fetch failed"),
  ]) {
    const { hub } = fakeHub({
      "record.find": () => {
        throw fault;
      },
    });
    await t.throwsAsync(talk(hub)(asked("find acme")), { instanceOf: TryAgain });
  }
  t.true(problem(400, "x", "x") instanceof HubProblem);
});

test("help lists only what the person may do, grouped", async (t) => {
  const { hub } = fakeHub({ "session.who": () => ({ rights: [{ right: "party:view", scopes: ["all"] }] }) });
  const text = plainText(await talk(hub)(asked("help")));
  t.regex(text, /Find: show, find, history/);
  t.notRegex(text, /log,|add|remove|\bask\b/);
});

test("answers have at most six lines", async (t) => {
  const items = Array.from({ length: 6 }, (_, index) => ({
    ...acme,
    title: `Acme ${index}`,
    hint: "Berlin",
  }));
  const { hub } = fakeHub({ "record.find": () => ({ items }) });
  const text = plainText(await talk(hub)(asked("find acme")));
  t.true(text.split("\n").length <= mostLines, text);
});
