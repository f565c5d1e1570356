/** Running: started by a person, taken further a part at a time by whoever asks, and kept up by the hub, also after a restart. */
import { runImport, stepImport, undoImport } from "../../contract/index.ts";
import { Conflict, InputInvalid, NotAllowed } from "../../errors.ts";
import { does, type Ctx } from "../context.ts";
import { loadDocuments } from "./load/documents.ts";
import { loadPart, partSize } from "./load/part.ts";
import type { Settled } from "./load/settled.ts";
import { waitingPapers } from "./papers.ts";
import { openQuestions } from "./preview.ts";
import { set, shown, stagedOf, waitingRows, type Staged } from "./staged.ts";
import { undoPart } from "./undo.ts";

/** No invoice is cut that is not too long. */
const documentRows = 700;

export const run = does(runImport, async (ctx, input) => {
  const staged = await stagedOf(ctx, input.import, "for update");
  if (staged.state === "running") {
    if (input.tell) await set(ctx, staged.id, { tell: true });
    return shown(ctx, staged);
  }
  if (staged.state !== "draft" && staged.state !== "stopped")
    throw new Conflict(`This import is ${staged.state}. Preview the file again to load it once more.`);
  if (await isTakenBack(ctx, staged.id))
    throw new Conflict("Some of this import was taken back already. Undo it to take back the rest.");
  if (!staged.plan.noun)
    throw new InputInvalid([
      { field: "/noun", allowed: "said in a preview: what the rows are", got: "nothing" },
    ]);
  const open = staged.state === "draft" ? await openQuestions(ctx, staged) : [];
  if (open[0])
    throw new InputInvalid(
      open.map(({ key, question, choices }) => ({
        field: `/answers/${key}`,
        allowed: `one of ${choices.map(({ value }) => value).join(", ")}: ${question}`,
        got: "nothing",
      })),
    );
  await set(ctx, staged.id, { state: "running", problem: null, tell: input.tell ?? false, untold: false });
  return shown(ctx, await stagedOf(ctx, staged.id));
});

async function isTakenBack(ctx: Ctx, id: string): Promise<boolean> {
  const rows = await ctx.tx.query(
    `select 1 from crm.import_change where import_id = $1 and undone_at is not null limit 1`,
    [id],
  );
  return rows.length > 0;
}

export const undoWhole = does(undoImport, async (ctx, input) => {
  const staged = await stagedOf(ctx, input.import, "for update");
  if (staged.state === "draft")
    throw new Conflict("This import was not run yet; there is nothing to take back.");
  if (staged.state === "undone") throw new Conflict("That was undone already.");
  await set(ctx, staged.id, { state: "undoing", problem: null, untold: false });
  return shown(ctx, await stagedOf(ctx, staged.id));
});

export const step = does(stepImport, async (ctx, input) => {
  const staged = await stagedOf(ctx, input.import, "for update");
  if (staged.state === "running") await loadNext(ctx, staged);
  if (staged.state === "undoing") await undoNext(ctx, staged);
  const after = await stagedOf(ctx, staged.id);
  const ended = after.tell && staged.state === "running" && after.state !== "running";
  if (ended || after.untold) tellOwner(ctx, after);
  if (after.untold) await set(ctx, staged.id, { untold: false });
  return shown(ctx, after);
});

function tellOwner(
  ctx: Ctx,
  { id, file, state, problem, rows, done, added, updated, refused, kept, owner_id: owner }: Staged,
): void {
  const counts = [
    ["New", added],
    ["Changed", updated],
    ["Refused", refused],
    ["Not loaded", rows - done],
    ["Kept", kept],
  ] as const;
  const goOn = { label: "Let it go on", words: `import run ${id}` };
  const back = { label: "Take it back", words: `import undo ${id}` };
  const facts = counts
    .filter(([, count]) => count)
    .map(([label, count]) => ({ label, value: String(count) }));
  const card = {
    record: null,
    call: stepImport.name,
    change: null,
    title: state === "done" ? `${file} is loaded` : `${file} stopped: ${problem ?? ""}`,
    by: ctx.who.name,
    facts,
    // What was being taken back is not loaded again.
    actions: state === "stopped" && done < rows && !kept ? [goOn, back] : [back],
    state: "current" as const,
  };
  ctx.tell({ kind: "direct", to: [owner], record: null, card });
}

async function loadNext(ctx: Ctx, staged: Staged): Promise<void> {
  const papers = staged.plan.noun === "invoice" && (await waitingPapers(ctx, staged, documentRows));
  const rows = papers || (await waitingRows(ctx, staged.id, partSize));
  if (!rows.length) return set(ctx, staged.id, { state: "done", finished_at: ctx.now });
  try {
    const { settled, besides } = papers
      ? await loadDocuments(ctx, staged, papers, papers.length < documentRows)
      : await loadPart(ctx, staged, rows);
    await note(ctx, staged, settled, besides);
    if (staged.done + settled.length === staged.rows)
      await set(ctx, staged.id, { state: "done", finished_at: ctx.now });
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    await set(ctx, staged.id, { state: "stopped", problem: error.message });
  }
}

/** What became of rows; a row that is a record now is not kept a second time. */
async function note(ctx: Ctx, staged: Staged, settled: readonly Settled[], besides: number): Promise<void> {
  await ctx.tx.query(
    `update crm.import_row r set state = s.state, problem = nullif(s.problem, 'null'), cells = case when s.state = 'refused' then r.cells end
     from jsonb_to_recordset($2::jsonb) as s (row int, state text, problem jsonb) where r.import_id = $1 and r.row = s.row`,
    [staged.id, JSON.stringify(settled)],
  );
  const count = (state: Settled["state"]) => settled.filter((one) => one.state === state).length;
  await set(ctx, staged.id, {
    done: staged.done + settled.length,
    added: staged.added + count("added"),
    updated: staged.updated + count("updated"),
    unchanged: staged.unchanged + count("unchanged"),
    refused: staged.refused + count("refused"),
    besides: staged.besides + besides,
  });
  await ctx.tx.query(`insert into crm.import_change (import_id, change, place) values ($1, $2, $3)`, [
    staged.id,
    ctx.change,
    staged.done + 1,
  ]);
}

async function undoNext(ctx: Ctx, staged: Staged): Promise<void> {
  const { kept, left } = await undoPart(ctx, staged);
  await set(ctx, staged.id, left ? { kept: staged.kept + kept } : { state: "undone", finished_at: ctx.now });
}
