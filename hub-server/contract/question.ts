/** Standing questions: asked again and again by the hub, with the rights of whoever wants to know and of everybody who reads it. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { datetime, required, text } from "./field.ts";
import { Answer } from "./insight.ts";
import { noun, nounCalls } from "./noun.ts";
import { ruleField, zoneField } from "./time.ts";

const roomField = text("Room", { help: "#name or id of a room to answer in; in private unless given" });

export const question = noun({
  key: "question",
  label: "Standing question",
  plural: "Standing questions",
  path: "questions",
  icon: "insight",
  prefix: "ASK",
  title: "question",
  room: "none",
  fields: {
    question: required(
      text("Question", {
        searchable: true,
        sortable: true,
        help: 'as in insight.ask, e.g. pipeline by stage; or "silent customers"',
      }),
    ),
    starts: required(datetime("First", { sortable: true, help: "when it is asked for the first time" })),
    time_zone: zoneField,
    rrule: { ...ruleField, help: "once unless given" },
    room: roomField,
  },
});

const When = Type.Union([Type.String({ format: "date-time" }), Type.Null()]);

export const questions = nounCalls(question, {
  add: {},
  out: {
    next_at: When,
    last_fired_at: When,
    problem: Type.Union([Type.String(), Type.Null()], { description: "why it was not answered last time" }),
  },
});

export const tryQuestion = call({
  name: "question.try",
  http: "POST /questions/try",
  help: "Show what a standing question would say, and when; nothing is kept or said.",
  needs: "question:add",
  effect: "read",
  input: Type.Object(
    {
      question: { ...question.fields.question.schema, title: "Question" },
      starts: Type.Optional(Type.String({ format: "date-time", title: "First" })),
      time_zone: Type.Optional({ ...zoneField.schema, title: "Time zone" }),
      rrule: Type.Optional({ ...ruleField.schema, title: "Repeats" }),
      room: Type.Optional({ ...roomField.schema, title: "Room" }),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    answer: Answer,
    body: Type.String({ description: "as it would be said" }),
    narrowed: Type.Boolean({ description: "not everybody there may see as much as you" }),
    next: Type.Array(Type.String({ format: "date-time" }), { description: "the next three times" }),
  }),
});

export const questionCalls = [...Object.values(questions), tryQuestion] as const;
