/** What a column may be mapped to. */
import type { importNouns } from "../../../contract/index.ts";

export type ImportNoun = (typeof importNouns)[number];

export type TargetType =
  | "text"
  | "longtext"
  | "email"
  | "phone"
  | "url"
  | "integer"
  | "number"
  | "money"
  | "date"
  | "datetime"
  | "minutes"
  | "choice"
  | "tags";

export interface Target {
  readonly type: TargetType;
  readonly label: string;
  /** Normalised headers: lower-case letters and digits only. */
  readonly names: readonly string[];
  readonly options?: readonly string[];
  /** Several columns may fill it. */
  readonly many?: boolean;
}

export type Targets = Readonly<Record<string, Target>>;

export const target = (
  type: TargetType,
  label: string,
  names: string,
  more: Partial<Target> = {},
): Target => ({
  type,
  label,
  names: names.split(" "),
  ...more,
});

export const owner = target(
  "text",
  "Owner",
  "owner contactowner companyowner accountowner dealowner leadowner personowner organizationowner ownername salesagent salesrep sales assignee assignedto assignedagent agent author",
);
export const currency = target(
  "text",
  "Currency",
  "currency currencyisocode currencyofvalue dealcurrency currencycode waehrung",
);
