/** Import: many records in one call; and whole files, previewed, loaded in the background, and taken back. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { Link } from "./field.ts";
import { page, paging } from "./noun.ts";

const closed = { additionalProperties: false } as const;
const Id = Type.String({ format: "uuid" });

export const importRecords = call({
  name: "record.import",
  http: "POST /imports",
  help: "Add many records of one kind at once; one undo takes them all back.",
  needs: "signed-in",
  effect: "reversible",
  input: Type.Object(
    {
      noun: Type.String({ maxLength: 60, title: "Kind" }),
      rows: Type.Array(Type.Record(Type.String({ maxLength: 60 }), Type.Unknown()), {
        minItems: 1,
        maxItems: 1000,
        title: "Rows",
      }),
    },
    closed,
  ),
  output: Type.Object({
    change: Id,
    added: Type.Array(Type.Object({ id: Id, number: Type.String() })),
  }),
});

/** What a file may be loaded as. */
export const importNouns = [
  "party",
  "product",
  "deal",
  "interaction",
  "case",
  "feedback",
  "invoice",
] as const;
/** By what a row finds the record that it means, in this order; none found: it is new. */
export const importKeys = ["external_id", "email", "name"] as const;

const Column = Type.Object({
  place: Type.Integer({ description: "counted from 0" }),
  header: Type.String(),
  field: Type.Union([Type.String(), Type.Null()], {
    description: "field it fills; custom.key keeps it as it is; null leaves it out",
  }),
  filled: Type.Integer({ description: "rows in which it holds something" }),
  samples: Type.Array(Type.String()),
});

const Question = Type.Object({
  key: Type.String({ description: "name it in answers" }),
  question: Type.String(),
  choices: Type.Array(Type.Object({ value: Type.String(), label: Type.String() })),
  suggested: Type.Union([Type.String(), Type.Null()]),
});

const Problem = Type.Object({
  row: Type.Integer({ description: "counted from 1, without the header" }),
  line: Type.Integer({ description: "line of the file on which it begins" }),
  column: Type.Union([Type.String(), Type.Null()]),
  value: Type.String(),
  reason: Type.String(),
  allowed: Type.String(),
});

const count = (description: string) => Type.Integer({ minimum: 0, description });

export const ImportOut = Type.Object({
  id: Id,
  file: Type.String(),
  state: Type.Enum(["draft", "running", "done", "stopped", "undoing", "undone"]),
  problem: Type.Union([Type.String(), Type.Null()], { description: "why it stopped" }),
  source: Type.String({ description: "program that wrote the file, as far as its headers tell" }),
  noun: Type.Union([Type.String(), Type.Null()]),
  rows: count("in the file, without the header"),
  done: count("rows that are settled"),
  added: count("rows that made a record"),
  updated: count("rows that changed one"),
  unchanged: count("rows that said nothing new"),
  refused: count("rows with a reason why not"),
  besides: count("records made because rows name them, such as companies"),
  kept: count("records that an undo left, because they were edited since"),
  by: Type.Union([Link, Type.Null()]),
  created_at: Type.String({ format: "date-time" }),
  finished_at: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
});

const Options = {
  noun: Type.Optional(Type.Enum([...importNouns], { title: "What the rows are" })),
  mapping: Type.Optional(
    Type.Record(Type.String({ maxLength: 8 }), Type.Union([Type.String({ maxLength: 80 }), Type.Null()]), {
      title: "Columns",
      description: "place of a column → field, custom.key, or null to leave it out; the others as suggested",
    }),
  ),
  match: Type.Optional(
    Type.Array(Type.Enum([...importKeys]), {
      maxItems: 3,
      title: "Matched by",
      description: "empty: every row is new",
    }),
  ),
  answers: Type.Optional(
    Type.Record(Type.String({ maxLength: 80 }), Type.String({ maxLength: 80 }), {
      title: "Answers",
      description: "to the questions of the preview, by key",
    }),
  ),
};

