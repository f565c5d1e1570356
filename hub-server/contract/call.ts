/**
 * A call: the one declaration from which everything else follows — validation, types on both ends, the REST route, the OpenAPI
 * entry, the form, the help line, the row of the permission matrix and the generated tests.
 */
import type { Static, TObject, TSchema } from "typebox";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/**
 * How much harm a call can do, and so what stands before it.
 * `read`: nothing. `reversible`: it is done and can be undone. `guarded`: said in words, it waits until the same person confirms;
 * a form or a program is explicit already, and so is what concerns one's own sign-in (`signed-in`), which no assistant is offered.
 * `four-eyes`: it waits until others who hold the right approve, wherever it came from.
 */
export type Effect = "read" | "reversible" | "guarded" | "four-eyes";

/**
 * Who may make a call. `noun:verb` is a right that a role grants; `anyone` needs no sign-in; `signed-in` needs only that;
 * `bots` needs the token of an application service that the hub trusts.
 */
export type Needs = `${string}:${string}` | "anyone" | "signed-in" | "bots";

export interface Call<
  Name extends string = string,
  I extends TObject = TObject,
  O extends TSchema = TSchema,
> {
  /** `noun.verb`; the operationId, the metric label and the audit verb. */
  readonly name: Name;
  /** REST method and path below /api/v1; `{field}` takes that field of the input. */
  readonly http: `${Method} /${string}`;
  /** One sentence for help, OpenAPI and tooltips. */
  readonly help: string;
  readonly input: I;
  readonly output: O;
  readonly needs: Needs;
  readonly effect: Effect;
  /** The call takes `If-Match` (the version that the caller saw) and answers `ETag`. */
  readonly ifMatch?: boolean;
  /** The answer holds a secret: it is shown once, never kept for a replay, never logged. */
  readonly secret?: boolean;
  /** An embed token may make it, for its one record. */
  readonly embed?: boolean;
}

export type AnyCall = Call;
export type Input<C extends AnyCall> = Static<C["input"]>;
export type Output<C extends AnyCall> = Static<C["output"]>;

/** Declares a call. Types only: what it does stands in `crm/`, how people say it in the bots. */
export function call<const Name extends string, I extends TObject, O extends TSchema>(
  declaration: Call<Name, I, O>,
): Call<Name, I, O> {
  return declaration;
}

/** A call's HTTP method and path, apart. */
export function route(declaration: AnyCall): { method: Method; path: string } {
  const [method, path] = declaration.http.split(" ") as [Method, string];
  return { method, path };
}

/** The input fields that travel in the path. */
export function pathFields(declaration: AnyCall): string[] {
  return [...declaration.http.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
}

/** True for calls that write: they take an Idempotency-Key and record change events. */
export function writes(declaration: AnyCall): boolean {
  return declaration.effect !== "read";
}
