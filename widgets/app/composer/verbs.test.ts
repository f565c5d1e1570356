import test from "ava";
import { verbs } from "../../testing/fake/company.ts";
import { isWhole, offers } from "./verbs.ts";

const names = (text: string) => offers(text, verbs)?.map(({ verb }) => verb.verb);

test("a slash at the start offers every verb", (t) => {
  t.is(names("/")?.length, verbs.length);
});

test("nothing is offered without a slash, or past the first line", (t) => {
  t.is(offers("log", verbs), undefined);
  t.is(offers("see /log", verbs), undefined);
  t.is(offers("/log\nmore", verbs), undefined);
});

test("beginnings come before other names, and those before words of the help", (t) => {
  t.deepEqual(names("/un"), ["undo"]);
  t.deepEqual(names("/s"), ["show", "find"]);
  t.deepEqual(names("/LOG"), ["log"]);
  t.deepEqual(names("/passed"), ["log"]);
  t.deepEqual(names("/xyz"), []);
});

test("after the verb its usage is shown, also when it was called by another name", (t) => {
  t.deepEqual(
    offers("/note call", verbs)?.map(({ verb, chosen }) => [verb.verb, chosen]),
    [["log", true]],
  );
});

test("Enter sends a whole verb and completes a part of one", (t) => {
  t.true(isWhole("/undo", verbs));
  t.false(isWhole("/und", verbs));
  t.true(isWhole("/log call x", verbs));
});
