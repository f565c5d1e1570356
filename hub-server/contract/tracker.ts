/** The tracker: moving records along pipelines, the board, the history, what is late and how fast things go. */
import { Type, type Static } from "typebox";
import { call } from "./call.ts";
import { Link, Money, Ref } from "./field.ts";
import { page, paging, Written } from "./noun.ts";
import { stageCategories } from "./pipeline.ts";
import { trackedNouns } from "./tracked.ts";

const closed = { additionalProperties: false } as const;
const When = Type.String({ format: "date-time" });
const OrNull = <S extends Parameters<typeof Type.Optional>[0]>(schema: S) =>
  Type.Union([schema, Type.Null()]);
const StageName = Type.String({ minLength: 1, maxLength: 120, description: "a stage's name, key or number" });
const Reason = Type.String({ maxLength: 2000, pattern: "^[^\\u0000]*$", title: "Reason" });

export const StageOut = Type.Object({
  ...Link.properties,
  key: Type.String(),
  position: Type.Integer(),
  category: Type.Enum([...stageCategories]),
  probability: OrNull(Type.Integer()),
  sla_hours: OrNull(Type.Integer()),
  wip_limit: OrNull(Type.Integer()),
  required_fields: Type.Array(Type.String()),
});
export type StageOut = Static<typeof StageOut>;

const FieldsIn = Type.Record(Type.String({ maxLength: 80 }), Type.Unknown(), {
  maxProperties: 50,
  title: "Fields",
  description: "fields of the record to set on the way, as in its `change`",
});

const Moved = Type.Object({
  ...Written.properties,
  record: Type.Object({ ...Link.properties, version: Type.Integer() }),
  from: StageOut,
  to: StageOut,
  seconds: Type.Integer({ description: "that it stood in the stage it left" }),
});

export const moveRecord = call({
  name: "tracker.move",
  http: "POST /records/{ref}/move",
  help: "Move a deal, case, delivery, batch, payment to chase or project to another stage.",
  needs: "signed-in",
  effect: "reversible",
  ifMatch: true,
  input: Type.Object(
    {
      ref: Ref,
      to: StageName,
      from: Type.Optional({ ...StageName, description: "refused when it stands elsewhere by now" }),
      reason: Type.Optional(Reason),
      fields: Type.Optional(FieldsIn),
    },
    closed,
  ),
  output: Moved,
});

export const reopenRecord = call({
  name: "tracker.reopen",
  http: "POST /records/{ref}/reopen",
  help: "Open a closed deal, case or the like again, where it stood before or in the stage named.",
  needs: "signed-in",
  effect: "reversible",
  ifMatch: true,
  input: Type.Object({ ref: Ref, to: Type.Optional(StageName), reason: Type.Optional(Reason) }, closed),
  output: Moved,
});

export const rankRecord = call({
  name: "tracker.rank",
  http: "POST /records/{ref}/rank",
  help: "Put a record between two neighbours of its stage.",
  needs: "signed-in",
  effect: "reversible",
  input: Type.Object(
    {
      ref: Ref,
      after: Type.Optional({ ...Ref, title: "After" }),
      before: Type.Optional({ ...Ref, title: "Before" }),
    },
    closed,
  ),
  output: Type.Object({ change: Type.String({ format: "uuid" }), record: Link, rank: Type.String() }),
});

const BoardItem = Type.Object({
  ...Link.properties,
  version: Type.Integer(),
  about: OrNull(Link),
  owner: OrNull(Link),
  value: OrNull(Money),
  entered_stage_at: When,
  late: Type.Boolean({ description: "longer in the stage than it allows" }),
  idle: Type.Boolean({ description: "changed by nobody for longer than the pipeline allows" }),
});

export const showBoard = call({
  name: "tracker.board",
  http: "GET /pipelines/{ref}/board",
  help: "Show a pipeline as columns with counts, sums and the first items of each.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object(
    {
      ref: Ref,
      owner: Type.Optional(Ref),
      stage: Type.Optional({ ...StageName, description: "this column only, for its next page" }),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
      after: Type.Optional(Type.String({ maxLength: 1000, description: "`next` of the column" })),
    },
    closed,
  ),
  output: Type.Object({
    pipeline: Link,
    noun: Type.Enum([...trackedNouns]),
    columns: Type.Array(
      Type.Object({
        stage: StageOut,
        count: Type.Integer(),
        sums: Type.Array(Money),
        late: Type.Integer(),
        idle: Type.Integer(),
        items: Type.Array(BoardItem),
        next: OrNull(Type.String()),
      }),
    ),
  }),
});

export const listLegalStages = call({
  name: "tracker.stages",
  http: "GET /records/{ref}/stages",
  help: "List the stages of a record's pipeline: where it stands, where it may go, and what that needs.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({ ref: { ...Ref, description: "a tracked record, or a pipeline" } }, closed),
  output: Type.Object({
    pipeline: Link,
    items: Type.Array(
      Type.Object({
        ...StageOut.properties,
        current: Type.Boolean(),
        legal: Type.Boolean({ description: "it may go there now, or after reopening" }),
        missing: Type.Array(Type.String(), { description: "fields to give on the way" }),
      }),
    ),
  }),
});

export const Transition = Type.Object({
  id: Type.String({ format: "uuid" }),
  from: OrNull(Link),
  to: Link,
  at: When,
  by: OrNull(Link),
  seconds: OrNull(Type.Integer({ description: "that it stood in the stage it left" })),
  reason: OrNull(Type.String()),
  change: Type.String({ format: "uuid" }),
  source: Type.Record(Type.String(), Type.String(), {
    description: "room and event, or file and row, it came from",
  }),
  undone: Type.Boolean(),
});

export const listTransitions = call({
  name: "tracker.history",
  http: "GET /records/{ref}/transitions",
  help: "List the stages that a record went through, newest first, with the time in each.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({ ref: Ref, ...paging }, closed),
  output: page(Transition),
});

export const listStalled = call({
  name: "tracker.stalled",
  http: "GET /tracker/stalled",
  help: "List what is late in its stage or idle, the longest first.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object(
    {
      pipeline: Type.Optional({ ...Ref, title: "Pipeline" }),
      owner: Type.Optional({ ...Ref, title: "Owner" }),
      ...paging,
    },
    closed,
  ),
  output: page(Type.Object({ ...BoardItem.properties, stage: Link, seconds: Type.Integer() })),
});

export const showVelocity = call({
  name: "tracker.velocity",
  http: "GET /pipelines/{ref}/velocity",
  help: "Show how long things stay in each stage of a pipeline, and where they go from there.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object(
    {
      ref: Ref,
      since: Type.Optional({ ...When, title: "Left since" }),
      until: Type.Optional({ ...When, title: "Left before" }),
    },
    closed,
  ),
  output: Type.Object({
    pipeline: Link,
    items: Type.Array(
      Type.Object({
        stage: Link,
        left: Type.Integer({ description: "moves out of it" }),
        median_seconds: OrNull(Type.Integer()),
        p90_seconds: OrNull(Type.Integer()),
        onward: Type.Integer({ description: "of those, to a later stage, won or done" }),
      }),
    ),
  }),
});

export const trackerCalls = [
  moveRecord,
  reopenRecord,
  rankRecord,
  showBoard,
  listLegalStages,
  listTransitions,
  listStalled,
  showVelocity,
] as const;
