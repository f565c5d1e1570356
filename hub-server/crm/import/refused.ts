/** Why a row is refused, in the words of the file. */
import { DatabaseError, ForeignKeyConstraintError, UniqueConstraintError } from "sequelize";
import { HubError, type FieldError } from "../../errors.ts";
import { cut } from "./file/cell.ts";
import type { Plan } from "./plan.ts";
import type { Problem } from "./values.ts";

/** A row that cannot become a record. @param column header, or null when it is about the row as a whole */
export class RowRefused extends HubError {
  readonly problem: Problem;
  constructor(column: string | null, value: string, reason: string, allowed: string) {
    super("row-refused", 400, reason);
    this.problem = { column, value: cut(value, 100), reason, allowed };
  }
}

/** @returns undefined for a fault that is not the row's */
export function problemOf(error: unknown, plan: Plan): Problem | undefined {
  if (error instanceof RowRefused) return error.problem;
  if (error instanceof HubError) return fromHub(error, plan);
  const reason = refusalOf(error);
  return reason === undefined ? undefined : { column: null, value: "", reason, allowed: "" };
}

/**
 * Why the hub, or the database itself, refused what was asked. The database says it as an error of its own within a transaction.
 * @returns undefined for a fault that lies elsewhere: it is to be thrown on
 */
export function refusalOf(error: unknown): string | undefined {
  if (error instanceof HubError) return error.message;
  if (error instanceof UniqueConstraintError || error instanceof ForeignKeyConstraintError)
    return "another record has the same already";
  const code = error instanceof DatabaseError ? ((error.parent as { code?: string }).code ?? "") : "";
  if (code === "42501") return "the right to it is missing";
  if (code.startsWith("54")) return "a value is too long to be kept";
  return /^(22|23)/.test(code) || code === "HB001" ? (error as Error).message : undefined;
}

function fromHub(error: HubError, plan: Plan): Problem {
  const [first] = (error.extra["errors"] as FieldError[] | undefined) ?? [];
  if (!first) return { column: null, value: "", reason: error.message, allowed: "" };
  const field = first.field.split("/")[1] ?? "";
  const column =
    plan.columns.find((one) => one.field === field || one.field === aliases[field])?.header ?? null;
  return {
    column,
    value: cut(first.got, 100),
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
