/** The value of a formula: its tree is walked. Nothing is evaluated as code, there are no loops, and no names but those given. */
import { compared, divided, fraction, minus, plus, rounded, times, type Fraction } from "./fraction.ts";
import { FormulaWrong, type Formula, type Operator } from "./parse.ts";

type Known = ReadonlyMap<string, Fraction>;

/** Names that a formula uses. */
export function namesIn(formula: Formula): string[] {
  switch (formula.kind) {
    case "number":
      return [];
    case "name":
      return [formula.name];
    case "operation":
      return [...namesIn(formula.left), ...namesIn(formula.right)];
    case "function":
      return formula.args.flatMap(namesIn);
  }
}

/** @param known value of each name. @throws FormulaWrong for a name that is not known, RangeError for a division by zero */
export function evaluate(formula: Formula, known: Known): Fraction {
  switch (formula.kind) {
    case "number":
      return formula.value;
    case "name": {
      const value = known.get(formula.name);
      if (!value) throw new FormulaWrong(`"${formula.name}" is not known here`);
      return value;
    }
    case "operation":
      return operations[formula.op](evaluate(formula.left, known), evaluate(formula.right, known));
    case "function":
      return apply(formula, known);
  }
}

const truth = (holds: boolean) => fraction(holds ? 1n : 0n);

const operations: Readonly<Record<Operator, (a: Fraction, b: Fraction) => Fraction>> = {
  "+": plus,
  "-": minus,
  "*": times,
  "/": divided,
  "<": (a, b) => truth(compared(a, b) < 0),
  "<=": (a, b) => truth(compared(a, b) <= 0),
  ">": (a, b) => truth(compared(a, b) > 0),
  ">=": (a, b) => truth(compared(a, b) >= 0),
  "=": (a, b) => truth(compared(a, b) === 0),
};

function apply({ name, args }: Extract<Formula, { kind: "function" }>, known: Known): Fraction {
  if (name === "if") return evaluate(evaluate(args[0]!, known).over === 0n ? args[2]! : args[1]!, known);
  const values = args.map((arg) => evaluate(arg, known));
  if (name === "round") return fraction(BigInt(rounded(values[0]!)));
  const wanted = name === "min" ? -1 : 1;
  return values.reduce((best, one) => (compared(one, best) * wanted > 0 ? one : best));
}
