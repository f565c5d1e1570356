/** Pipelines and their stages: rows that administrators edit. The built-in ones are rows like theirs. */
import { boolean, choice, condition, integer, percent, ref, required, tags, text } from "./field.ts";
import { noun, nounCalls } from "./noun.ts";
import { trackedNouns } from "./tracked.ts";

export const stageCategories = ["open", "won", "lost", "done", "cancelled"] as const;

export const pipeline = noun({
  key: "pipeline",
  label: "Pipeline",
  plural: "Pipelines",
  path: "pipelines",
  icon: "bolt",
  prefix: "PIP",
  title: "name",
  room: "none",
  fields: {
    name: required(text("Name", { searchable: true, sortable: true })),
    entity: required(choice("Moves along it", trackedNouns, { filterable: true, fixed: true })),
    main: boolean("Main", { help: "taken where no pipeline is named" }),
    idle_days: integer("Idle after days", {
      help: "an open item that nobody changed for so long is stalled",
    }),
  },
});

export const pipelines = nounCalls(pipeline, { add: {}, out: {} });

export const stage = noun({
  key: "stage",
  label: "Stage",
  plural: "Stages",
  path: "stages",
  icon: "check",
  prefix: "STG",
  title: "name",
  room: "none",
  fields: {
    pipeline: required(ref("Pipeline", "pipeline", { fixed: true, filterable: true })),
    name: required(text("Name", { searchable: true, sortable: true })),
    key: text("Key", { fixed: true, help: "how rules and imports name it; made of the name unless given" }),
    position: integer("Position", { help: "last unless given" }),
    category: required(choice("Category", stageCategories, { filterable: true })),
    probability: percent("Probability"),
    sla_hours: integer("Hours allowed", { help: "whoever stays longer is late" }),
    wip_limit: integer("Most items at once"),
    required_fields: tags("Required fields", { help: "without which nothing enters" }),
    entry_rule: condition("Entry rule", { help: "what must hold of whatever enters" }),
    next: tags("Next stages", { help: "keys of the stages that may follow; any unless given" }),
  },
});

export const stages = nounCalls(stage, { add: {}, out: {} });

export const pipelineCalls = [...Object.values(pipelines), ...Object.values(stages)] as const;
