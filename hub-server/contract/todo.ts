/** To-dos: what somebody has to do, by when. The owner is the one who has to; whoever adds it for somebody else assigns it. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { anyref, boolean, choice, datetime, longtext, Ref, required, text } from "./field.ts";
import { noun, nounCalls, Written } from "./noun.ts";
import { RemindBefore, ruleField, zoneField } from "./time.ts";

export const todoStates = ["open", "done", "cancelled"] as const;

export const todo = noun({
  key: "todo",
  label: "To-do",
  plural: "To-dos",
  path: "todos",
  icon: "task",
  prefix: "TD",
  title: "title",
  room: "none",
  fields: {
    title: required(text("Title", { searchable: true, sortable: true })),
    about: anyref("About", { filterable: true }),
    status: choice("Status", todoStates, { filterable: true, managed: true }),
    priority: choice("Priority", ["low", "normal", "high"], { filterable: true }),
    due: datetime("Due", { sortable: "empty-last" }),
    all_day: boolean("All day", { help: "due that day, at no particular time" }),
    time_zone: zoneField,
    rrule: ruleField,
    repeats_from: datetime("Repeats from", { managed: true }),
    done_at: datetime("Done", { managed: true }),
    uid: text("Calendar UID", { managed: true }),
    note: longtext("Note", { searchable: true }),
  },
});

export const todos = nounCalls(todo, {
  add: { remind_before: Type.Optional(RemindBefore) },
  out: {},
});

const closed = { additionalProperties: false } as const;
const written = Type.Object({ ...Written.properties, record: todos.details.output });
const verb = <const Name extends string>(name: Name, help: string, ifMatch = true) =>
  call({
    name: `todo.${name}`,
    http: `POST /todos/{ref}/${name}`,
    help,
    needs: "todo:change",
    effect: "reversible",
    ifMatch,
    input: Type.Object({ ref: Ref }, closed),
    output: written,
  });

export const doneTodo = verb("done", "Mark a to-do done; one that repeats moves on to its next time.");
export const cancelTodo = verb("cancel", "Cancel a to-do; it will not be done.");
export const reopenTodo = verb("reopen", "Open a to-do again that was done or cancelled.", false);

export const snoozeTodo = call({
  name: "todo.snooze",
  http: "POST /todos/{ref}/snooze",
  help: "Put a to-do off until a time, or for some seconds from now.",
  needs: "todo:change",
  effect: "reversible",
  ifMatch: true,
  input: Type.Object(
    {
      ref: Ref,
      until: Type.Optional(Type.String({ format: "date-time", title: "Until" })),
      for_s: Type.Optional(Type.Integer({ minimum: 60, maximum: 31_536_000, title: "For" })),
    },
    closed,
  ),
  output: written,
});

export const todoCalls = [...Object.values(todos), doneTodo, cancelTodo, reopenTodo, snoozeTodo] as const;
