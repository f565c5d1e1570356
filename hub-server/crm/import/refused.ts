/** Why a row is refused, in the words of the file. */
import { DatabaseError, ForeignKeyConstraintError, UniqueConstraintError } from "sequelize";
import { HubError, type FieldError } from "../../errors.ts";
import type { Plan } from "./plan.ts";
import type { Problem } from "./values.ts";

/** A row that cannot become a record. @param column header, or null when it is about the row as a whole */
export class RowRefused extends HubError {
  readonly problem: Problem;
  constructor(column: string | null, value: string, reason: string, allowed: string) {
    super("row-refused", 400, reason);
    this.problem = { column, value: value.slice(0, 100), reason, allowed };
  }
}

/** @returns undefined for a fault that is not the row's */
export function problemOf(error: unknown, plan: Plan): Problem | undefined {
  if (error instanceof RowRefused) return error.problem;
  if (error instanceof HubError) return fromHub(error, plan);
  if (error instanceof UniqueConstraintError || error instanceof ForeignKeyConstraintError)
    return { column: null, value: "", reason: "another record has the same already", allowed: "" };
  const code = error instanceof DatabaseError ? ((error.parent as { code?: string }).code ?? "") : "";
  if (/^(22|23)/.test(code) || code === "HB001")
    return { column: null, value: "", reason: (error as Error).message, allowed: "" };
  return undefined;
}

function fromHub(error: HubError, plan: Plan): Problem {
  const [first] = (error.extra["errors"] as FieldError[] | undefined) ?? [];
  if (!first) return { column: null, value: "", reason: error.message, allowed: "" };
  const field = first.field.split("/")[1] ?? "";
  const column =
    plan.columns.find((one) => one.field === field || one.field === aliases[field])?.header ?? null;
  return {
    column,
    value: first.got.slice(0, 100),
    reason: `${field || "the row"} is not right`,
    allowed: first.allowed,
  };
}

/** Inputs whose column goes by another name. */
const aliases: Readonly<Record<string, string>> = {
  parent: "company",
  contact_points: "email",
  stage: "stage",
};
