/** Questions over the numbers, answered by the analytics process with the rights of the asker and of the room. */
import { Type, type Static } from "typebox";
import { call } from "./call.ts";

export const Answer = Type.Object({
  title: Type.String(),
  fact: Type.String({ description: "the answer in one line" }),
  columns: Type.Array(
    Type.Object({
      key: Type.String(),
      label: Type.String(),
      type: Type.String({
        description:
          "month, week, day, quarter, year: date of the first day; text, count, number; duration: seconds; percent: 0 to 100; money: major units. Show an unknown one as plain text.",
      }),
      currency: Type.Optional(
        Type.String({
          description: "ISO 4217, of money that has one; else the row's column currency says it",
        }),
      ),
    }),
  ),
  rows: Type.Array(Type.Array(Type.Unknown())),
  text: Type.String({ description: "the table as monospaced text" }),
  chart: Type.Optional(
    Type.Object(
      {
        name: Type.String({ description: "for a file, e.g. revenue-by-month.png" }),
        title: Type.String(),
        png: Type.String({ description: "base64; twice as many pixels as width and height say" }),
        width: Type.Integer(),
        height: Type.Integer(),
        numbers: Type.Optional(
          Type.Object(
            {
              shape: Type.Union([Type.Literal("line"), Type.Literal("bars")]),
              unit: Type.String(),
              categories: Type.Array(Type.String()),
              series: Type.Array(
                Type.Object({
                  name: Type.String(),
                  values: Type.Array(Type.Union([Type.Number(), Type.Null()])),
                }),
              ),
            },
            { description: "what it shows, when all of it has one scale" },
          ),
        ),
      },
      { description: "when the question asks for a chart, and there is something to draw" },
    ),
  ),
  computed: Type.String({ description: "how it was computed" }),
  as_of: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
  lag_ms: Type.Union([Type.Number(), Type.Null()]),
});
export type Answer = Static<typeof Answer>;

export const ask = call({
  name: "insight.ask",
  http: "GET /insights/ask",
  help: "Answer a question such as: revenue by month last 12 months; with chart at its end a picture too.",
  needs: "insight:view",
  effect: "read",
  input: Type.Object(
    {
      question: Type.String({ minLength: 1, maxLength: 500 }),
      time_zone: Type.Optional(Type.String({ maxLength: 60 })),
    },
    { additionalProperties: false },
  ),
  output: Answer,
});

export const listQuestions = call({
  name: "insight.list",
  http: "GET /insights",
  help: "List the metrics that you may ask for.",
  needs: "insight:view",
  effect: "read",
  input: Type.Object({}, { additionalProperties: false }),
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        name: Type.String(),
        help: Type.String(),
        dimensions: Type.Array(Type.String()),
        examples: Type.Array(Type.String()),
      }),
    ),
  }),
});

export const askSql = call({
  name: "insight.sql",
  http: "POST /insights/sql",
  help: "Ask with SQL over the rows and columns that you may see.",
  needs: "insight:sql",
  effect: "read",
  input: Type.Object(
    {
      sql: Type.String({
        minLength: 1,
        maxLength: 64_000,
        title: "SQL",
        description: "one SELECT, DuckDB's dialect; insight.schema lists your tables",
      }),
    },
    { additionalProperties: false },
  ),
  output: Answer,
});

export const sqlSchema = call({
  name: "insight.schema",
  http: "GET /insights/schema",
  help: "List the tables, columns and functions that your SQL may use.",
  needs: "insight:sql",
  effect: "read",
  input: Type.Object({}, { additionalProperties: false }),
  output: Type.Object({
    tables: Type.Array(
      Type.Object({
        name: Type.String(),
        columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
      }),
    ),
    functions: Type.Array(Type.String()),
  }),
});

export const insightCalls = [ask, listQuestions, askSql, sqlSchema] as const;
