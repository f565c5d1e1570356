/** The tracker's share of a noun: a record stands in one stage of one pipeline, since a time, at a place among its neighbours. */
import { Type } from "typebox";
import { datetime, ref } from "./field.ts";

/** Nouns that move along pipelines. */
export const trackedNouns = ["deal", "case", "delivery", "batch", "collection", "project"] as const;

/** Fields of every tracked noun; `tracker.move` sets them. */
export const trackedFields = {
  pipeline: ref("Pipeline", "pipeline", {
    fixed: true,
    filterable: true,
    help: "the noun's main pipeline unless named",
  }),
  stage: ref("Stage", "stage", { managed: true, filterable: true }),
  entered_stage_at: datetime("In this stage since", { managed: true }),
  closed_at: datetime("Closed", { managed: true }),
};

/** What `add` takes besides. */
export const trackedAdd = {
  stage: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 120,
      title: "Stage",
      description: "the pipeline's first unless named",
    }),
  ),
  external_id: Type.Optional(
    Type.String({ maxLength: 100, description: "its id in the system it was imported from" }),
  ),
};
