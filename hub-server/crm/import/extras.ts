/** What nouns add to their rows at birth, as in their own `add`. */
import { caseExtras } from "../case/index.ts";
import { feedbackExtras } from "../feedback/index.ts";
import { meetingExtras } from "../meeting/index.ts";
import { partyExtras } from "../party/index.ts";
import type { Extras } from "../record/write.ts";
import { prepareReminder } from "../reminder/reminder.ts";
import { todoExtras } from "../todo/index.ts";
import { trackedNounExtras } from "../tracker/index.ts";

export const extrasOf: Readonly<Record<string, Extras>> = {
  party: partyExtras,
  case: caseExtras,
  feedback: feedbackExtras,
  ...trackedNounExtras,
  todo: todoExtras,
  meeting: meetingExtras,
  reminder: { prepare: prepareReminder },
};
