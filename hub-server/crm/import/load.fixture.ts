/** Loading a file in a test, as a person would: look, answer what is asked as suggested, run, wait. */
import type { connect } from "../../client.ts";
import {
  importDetails,
  previewImport,
  runImport,
  stepImport,
  type Input,
  type Output,
} from "../../contract/index.ts";

export type Client = ReturnType<typeof connect>;
type More = Partial<Input<typeof previewImport>>;

export const base64 = (file: string | Uint8Array) =>
  (typeof file === "string" ? Buffer.from(file) : Buffer.from(file)).toString("base64");

export const look = (as: Client, file: string, text: string | Uint8Array, more: More = {}) =>
  as(previewImport, { file, content: base64(text), ...more });

export const invoiceFile = (lines: readonly string[]) =>
  ["InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID", ...lines].join("\n");

/** Takes it further itself, beside the hub's own loop, until it is settled. */
export async function settled(as: Client, id: string): Promise<Output<typeof importDetails>> {
  for (;;) {
    const now = await as(stepImport, { import: id });
    if (now.state !== "running" && now.state !== "undoing")
      return as(importDetails, { import: id, limit: 200 });
  }
}

export async function load(as: Client, file: string, text: string | Uint8Array, more: More = {}) {
  let looked = await look(as, file, text, more);
  if (looked.questions.length) {
    const answers = Object.fromEntries(looked.questions.map(({ key, suggested }) => [key, suggested ?? ""]));
    looked = await as(previewImport, { import: looked.id, answers });
  }
  await as(runImport, { import: looked.id });
  return { looked, done: await settled(as, looked.id) };
}
