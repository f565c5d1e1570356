/** The generic slice: the seven calls of a noun, done. A built-in noun is this plus its own verbs; a custom noun is only this. */
import { addRow, changeRow, rowFor, updateRow, written, type Extras } from "./write.ts";
import type { AnyCall } from "../../contract/index.ts";
import type { Ctx, Handler } from "../context.ts";
import { findRows } from "./find.ts";
import { listRows } from "./list.ts";
import { present } from "./present.ts";
import { resolveIn } from "./resolve.ts";
import type { Table } from "./table.ts";

type SliceCalls = Readonly<
  Record<"add" | "change" | "remove" | "restore" | "details" | "list" | "find", AnyCall>
>;
type Input = Readonly<Record<string, unknown>>;

/** Handlers for the seven calls of a noun. @param tableOf gives the table, which exists once the database is open */
export function slice(calls: SliceCalls, noun: string, extras: Extras = {}): Handler[] {
  const tableOf = (ctx: Ctx): Table => ctx.parts.tables.find((table) => table.noun.key === noun)!;
  const { aspect } = extras;
  const handler = (
    call: AnyCall,
    run: (ctx: Ctx, table: Table, input: Input) => Promise<unknown>,
  ): Handler => ({
    call,
    run: (ctx, input) => run(ctx, tableOf(ctx), input),
  });
  return [
    handler(calls.add, async (ctx, table, input) =>
      written(
        ctx,
        table,
        await addRow(ctx, table, input, extras),
        calls.add.name,
        "added",
        Object.keys(input),
        aspect,
      ),
    ),
    handler(calls.change, async (ctx, table, input) =>
      written(
        ctx,
        table,
        await changeRow(ctx, table, input, extras),
        calls.change.name,
        "changed",
        Object.keys(input),
        aspect,
      ),
    ),
    handler(calls.remove, async (ctx, table, input) => {
      const row = await rowFor(ctx, table, String(input["ref"]), "remove");
      await extras.removing?.(ctx, row);
      const after = await updateRow(ctx, table, row, { removed_at: ctx.now }, { op: "remove" });
      return written(ctx, table, after, calls.remove.name, "removed", [], aspect);
    }),
    handler(calls.restore, async (ctx, table, input) => {
      const row = await rowFor(ctx, table, String(input["ref"]), "remove", "only");
      const after = await updateRow(ctx, table, row, { removed_at: null }, { op: "restore" });
      return written(ctx, table, after, calls.restore.name, "restored", [], aspect);
    }),
    handler(calls.details, async (ctx, table, input) => {
      const row = await resolveIn(ctx, table, String(input["ref"]), "any");
      return (await present(ctx, table, [row], aspect))[0];
    }),
    handler(calls.list, (ctx, table, input) => listRows(ctx, table, input, aspect)),
    handler(calls.find, async (ctx, table, input) => {
      const rows = await findRows(ctx, table, String(input["text"]), Number(input["limit"] ?? 10));
      return { items: await present(ctx, table, rows, aspect), next: null };
    }),
  ];
}
