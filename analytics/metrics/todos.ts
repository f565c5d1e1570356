import { owner, plain, times } from "./dimensions.ts";
import type { Metric } from "./metric.ts";

export const todos: Metric = {
  name: "todos",
  one: "todo",
  also: [{ word: "to-dos" }, { word: "to-do" }, { word: "tasks" }],
  help: "To-dos by when they are due.",
  examples: ["todos by status", "todos by owner for status:overdue", "todos this week"],
  view: "todo",
  nouns: ["todo"],
  reveals: ["todo.due"],
  time: "due",
  removed: "removed_at",
  measures: [{ key: "todos", label: "To-dos", type: "count", of: { count: true } }],
  dimensions: [
    ...times,
    plain("todo", "status", { late: { among: ["open"], column: "due", says: "overdue" } }),
    plain("todo", "priority"),
    owner,
  ],
};