export const previewImport = call({
  name: "import.preview",
  http: "POST /imports/preview",
  help: "Look at a CSV file before it is loaded: what its columns are, and what would be new, changed or refused.",
  needs: "signed-in",
  effect: "reversible",
  input: Type.Object(
    {
      import: Type.Optional({ ...Id, title: "Import", description: "an import that was previewed before" }),
      file: Type.Optional(Type.String({ minLength: 1, maxLength: 200, title: "File name" })),
      content: Type.Optional(
        Type.String({
          maxLength: 11_200_000,
          title: "Content",
          description: "the file, base64; at most 8 MB: a larger one comes by import.upload",
        }),
      ),
      ...Options,
    },
    closed,
  ),
  output: Type.Object({
    ...ImportOut.properties,
    encoding: Type.String(),
    delimiter: Type.String(),
    columns: Type.Array(Column),
    fields: Type.Array(Type.Object({ key: Type.String(), label: Type.String() }), {
      description: "what columns may be mapped to",
    }),
    match: Type.Array(Type.Enum([...importKeys])),
    questions: Type.Array(Question),
    would: Type.Object({
      add: count("rows that would be new"),
      update: count("rows that would change a record"),
      repeat: count("rows that mean the same as one before them in the file"),
      refuse: count("rows that would be refused"),
    }),
    first: Type.Array(Type.Record(Type.String(), Type.Unknown()), {
      description: "first rows as they would be loaded",
    }),
    problems: Type.Array(Problem, { description: "the first of them" }),
  }),
});

const one = Type.Object({ import: Id }, closed);

export const uploadImport = call({
  name: "import.upload",
  http: "POST /imports/parts",
  help: "Send a large CSV file in parts of at most 4 MB, 32 MB in all; then preview the import that this answers.",
  needs: "signed-in",
  effect: "reversible",
  input: Type.Object(
    {
      import: Type.Optional({ ...Id, title: "Import", description: "of the first part; that one makes it" }),
      file: Type.Optional(Type.String({ minLength: 1, maxLength: 200, title: "File name" })),
      part: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 999,
          title: "Part",
          description: "counted from 0; one that is sent again replaces itself",
        }),
      ),
      content: Type.String({ maxLength: 5_600_000, title: "Content", description: "the part, base64" }),
    },
    closed,
  ),
  output: Type.Object({ import: Id, bytes: count("of the file, so far") }),
});

export const runImport = call({
  name: "import.run",
  http: "POST /imports/{import}/run",
  help: "Load a file that was previewed; it goes on in the background, also after a restart.",
  needs: "signed-in",
  effect: "reversible",
  input: Type.Object(
    {
      import: Id,
      tell: Type.Optional(
        Type.Boolean({ title: "Tell me", description: "in the direct chat with the bot, when it is done" }),
      ),
    },
    closed,
  ),
  output: ImportOut,
});

/** What goes on in the background goes on through this, a part of the file at a time, each part once. */
export const stepImport = call({
  name: "import.step",
  http: "POST /imports/{import}/step",
  help: "Take a running import, or its undo, one part further.",
  needs: "signed-in",
  effect: "reversible",
  input: one,
  output: ImportOut,
});

export const undoImport = call({
  name: "import.undo",
  http: "POST /imports/{import}/undo",
  help: "Take back everything that an import did, except what was edited since.",
  needs: "signed-in",
  effect: "reversible",
  input: one,
  output: ImportOut,
});

export const importDetails = call({
  name: "import.details",
  http: "GET /imports/{import}",
  help: "Show how far an import is, which rows were refused and why, and what an undo left.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({ import: Id, ...paging }, closed),
  output: Type.Object({
    ...ImportOut.properties,
    problems: Type.Array(Problem),
    kept_records: Type.Array(Link),
    next: Type.Union([Type.String(), Type.Null()]),
  }),
});

export const listImports = call({
  name: "import.list",
  http: "GET /imports",
  help: "List your imports, newest first.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({ ...paging }, closed),
  output: page(ImportOut),
});

export const importReport = call({
  name: "import.report",
  http: "GET /imports/{import}/report",
  help: "The refused rows of an import as a CSV file, each with its reason; mended, it can be loaded again.",
  needs: "signed-in",
  effect: "read",
  input: one,
  output: Type.Object({
    file_name: Type.String(),
    media_type: Type.Literal("text/csv"),
    base64: Type.String({ description: "the file, base64" }),
  }),
});

export const importCalls = [
  importRecords,
  uploadImport,
  previewImport,
  runImport,
  stepImport,
  undoImport,
  importDetails,
  listImports,
  importReport,
] as const;
