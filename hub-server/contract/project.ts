/** Projects: work with an end, for a party or for the company itself. */
import { date, longtext, money, ref, required, text } from "./field.ts";
import { noun, nounCalls } from "./noun.ts";
import { trackedAdd, trackedFields } from "./tracked.ts";

export const project = noun({
  key: "project",
  label: "Project",
  plural: "Projects",
  path: "projects",
  icon: "group",
  prefix: "PRO",
  title: "name",
  room: "on-demand",
  fields: {
    name: required(text("Name", { searchable: true, sortable: true })),
    party: ref("For", "party", { filterable: true }),
    product: ref("Product", "product", { filterable: true }),
    starts_on: date("Starts"),
    due_on: date("Due", { sortable: "empty-last" }),
    budget: money("Budget"),
    description: longtext("Description"),
    ...trackedFields,
  },
});

export const projects = nounCalls(project, { add: trackedAdd, out: {} });
