/** Texts and lists for property tests: short ones, very long ones, and those whose length is just about where something is cut. */
import { array, constantFrom, nat, oneof, tuple, type Arbitrary } from "fast-check";
import { limits } from "../limits.ts";

const units = ["a", "&", "<", ">", "`", "🙂", "\n", " ", "|", "\0"];
const edges = Object.values(limits).flatMap((limit) => [limit - 1, limit, limit + 1, limit + 2]);

/** Left alone, fast-check makes texts of ten letters, and lists of ten items, however many are allowed. */
export function oddText(most: number): Arbitrary<string> {
  const near = edges.filter((length) => length <= most);
  const length = oneof(
    { weight: 6, arbitrary: nat(Math.min(most, 30)) },
    { weight: 3, arbitrary: near.length ? constantFrom(...near) : nat(most) },
    { weight: 1, arbitrary: nat(most) },
  );
  return tuple(array(constantFrom(...units), { minLength: 1, maxLength: 5 }), length).map(([some, size]) =>
    some.join("").repeat(size).slice(0, size),
  );
}

/** @param most items */
export function oddList<T>(one: Arbitrary<T>, most: number): Arbitrary<T[]> {
  const near = edges.filter((length) => length <= most);
  const edge = near.length ? constantFrom(...near) : nat(most);
  return oneof(
    array(one, { maxLength: 3 }),
    array(one, { maxLength: most, size: "max" }),
    edge.chain((length) => array(one, { minLength: length, maxLength: length, size: "max" })),
  );
}
