/** Records that are tracked, planned and kept for oneself, for tests of who sees whose. */
import {
  type AnyCall,
  batches,
  cases,
  collections,
  deals,
  deliveries,
  meetings,
  pipelines,
  projects,
  questions,
  reminders,
  stages,
  todos,
  watches,
} from "../../contract/index.ts";
import type { TestHub, TestPerson } from "../../testing/hub.ts";

/** Lists of the tracked nouns, and an example of each for an owner. */
export const trackedLists: Readonly<Record<string, AnyCall>> = {
  deal: deals.list,
  case: cases.list,
  delivery: deliveries.list,
  batch: batches.list,
  collection: collections.list,
  project: projects.list,
  pipeline: pipelines.list,
  stage: stages.list,
};
export async function addTracked(
  { admin }: TestHub,
  party: string,
  product: string,
  owner: string,
): Promise<void> {
  const value = { amount_minor: 100, currency: "EUR" };
  await admin.hub(deals.add, { name: `Deal of ${owner}`, party, owner, value });
  await admin.hub(cases.add, { subject: `Case of ${owner}`, party, owner });
  await admin.hub(deliveries.add, { contents: `For ${owner}`, party, owner });
  await admin.hub(batches.add, { name: `Batch of ${owner}`, product, quantity: 1, owner });
  await admin.hub(collections.add, { name: `Owed to ${owner}`, party, amount: value, owner });
  await admin.hub(projects.add, { name: `Project of ${owner}`, party, owner });
}

export const calendarLists = { todo: todos.list, meeting: meetings.list, reminder: reminders.list };
export async function addCalendar({ admin }: TestHub, owner: string, attendee: string): Promise<void> {
  const starts = new Date(Date.now() + 86_400_000).toISOString();
  await admin.hub(todos.add, { title: `To do of ${owner}`, owner, due: starts });
  await admin.hub(meetings.add, {
    title: `Of ${owner} with ${attendee}`,
    owner,
    starts,
    attendees: [attendee],
  });
  await admin.hub(reminders.add, { text: `For ${owner}`, owner, at: starts });
}

/** What everybody has for themselves. */
export const ownLists = { watch: watches.list, question: questions.list };
export async function addOwn(person: TestPerson, about: string): Promise<void> {
  await person.hub(watches.add, { about });
  const starts = new Date(Date.now() + 86_400_000).toISOString();
  await person.hub(questions.add, { question: "interactions by month", starts });
}
