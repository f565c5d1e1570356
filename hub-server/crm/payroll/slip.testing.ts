/** Components of pay by chance, for properties. */
import fc from "fast-check";

const common = {
  code: fc
    .stringMatching(/^[a-z]{3,8}$/)
    .filter((code) => !["base", "gross", "hours", "once", "min", "max", "round"].includes(code)),
  label: fc.constant("Component"),
  kind: fc.constantFrom("earning" as const, "deduction" as const, "employer" as const),
  place: fc.integer({ min: -3, max: 3 }),
};

const formulas = [
  "base * 3.7 / 100",
  "min(gross, 350000) * 9.3 / 100",
  "max(base / 7 - 1000, 0)",
  "if(gross > 100000, gross / 3, 0)",
  "round(hours * 12.5) + 1",
];

/** One that takes off no more than a tenth, so that few of them leave a net pay. */
export const anyRule = fc.oneof(
  fc.record({ ...common, method: fc.constant("fixed" as const), amount: fc.integer({ min: 0, max: 9_000 }) }),
  fc.record({
    ...common,
    method: fc.constant("percent" as const),
    percent: fc.integer({ min: 0, max: 10_000_000 }).map((millionths) => (millionths / 1_000_000).toFixed(6)),
    percentOf: fc.constantFrom("base" as const, "gross" as const),
  }),
  fc.record({ ...common, method: fc.constant("formula" as const), formula: fc.constantFrom(...formulas) }),
);
