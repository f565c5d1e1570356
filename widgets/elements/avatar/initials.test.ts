import test from "ava";
import { hueOf, initials } from "./initials.ts";

test("initials are of the first and the last word", (t) => {
  t.is(initials("Nancy Davolio"), "ND");
  t.is(initials("Anne-Marie van der Berg"), "AB");
  t.is(initials("Bon app'"), "BA");
  t.is(initials("Sales"), "S");
  t.is(initials("“Quoted” Ltd."), "QL");
  t.is(initials(""), "?");
  t.is(initials("日本 商事"), "日商");
});

test("a name has the same one of eight colours always", (t) => {
  for (const name of ["", "a", "Alfreds Futterkiste", "日本", "x".repeat(500)]) {
    t.is(hueOf(name), hueOf(name));
    t.true(Number.isInteger(hueOf(name)) && hueOf(name) >= 0 && hueOf(name) < 8, name);
  }
});
