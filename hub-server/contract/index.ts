/** The contract: every call there is, in one explicit list. What is not here cannot be called. */
import type { AnyCall } from "./call.ts";
import { batch, batches } from "./batch.ts";
import { calendarCalls } from "./calendar.ts";
import { caseCalls, supportCase } from "./case.ts";
import { changeCalls } from "./change.ts";
import { collection, collections } from "./collection.ts";
import { contactPoint, contactPoints } from "./contact-point.ts";
import { feedback, feedbackCalls } from "./feedback.ts";
import { deal, deals } from "./deal.ts";
import { deliveries, delivery } from "./delivery.ts";
import { describeForm, linkForm } from "./form.ts";
import { group, groupCalls } from "./group.ts";
import { historyCalls } from "./history.ts";
import { importCalls } from "./import.ts";
import { inboxCalls } from "./inbox.ts";
import { insightCalls } from "./insight.ts";
import { interaction, interactions } from "./interaction.ts";
import { meeting, meetingCalls } from "./meeting.ts";
import { billingCalls } from "./billing.ts";
import { bill, creditNote, invoice, order, quote } from "./commercial-doc.ts";
import { companyCalls } from "./company.ts";
import { conversationCalls } from "./conversation.ts";
import { confirmationCalls } from "./confirmation.ts";
import { ledgerCalls } from "./ledger.ts";
import { payRunCalls } from "./pay-run.ts";
import { payment, paymentCalls } from "./payment.ts";
import { salaryCalls } from "./salary.ts";
import { eraseCalls } from "./erase.ts";
import { mergeCalls } from "./merge.ts";
import type { Noun } from "./noun.ts";
import { party, partyCalls } from "./party.ts";
import { personCalls } from "./person.ts";
import { pipeline, pipelineCalls, stage } from "./pipeline.ts";
import { preferenceCalls } from "./preference.ts";
import { product, products } from "./product.ts";
import { project, projects } from "./project.ts";
import { question, questionCalls } from "./question.ts";
import { radarCalls } from "./radar.ts";
import { recordCalls } from "./record.ts";
import { reminder, reminderCalls } from "./reminder.ts";
import { roleCalls } from "./role.ts";
import { sessionCalls } from "./session.ts";
import { surfaceCalls } from "./surface.ts";
import { todo, todoCalls } from "./todo.ts";
import { trackerCalls } from "./tracker.ts";
import { verbCalls } from "./verb.ts";
import { watch, watchCalls } from "./watch.ts";

export const nouns: readonly Noun[] = [
  party,
  contactPoint,
  product,
  quote,
  order,
  invoice,
  creditNote,
  bill,
  payment,
  interaction,
  feedback,
  group,
  pipeline,
  stage,
  deal,
  supportCase,
  delivery,
  batch,
  collection,
  project,
  todo,
  meeting,
  reminder,
  watch,
  question,
];

export const calls: readonly AnyCall[] = [
  ...sessionCalls,
  ...personCalls,
  ...partyCalls,
  ...mergeCalls,
  ...eraseCalls,
  ...Object.values(contactPoints),
  ...Object.values(products),
  ...Object.values(interactions),
  ...billingCalls,
  ...paymentCalls,
  ...ledgerCalls,
  ...companyCalls,
  ...salaryCalls,
  ...payRunCalls,
  ...feedbackCalls,
  ...pipelineCalls,
  ...Object.values(deals),
  ...caseCalls,
  ...Object.values(deliveries),
  ...Object.values(batches),
  ...Object.values(collections),
  ...Object.values(projects),
  ...trackerCalls,
  ...todoCalls,
  ...meetingCalls,
  ...reminderCalls,
  ...calendarCalls,
  ...watchCalls,
  ...questionCalls,
  ...radarCalls,
  ...groupCalls,
  ...roleCalls,
  ...recordCalls,
  ...importCalls,
  ...changeCalls,
  ...confirmationCalls,
  ...historyCalls,
  ...insightCalls,
  ...verbCalls,
  ...inboxCalls,
  ...surfaceCalls,
  ...conversationCalls,
  ...preferenceCalls,
  describeForm,
  linkForm,
];

export * from "./batch.ts";
export * from "./calendar.ts";
export * from "./billing.ts";
export * from "./call.ts";
export * from "./card.ts";
export * from "./case.ts";
export * from "./change.ts";
export * from "./collection.ts";
export * from "./commercial-doc.ts";
export * from "./company.ts";
export * from "./confirmation.ts";
export * from "./contact-point.ts";
export * from "./conversation.ts";
export * from "./currency.ts";
export * from "./deal.ts";
export {
  dunningWords,
  listDunningSteps,
  listReminders,
  previewReminder,
  runDunning,
  setDunningStep,
} from "./dunning.ts";
export * from "./delivery.ts";
export * from "./feedback.ts";
export * from "./field.ts";
export * from "./form.ts";
export * from "./group.ts";
export * from "./import.ts";
export * from "./history.ts";
export * from "./inbox.ts";
export * from "./insight.ts";
export * from "./interaction.ts";
export * from "./meeting.ts";
export * from "./ledger.ts";
export * from "./erase.ts";
export * from "./merge.ts";
export * from "./noun.ts";
export * from "./party.ts";
export * from "./pay-run.ts";
export * from "./payment.ts";
export { listComponents, listSalaries, setComponent, setSalary, type Salary } from "./salary.ts";
export * from "./person.ts";
export * from "./pipeline.ts";
export * from "./preference.ts";
export * from "./product.ts";
export * from "./project.ts";
export * from "./question.ts";
export * from "./radar.ts";
export * from "./record.ts";
export * from "./rule.ts";
export * from "./reminder.ts";
export * from "./role.ts";
export * from "./session.ts";
export * from "./surface.ts";
export * from "./time.ts";
export * from "./todo.ts";
export * from "./tracked.ts";
export * from "./tracker.ts";
export * from "./typed/amount.ts";
export * from "./typed/duration.ts";
export * from "./typed/line-items.ts";
export * from "./typed/not-read.ts";
export * from "./verb.ts";
export * from "./watch.ts";
