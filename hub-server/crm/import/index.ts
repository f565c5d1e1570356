/** Import: rows given as they are, and whole files. */
import type { Handler } from "../context.ts";
import { details, list, report } from "./details.ts";
import { preview } from "./preview.ts";
import { importHandler } from "./rows.ts";
import { run, step, undoWhole } from "./step.ts";
import { upload } from "./take-in.ts";

export const importHandlers: readonly Handler[] = [
  importHandler,
  upload,
  preview,
  run,
  step,
  undoWhole,
  details,
  list,
  report,
];
