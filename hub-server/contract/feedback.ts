/**
 * Feedback: what somebody thinks of a record or a person. The raw score and its scale are kept; classes such as promoter are derived.
 * Feedback on a colleague is personal: no room hears of it. When it is confidential its author is named to nobody.
 */
import { Type } from "typebox";
import { call } from "./call.ts";
import {
  anyref,
  boolean,
  choice,
  datetime,
  Link,
  longtext,
  points,
  ref,
  Ref,
  required,
  tags,
  text,
} from "./field.ts";
import { noun, nounCalls, Written } from "./noun.ts";

export const feedbackKinds = ["nps", "csat", "ces", "rating", "bug", "idea", "review"] as const;
/** How good a score is; the three classes of each kind by their common names. */
export const feedbackClasses = [
  "promoter",
  "passive",
  "detractor",
  "satisfied",
  "neutral",
  "dissatisfied",
  "easy",
  "difficult",
] as const;

export const feedback = noun({
  key: "feedback",
  label: "Feedback",
  plural: "Feedback",
  path: "feedback",
  icon: "feedback",
  prefix: "FB",
  title: "text",
  room: "none",
  fields: {
    about: required(anyref("About", { filterable: true, fixed: true })),
    kind: required(choice("Kind", feedbackKinds, { filterable: true, fixed: true })),
    score: points("Score"),
    scale: points("Out of", { help: "unless given: 10 for nps, 7 for ces, 5 for others", fixed: true }),
    text: longtext("Text", { searchable: true }),
    from: ref("Given by", "party", { filterable: true, help: "the customer whose words these are" }),
    channel: choice("Channel", ["call", "email", "chat", "meeting", "survey", "web", "other"], {
      filterable: true,
    }),
    themes: tags("Themes"),
    asked_at: datetime("Asked"),
    answered_at: datetime("Answered", { sortable: true }),
    status: choice("Status", ["open", "resolved"], { filterable: true, managed: true }),
    resolution: text("Resolution", { managed: true }),
    personal: boolean("On a person", { managed: true }),
    confidential: boolean("Confidential", { managed: true }),
  },
});

export const feedbacks = nounCalls(feedback, {
  add: {
    confidential: Type.Optional(
      Type.Boolean({
        title: "Confidential",
        description: "name the author to nobody; always so for feedback on those above you",
      }),
    ),
    external_id: Type.Optional(
      Type.String({ maxLength: 100, description: "its id in the system it was imported from" }),
    ),
  },
  out: {
    class: Type.Union([Type.Enum([...feedbackClasses]), Type.Null()], {
      description: "derived from score and scale",
    }),
    mine: Type.Boolean({ description: "you gave or recorded it" }),
  },
});

const written = Type.Object({ ...Written.properties, record: feedbacks.details.output });
const closed = { additionalProperties: false } as const;

export const resolveFeedback = call({
  name: "feedback.resolve",
  http: "POST /feedback/{ref}/resolve",
  help: "Mark feedback as resolved.",
  needs: "feedback:resolve",
  effect: "reversible",
  ifMatch: true,
  input: Type.Object(
    {
      ref: Ref,
      resolution: Type.Optional(Type.String({ minLength: 1, maxLength: 300, title: "Resolution" })),
    },
    closed,
  ),
  output: written,
});

export const reopenFeedback = call({
  name: "feedback.reopen",
  http: "POST /feedback/{ref}/reopen",
  help: "Open resolved feedback again.",
  needs: "feedback:resolve",
  effect: "reversible",
  input: Type.Object({ ref: Ref }, closed),
  output: written,
});

const Count = Type.Integer({ minimum: 0 });
const figure = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });
export const FeedbackSummary = Type.Object({
  key: Type.Union([Type.String(), Type.Null()], {
    description: "what the line is about; null for everything",
  }),
  count: Count,
  scored: Count,
  open: Count,
  nps: figure("share of promoters minus detractors, -100 to 100"),
  csat: figure("share of satisfied answers, 0 to 100"),
  ces: figure("mean of effort scores"),
  rating: figure("mean of ratings and reviews as a share of their scale, 0 to 1"),
  promoters: Count,
  passives: Count,
  detractors: Count,
});

export const summariseFeedback = call({
  name: "feedback.summary",
  http: "GET /feedback/summary",
  help: "Count feedback with its NPS, CSAT and CES, for a record or a period.",
  needs: "feedback:view",
  effect: "read",
  input: Type.Object(
    {
      about: Type.Optional(Ref),
      kind: Type.Optional(Type.Enum([...feedbackKinds])),
      since: Type.Optional(Type.String({ format: "date-time" })),
      until: Type.Optional(Type.String({ format: "date-time" })),
      by: Type.Optional(Type.Enum(["about", "kind", "channel", "theme", "month", "status"])),
    },
    closed,
  ),
  output: Type.Object({ total: FeedbackSummary, items: Type.Array(FeedbackSummary) }),
});

/** Who wrote confidential feedback: for audit, with a reason that is kept. */
export const auditFeedback = call({
  name: "feedback.audit",
  http: "POST /feedback/{ref}/author",
  help: "Tell who gave confidential feedback; the question and its reason are kept in the history.",
  needs: "feedback:audit",
  effect: "guarded",
  secret: true,
  input: Type.Object(
    { ref: Ref, reason: Type.String({ minLength: 5, maxLength: 300, title: "Reason" }) },
    closed,
  ),
  output: Type.Object({
    author: Link,
    change: Type.String({ format: "uuid" }),
  }),
});

export const feedbackCalls = [
  ...Object.values(feedbacks),
  resolveFeedback,
  reopenFeedback,
  summariseFeedback,
  auditFeedback,
] as const;
