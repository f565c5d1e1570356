/** How a file comes in: whole when it is small, or in parts, which are kept until it is looked at. */
import { uploadImport } from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import { does, type Ctx } from "../context.ts";
import { encodingOf, startOf, textOf, type Pieces } from "./file/decode.ts";
import { otherKind } from "./file/kind.ts";
import { readCsv } from "./file/read.ts";
import { sourceOf } from "./file/recognise.ts";
import { addRows, forgetDrafts, stage, stagedOf, unread } from "./staged.ts";

const megabyte = 1024 * 1024;
/** Of a whole file, and of one of its parts. */
const most = { file: 32 * megabyte, part: 4 * megabyte };
/** Bytes that are decoded at once. */
const piece = 65_536;

export const upload = does(
  uploadImport,
  async (ctx, { import: given, file = "file.csv", part = 0, content }) => {
    const bytes = bytesOf(content);
    if (bytes.length > most.part) refuse("at most 4 MB a part", `${bytes.length} bytes`);
    const id = given ?? (await stage(ctx, { file, ...unread }));
    const staged = await stagedOf(ctx, id, "for update");
    if (staged.state !== "draft" || staged.headers.length)
      throw new Conflict("This import was looked at already; send the file anew, without naming it.");
    await ctx.tx.query(
      `insert into crm.import_part (import_id, part, content) values ($1, $2, $3)
     on conflict (import_id, part) do update set content = excluded.content`,
      [id, part, bytes],
    );
    const [sum] = await ctx.tx.query<{ bytes: number }>(
      `select sum(octet_length(content))::int as bytes from crm.import_part where import_id = $1`,
      [id],
    );
    if (sum!.bytes > most.file)
      refuse("a file of at most 32 MB; take a larger one in parts of its rows", "more");
    await forgetDrafts(ctx);
    return { import: id, bytes: sum!.bytes };
  },
);

function refuse(allowed: string, got: string): never {
  throw new InputInvalid([{ field: "/content", allowed, got }]);
}

/** @throws InputInvalid for the text of a file itself */
function bytesOf(content: string): Buffer {
  if (/[^\w+/=\s-]/.test(content)) refuse("the bytes of the file, base64", "other signs");
  return Buffer.from(content, "base64");
}

/** A file that came in one piece. */
export function piecesOf(content: string): Pieces {
  const bytes = bytesOf(content);
  return async function* () {
    await Promise.resolve();
    for (let from = 0; from < bytes.length; from += piece) yield bytes.subarray(from, from + piece);
  };
}

/** A file that came in parts. @throws InputInvalid when one is missing */
export async function partsOf(ctx: Ctx, id: string): Promise<Pieces> {
  const rows = await ctx.tx.query<{ part: number }>(
    `select part from crm.import_part where import_id = $1 order by part`,
    [id],
  );
  const missing = rows.findIndex(({ part }, place) => part !== place);
  if (missing >= 0 || !rows.length)
    refuse("all parts of the file, counted from 0", `no part ${Math.max(missing, 0)}`);
  return async function* () {
    for (const { part } of rows) yield* partOf(ctx, id, part);
  };
}

async function* partOf(ctx: Ctx, id: string, part: number): AsyncGenerator<Uint8Array> {
  for (let from = 1; ; from += piece) {
    const [row] = await ctx.tx.query<{ bytes: Buffer }>(
      `select substring(content from $3 for $4) as bytes from crm.import_part where import_id = $1 and part = $2`,
      [id, part, from, piece],
    );
    if (!row?.bytes.length) return;
    yield row.bytes;
  }
}

/** Reads a file into the rows of a draft, and keeps it no longer. @throws InputInvalid for what is no CSV file */
export async function takeIn(ctx: Ctx, id: string, pieces: Pieces): Promise<void> {
  const other = otherKind(await startOf(pieces, 4096));
  if (other) refuse("a CSV file; a spreadsheet can save one", other);
  const encoding = await encodingOf(pieces);
  let rows = 0;
  const read = await readCsv(textOf(pieces, encoding), async (lines) => {
    await addRows(ctx, id, lines, rows);
    rows += lines.length;
  }).catch((error: unknown) => {
    if (error instanceof SyntaxError) refuse("a CSV file with a header line", error.message);
    throw error;
  });
  await ctx.tx.query(
    `update crm.import set source = $2, encoding = $3, delimiter = $4, headers = $5, rows = $6 where id = $1`,
    [id, sourceOf(read.headers), encoding, read.delimiter, read.headers, rows],
  );
  await ctx.tx.query(`delete from crm.import_part where import_id = $1`, [id]);
}
