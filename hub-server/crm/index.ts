/** What calls do: every handler there is, in one explicit list. A test compares it with the list of calls. */
import { calendarHandlers } from "./calendar/index.ts";
import { caseHandlers } from "./case/index.ts";
import { history } from "./change/history.ts";
import { undo } from "./change/undo.ts";
import { confirmationHandlers } from "./confirmation/index.ts";
import { contactPointHandlers } from "./contact-point/index.ts";
import type { Handler } from "./context.ts";
import { conversationHandlers } from "./conversation/index.ts";
import { feedbackHandlers } from "./feedback/index.ts";
import { formHandlers } from "./form.ts";
import { groupHandlers } from "./group/index.ts";
import { historyHandlers } from "./history/index.ts";
import { importHandlers } from "./import/index.ts";
import { inboxHandlers } from "./inbox/index.ts";
import { insightHandlers } from "./insight/index.ts";
import { interactionHandlers } from "./interaction/index.ts";
import { meetingHandlers } from "./meeting/index.ts";
import { moneyHandlers } from "./money/index.ts";
import { payrollHandlers } from "./payroll/index.ts";
import { partyHandlers } from "./party/index.ts";
import { eraseHandlers } from "./party/erase.ts";
import { mergeHandlers } from "./party/merge.ts";
import { personHandlers } from "./person/index.ts";
import { pipelineHandlers } from "./pipeline/index.ts";
import { questionHandlers } from "./question/index.ts";
import { radarHandlers } from "./radar/index.ts";
import { preferenceHandlers } from "./preference/index.ts";
import { productHandlers } from "./product/index.ts";
import { reminderHandlers } from "./reminder/index.ts";
import { todoHandlers } from "./todo/index.ts";
import { find, profile, timeline } from "./record/profile.ts";
import { here, openRoom } from "./room/open.ts";
import { roleHandlers } from "./role/index.ts";
import { sessionHandlers } from "./session/index.ts";
import { surfaceHandlers } from "./surface/index.ts";
import { trackerHandlers } from "./tracker/index.ts";
import { verbHandlers } from "./verb/index.ts";
import { watchHandlers } from "./watch/index.ts";

export const handlers: readonly Handler[] = [
  ...sessionHandlers,
  ...personHandlers,
  ...partyHandlers,
  ...mergeHandlers,
  ...eraseHandlers,
  ...contactPointHandlers,
  ...productHandlers,
  ...interactionHandlers,
  ...moneyHandlers,
  ...payrollHandlers,
  ...feedbackHandlers,
  ...pipelineHandlers,
  ...caseHandlers,
  ...trackerHandlers,
  ...todoHandlers,
  ...meetingHandlers,
  ...reminderHandlers,
  ...calendarHandlers,
  ...watchHandlers,
  ...questionHandlers,
  ...radarHandlers,
  ...groupHandlers,
  ...roleHandlers,
  find,
  profile,
  timeline,
  openRoom,
  here,
  ...importHandlers,
  history,
  ...confirmationHandlers,
  ...historyHandlers,
  undo,
  ...insightHandlers,
  ...verbHandlers,
  ...inboxHandlers,
  ...surfaceHandlers,
  ...conversationHandlers,
  ...preferenceHandlers,
  ...formHandlers,
];
