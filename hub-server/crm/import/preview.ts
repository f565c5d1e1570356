/** Looking at a file before it is loaded: it is read and kept once, and may be looked at again with other answers. */
import { previewImport, type Input } from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import { does, type Ctx } from "../context.ts";
import { baseCurrency } from "../money/document/lines.ts";
import { targets } from "./file/targets.ts";
import { foresee } from "./foresee.ts";
import { planOf, type Question, type Said } from "./plan.ts";
import { isDate, isNumeric, see, type ColumnType, type Seen } from "./seen.ts";
import { forgetDrafts, keptLines, set, shown, stage, stagedOf, unread, type Staged } from "./staged.ts";
import { partsOf, piecesOf, takeIn } from "./take-in.ts";

type PreviewInput = Input<typeof previewImport>;

export const preview = does(previewImport, async (ctx, input) => {
  const id = input.import ?? (await arrived(ctx, input));
  const { staged, questions, seen } = await looked(ctx, id, input);
  const columns = staged.headers.map((header, place) => {
    const { filled, samples } = seen[place]!;
    return { place, header, field: staged.plan.columns[place]!.field, filled, samples: [...samples] };
  });
  const { noun, match } = staged.plan;
  return {
    ...(await shown(ctx, staged)),
    encoding: staged.encoding,
    delimiter: staged.delimiter,
    columns,
    fields: noun ? Object.entries(targets[noun]).map(([key, { label }]) => ({ key, label })) : [],
    match: [...match],
    questions: questions.map((question) => ({ ...question, choices: [...question.choices] })),
    ...(await foresee(ctx, staged)),
  };
});

async function arrived(ctx: Ctx, { file = "file.csv", content }: PreviewInput): Promise<string> {
  if (content === undefined)
    throw new InputInvalid([{ field: "/content", allowed: "given: the file, base64", got: "nothing" }]);
  const id = await stage(ctx, { file, ...unread });
  await takeIn(ctx, id, piecesOf(content));
  await forgetDrafts(ctx);
  return id;
}

interface Looked {
  readonly staged: Staged;
  readonly questions: readonly Question[];
  readonly seen: readonly Seen[];
}

async function looked(ctx: Ctx, id: string, said: Said): Promise<Looked> {
  let before = await stagedOf(ctx, id, "for update");
  if (before.state !== "draft")
    throw new Conflict(`This import is ${before.state}; only a draft can be planned anew.`);
  if (!before.headers.length) {
    await takeIn(ctx, id, await partsOf(ctx, id));
    before = await stagedOf(ctx, id);
  }
  const isNew = !before.plan.columns.length;
  const currency = isNew ? await baseCurrency(ctx) : before.plan.currency;
  const look = (types: readonly ColumnType[]) => see(types, keptLines(ctx, id));
  const { plan, questions, seen } = await planOf(
    { ...before, look },
    isNew ? undefined : before.plan,
    said,
    currency,
  );
  await set(ctx, id, { plan });
  return { staged: { ...before, plan }, questions, seen };
}

/** The questions that a draft still has; its rows are looked at only where the way to read them matters. */
export async function openQuestions(ctx: Ctx, staged: Staged): Promise<Question[]> {
  const look = (types: readonly ColumnType[]) =>
    see(types, types.some((type) => isDate(type) || isNumeric(type)) ? keptLines(ctx, staged.id) : nothing());
  return (await planOf({ ...staged, look }, staged.plan, {}, staged.plan.currency)).questions;
}

async function* nothing(): AsyncGenerator<never> {
  // no rows
}
