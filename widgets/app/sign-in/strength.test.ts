import test from "ava";
import { strengthOf } from "./strength.ts";

test("a short password is told how much is missing", (t) => {
  t.deepEqual(strengthOf(""), { score: 0, hint: "At least 10 characters" });
  t.deepEqual(strengthOf("abcdefg"), { score: 0, hint: "3 more characters" });
  t.deepEqual(strengthOf("abcdefghi"), { score: 0, hint: "1 more character" });
});

test("what a guesser tries first is weak, however long", (t) => {
  for (const password of ["aaaaaaaaaaaaaaaa", "password123!", "0123456789", "qwertyuiop1"])
    t.is(strengthOf(password).score, 1, password);
  t.is(strengthOf("nancy-davolio-1", ["Nancy"]).score, 1);
});

test("several words are strong", (t) => {
  t.is(strengthOf("correct horse battery").hint, "Strong");
});
