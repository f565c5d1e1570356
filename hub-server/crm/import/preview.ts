/** Looking at a file before it is loaded: it is read and kept once, and may be looked at again with other answers. */
import { setImmediate } from "node:timers/promises";
import { previewImport, type Input } from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import { does, type Ctx } from "../context.ts";
import { baseCurrency } from "../money/document/lines.ts";
import { cut } from "./file/cell.ts";
import { decode } from "./file/decode.ts";
import { readCsv, type Line } from "./file/read.ts";
import { sourceOf } from "./file/recognise.ts";
import { targets } from "./file/targets.ts";
import { foresee } from "./foresee.ts";
import { planOf, type Question, type Said } from "./plan.ts";
import { forgetDrafts, set, shown, stage, stagedOf, type Staged } from "./staged.ts";

type PreviewInput = Input<typeof previewImport>;

export const preview = does(previewImport, async (ctx, input) => {
  const said = input as Said;
  const { staged, questions, lines } = input.import
    ? await again(ctx, input.import, said)
    : await first(ctx, input, said);
  const columns = [];
  for (const [place, header] of staged.headers.entries()) {
    await setImmediate(); // others are served meanwhile
    columns.push({ place, header, field: staged.plan.columns[place]!.field, ...seenIn(lines, place) });
  }
  const { noun, match } = staged.plan;
  return {
    ...(await shown(ctx, staged)),
    encoding: staged.encoding,
    delimiter: staged.delimiter,
    columns,
    fields: noun ? Object.entries(targets[noun]).map(([key, { label }]) => ({ key, label })) : [],
    match: [...match],
    questions: questions.map((question) => ({ ...question, choices: [...question.choices] })),
    ...(await foresee(ctx, staged, lines)),
  };
});

interface Looked {
  readonly staged: Staged;
  readonly questions: readonly Question[];
  readonly lines: readonly Line[];
}

async function first(ctx: Ctx, { file = "file.csv", content }: PreviewInput, said: Said): Promise<Looked> {
  if (content === undefined)
    throw new InputInvalid([{ field: "/content", allowed: "given: the file, base64", got: "nothing" }]);
  const { encoding, text } = decode(Buffer.from(content, "base64"));
  const read = await readCsv(text).catch((error: Error) => {
    throw new InputInvalid([
      { field: "/content", allowed: "a CSV file with a header line", got: error.message },
    ]);
  });
  const source = sourceOf(read.headers);
  const sample = {
    file,
    source,
    headers: read.headers,
    valuesOf: (place: number) => valuesIn(read.records, place),
  };
  const { plan, questions } = planOf(sample, undefined, said, await baseCurrency(ctx));
  const made = { file, source, encoding, delimiter: read.delimiter, headers: read.headers, plan };
  const id = await stage(ctx, made, read.records);
  await forgetDrafts(ctx);
  return { staged: await stagedOf(ctx, id), questions, lines: read.records };
}

async function again(ctx: Ctx, id: string, said: Said): Promise<Looked> {
  const before = await stagedOf(ctx, id, "for update");
  if (before.state !== "draft")
    throw new Conflict(`This import is ${before.state}; only a draft can be planned anew.`);
  const lines = await keptLines(ctx, id);
  const sample = { ...before, valuesOf: (place: number) => valuesIn(lines, place) };
  const { plan, questions } = planOf(sample, before.plan, said, before.plan.currency);
  await set(ctx, id, { plan });
  return { staged: { ...before, plan }, questions, lines };
}

async function keptLines(ctx: Ctx, id: string): Promise<Line[]> {
  const rows = await ctx.tx.query<Line & { reason: string | null }>(
    `select line, cells, problem ->> 'reason' as reason from crm.import_row where import_id = $1 order by row`,
    [id],
  );
  return rows.map(({ line, cells, reason }) => ({ line, cells, ...(reason ? { problem: reason } : {}) }));
}

/** Every filled cell of a column. */
function* valuesIn(lines: readonly Line[], place: number): Generator<string> {
  for (const { cells, problem } of lines) {
    const value = problem ? "" : cells[place]?.trim();
    if (value) yield value;
  }
}

function seenIn(lines: readonly Line[], place: number): { filled: number; samples: string[] } {
  const samples = new Set<string>();
  let filled = 0;
  for (const value of valuesIn(lines, place))
    if (filled++ < 200 && samples.size < 3) samples.add(cut(value, 80));
  return { filled, samples: [...samples] };
}

/** The questions that a draft still has. */
export async function openQuestions(ctx: Ctx, staged: Staged): Promise<Question[]> {
  const lines = await keptLines(ctx, staged.id);
  const sample = { ...staged, valuesOf: (place: number) => valuesIn(lines, place) };
  return planOf(sample, staged.plan, {}, staged.plan.currency).questions;
}
