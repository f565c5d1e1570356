/** What the hub and the analytics process say to each other, as JSON over the channel of `fork`. */
import type { WireError } from "./errors.ts";
import type { Answer, Limits, Visible } from "./metrics/answer.ts";
import type { Access, SqlTable } from "./sql/access.ts";
import type { Published } from "./sql/files.ts";

/** A question as it travels. `now` is an ISO time: it fixes what "last 12 months" means. */
export interface Asked {
  readonly question: string;
  readonly visible: Visible;
  readonly limits?: Limits | undefined;
  readonly now: string;
  readonly timeZone: string;
}

export interface Status {
  /** A complete copy exists and can be asked. */
  readonly ready: boolean;
  /** Everything committed before this ISO time is in the copy; null before the first copy. */
  readonly asOf: string | null;
  /** Age of the copy in milliseconds; null before the first copy. */
  readonly lagMs: number | null;
  /** Rows in the copy by view, removed ones included. */
  readonly rows: Readonly<Record<string, number>>;
  /** Why the copy does not go on at the moment; null when all is well. */
  readonly problem: string | null;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

export type ToChild =
  | { readonly do: "open"; readonly databaseUrl: string; readonly file: string }
  | { readonly do: "ask"; readonly id: number; readonly asked: Asked }
  | { readonly do: "cancel"; readonly id: number }
  | { readonly do: "status"; readonly id: number }
  /** Make the file that holds what this access allows, or tell only which tables it would have. */
  | { readonly do: "publish" | "describe"; readonly id: number; readonly access: Access }
  | { readonly do: "wake" }
  | { readonly do: "stop" };

export type ToParent =
  | { readonly is: "open" }
  | { readonly is: "shut"; readonly error: WireError }
  | {
      readonly is: "answer";
      readonly id: number;
      readonly value: Answer | Status | Published | readonly SqlTable[];
    }
  | { readonly is: "failure"; readonly id: number; readonly error: WireError }
  | { readonly is: "log"; readonly level: LogLevel; readonly fields: object; readonly message: string };
