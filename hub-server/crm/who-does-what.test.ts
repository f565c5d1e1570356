/**
 * Who does what: each kind of person and thing of the company, with what it has, end to end and with the rights of that role.
 * What a role must not do is tried, too.
 */
import test, { type ExecutionContext } from "ava";
import {
  approvePayRun,
  ask,
  batches,
  cases,
  convertParty,
  creditInvoice,
  deals,
  deliveries,
  doneTodo,
  feedbacks,
  groups,
  interactions,
  invoices,
  invoiceVerbs,
  listSalaries,
  listTransitions,
  meetings,
  moneyAgeing,
  moveRecord,
  parties,
  personDetails,
  postPayRun,
  preparePayRun,
  products,
  putIntoGroup,
  recordPayment,
  recordProfile,
  recordRoom,
  resolveCase,
  resolveFeedback,
  respondToCase,
  setSalary,
  showAgenda,
  showBoard,
  showVelocity,
  summariseFeedback,
  todos,
} from "../contract/index.ts";
import type { HubProblem } from "../client.ts";
import { openTestHub, type TestHub, type TestPerson } from "../testing/hub.ts";

let hub: TestHub;
let boss: TestPerson;
let rep: TestPerson;
let accountant: TestPerson;
let developer: TestPerson;
let support: TestPerson;
let count = 0;

test.before(async () => {
  hub = await openTestHub({ analytics: true });
  boss = await hub.person("boss", ["manager"]);
  rep = await hub.person("rep", ["sales-executive"], { manager: "boss" });
  accountant = await hub.person("acc", ["accountant"], { manager: "boss" });
  developer = await hub.person("dev", ["product-developer"], { manager: "boss" });
  support = await hub.person("sup", ["support"], { manager: "boss" });
});
test.after.always(() => hub?.stop());

const usd = (amount: number) => ({ amount_minor: amount * 100, currency: "USD" });

async function refused(t: ExecutionContext, promise: Promise<unknown>) {
  const error = await t.throwsAsync<HubProblem>(promise);
  t.true([403, 404].includes(error.status));
}

/** A prospect of the sales executive. */
async function prospect(): Promise<string> {
  const { record } = await rep.hub(parties.add, { name: `Prospect ${++count}`, role: "prospect" });
  return record.number;
}
async function customer(): Promise<string> {
  const ref = await prospect();
  await rep.hub(convertParty, { ref, to: "customer" });
  return ref;
}
async function aProduct(): Promise<string> {
  const { record } = await developer.hub(products.add, { name: `Product ${++count}` });
  return record.number;
}
const employee = async (person: TestPerson) =>
  (await hub.admin.hub(personDetails, { ref: person.userId })).number;

/** Asks until the copy holds what was just written. */
async function answered(person: TestPerson, question: string, holds: (rows: unknown[][]) => boolean) {
  for (let round = 0; round < 200; round++) {
    const { rows } = await person.hub(ask, { question });
    if (holds(rows)) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

test("Prospect: details, interactions and feedback with its Sales Executive and Manager, conversion to Customer", async (t) => {
  const ref = await prospect();
  await rep.hub(parties.change, { ref, city: "Graz" });
  await rep.hub(interactions.add, { party: ref, channel: "call", duration_s: 1500, body: "wants 40 seats" });
  await rep.hub(feedbacks.add, { about: ref, kind: "rating", score: 4 });
  await rep.hub(parties.change, { ref, note: "met at the fair" });
  const profile = await boss.hub(recordProfile, { ref });
  t.regex(profile.owner!.title, /rep/i);
  t.deepEqual((await boss.hub(personDetails, { ref: rep.userId })).manager?.number, await employee(boss));
  t.true(profile.timeline.some((item) => item.text.includes("40 seats")));
  await rep.hub(convertParty, { ref, to: "customer" });
  t.deepEqual(
    (await boss.hub(parties.details, { ref })).roles.filter((role) => !role.until).map((role) => role.role),
    ["customer"],
  );
  await rep.hub(parties.remove, { ref });
  await rep.hub(parties.restore, { ref });
  await refused(t, developer.hub(parties.change, { ref, city: "Ulm" }));
});

test("Customer: interactions with Managers and Support, product tracker, billing, feedback", async (t) => {
  const ref = await customer();
  for (const person of [boss, support])
    await person.hub(interactions.add, { party: ref, channel: "email", subject: "Hello" });
  const { record: delivery } = await boss.hub(deliveries.add, { party: ref, contents: "40 cases" });
  const fields = { carrier: "DHL", tracking_number: "00340" };
  await support.hub(moveRecord, { ref: delivery.number, to: "Shipped", fields });
  t.true((await support.hub(listTransitions, { ref: delivery.number })).items.length > 0);
  const { record: invoice } = await accountant.hub(invoices.add, {
    party: ref,
    lines: [{ description: "Seats", quantity: 4, unit_price_minor: 100_00 }],
    currency: "USD",
  });
  await accountant.hub(invoiceVerbs.issue, { ref: invoice.number });
  const issued = await accountant.hub(invoices.list, { party: ref });
  t.is(issued.items[0]!.gross?.amount_minor, 400_00);
  await support.hub(feedbacks.add, { about: ref, kind: "csat", score: 5, from: ref });
  await refused(t, support.hub(invoices.add, { party: ref, lines: [], currency: "USD" }));
  t.is((await support.hub(invoices.details, { ref: issued.items[0]!.number })).gross ?? null, null);
});

test("Product: details, manufacturing and delivery schedule, analytics", async (t) => {
  const product = await aProduct();
  await developer.hub(products.change, { ref: product, description: "sold in cases" });
  const { record: batch } = await developer.hub(batches.add, {
    name: "Lot 7",
    product,
    quantity: 500,
    due_on: "2030-03-01",
  });
  const board = await developer.hub(showBoard, { ref: batch.pipeline!.number });
  t.true(board.columns.some((column) => column.items.some((item) => item.number === batch.number)));
  const ref = await customer();
  await boss.hub(deliveries.add, { party: ref, contents: "Lot 7", promised_on: "2030-03-05" });
  t.true((await boss.hub(deliveries.list, { sort: "eta" })).items.length > 0);
  await boss.hub(feedbacks.add, { about: product, kind: "nps", score: 10 });
  t.is((await developer.hub(summariseFeedback, { about: product })).total.count, 1);
  await refused(t, rep.hub(products.add, { name: "Not mine" }));
  t.is((await rep.hub(products.details, { ref: product })).cost ?? null, null);
});

test("Manager: everyone's interactions, feedback on all, meetings, TODOs, salary, payments, analytics, tracker", async (t) => {
  const ref = await customer();
  const product = await aProduct();
  for (const party of [ref, await employee(rep), await employee(support)])
    await boss.hub(interactions.add, { party, channel: "meeting", subject: "Review" });
  for (const about of [rep.userId, product, ref, await employee(support)])
    await boss.hub(feedbacks.add, { about, kind: "rating", score: 4 });
  const { record: meeting } = await boss.hub(meetings.add, {
    title: "Weekly",
    starts: "2030-01-07T09:00:00Z",
    attendees: [rep.userId, accountant.userId],
    rrule: "FREQ=WEEKLY",
  });
  t.is(meeting.attendees.length, 2);
  const { record: todo } = await boss.hub(todos.add, {
    title: "Call back",
    about: ref,
    due: "2030-01-07T15:00:00Z",
  });
  const agenda = await boss.hub(showAgenda, { from: "2030-01-07T00:00:00Z", to: "2030-01-08T00:00:00Z" });
  t.true(agenda.items.length >= 2);
  await boss.hub(doneTodo, { ref: todo.number });
  await boss.hub(meetings.remove, { ref: meeting.number });
  await hub.admin.hub(setSalary, { person: await employee(boss), amount: usd(6000), from: "2020-01-01" });
  t.is((await boss.hub(listSalaries, {})).items.length > 0, true);
  t.true(Array.isArray((await boss.hub(moneyAgeing, {})).items));
  t.true(await answered(boss, "interactions by owner", (rows) => rows.length > 0));
  const { record: deal } = await boss.hub(deals.add, { name: "Big", party: ref, value: usd(50_000) });
  t.truthy(await boss.hub(showVelocity, { ref: deal.pipeline!.number }));
});

test("Sales Executive: interactions with Prospects, salary, feedback on customers, meetings, TODOs, analytics, tracker", async (t) => {
  const ref = await prospect();
  await rep.hub(interactions.add, { party: ref, channel: "visit" });
  const mine = await employee(rep);
  await hub.admin.hub(setSalary, { person: mine, amount: usd(4000), from: "2020-01-01" });
  const salaries = (await rep.hub(listSalaries, {})).items;
  t.true(salaries.length > 0 && salaries.every((salary) => salary.person.number === mine));
  await rep.hub(feedbacks.add, { about: await customer(), kind: "ces", score: 6 });
  await rep.hub(meetings.add, { title: "Demo", starts: "2030-02-01T10:00:00Z", about: ref });
  const { record } = await rep.hub(todos.add, { title: "Send the quote", about: ref });
  await rep.hub(doneTodo, { ref: record.number });
  t.true(await answered(rep, "interactions by channel", (rows) => rows.some((row) => row[0] === "visit")));
  const { record: deal } = await rep.hub(deals.add, { name: "First", party: ref, value: usd(900) });
  t.true((await rep.hub(showBoard, { ref: deal.pipeline!.number })).columns.length > 2);
  await refused(t, rep.hub(setSalary, { person: mine, amount: usd(9000), from: "2030-01-01" }));
});

test.serial(
  "Accountant: salary and payroll with a second pair of eyes, billing, communication with Managers",
  async (t) => {
    const worker = await hub.person(`worker${++count}`, ["support"]);
    const number = await employee(worker);
    await accountant.hub(setSalary, { person: number, amount: usd(3000), from: "2029-01-01" });
    const { run } = await accountant.hub(preparePayRun, { month: "2029-06" });
    await t.throwsAsync(accountant.hub(approvePayRun, { ref: run.number, hash: run.hash }));
    await boss.hub(approvePayRun, { ref: run.number, hash: run.hash });
    await t.throwsAsync(accountant.hub(postPayRun, { ref: run.number }), { message: /somebody else/ });
    await boss.hub(postPayRun, { ref: run.number });
    const ref = await customer();
    const { record: invoice } = await accountant.hub(invoices.add, {
      party: ref,
      lines: [{ description: "Work", quantity: 1, unit_price_minor: 600_00 }],
      currency: "USD",
    });
    const { record: issued } = await accountant.hub(invoiceVerbs.issue, { ref: invoice.number });
    await accountant.hub(recordPayment, { party: ref, amount: usd(600), oldest: true });
    t.is((await accountant.hub(invoices.details, { ref: issued.number })).status, "paid");
    await accountant.hub(creditInvoice, { ref: issued.number });
    const { record: talk } = await accountant.hub(interactions.add, {
      party: await employee(boss),
      channel: "chat",
      body: "June is posted.",
    });
    t.truthy(talk.number);
    await refused(t, accountant.hub(products.add, { name: "No" }));
  },
);

test("Product Developer and Support: feedback, tracker, TODOs, communication, cases with response and resolution", async (t) => {
  const [ref, product] = [await customer(), await aProduct()];
  const { record: bug } = await support.hub(feedbacks.add, {
    about: product,
    kind: "bug",
    text: "Export is slow",
    from: ref,
  });
  await developer.hub(resolveFeedback, { ref: bug.number, resolution: "fixed in 2.1" });
  const { record: opened } = await support.hub(cases.add, {
    subject: "No e-mail",
    party: ref,
    priority: "high",
  });
  await support.hub(respondToCase, { ref: opened.number });
  await support.hub(resolveCase, { ref: opened.number, resolution: "was in spam" });
  const solved = await support.hub(cases.details, { ref: opened.number });
  t.truthy(solved.first_response_at);
  t.truthy(solved.resolved_at);
  for (const person of [developer, support]) {
    const { record } = await person.hub(todos.add, { title: "Write it down", about: product });
    await person.hub(doneTodo, { ref: record.number });
    await person.hub(interactions.add, { party: await employee(boss), channel: "chat", body: "done" });
    t.is((await person.hub(personDetails, { ref: person.userId })).user_id, person.userId);
  }
  await refused(t, developer.hub(invoices.list, {}));
  await refused(t, support.hub(deals.list, {}));
});

test("everybody talks in the rooms of what they may see, and groups have rooms of their own", async (t) => {
  const ref = await customer();
  const { room } = await boss.hub(recordRoom, { ref });
  await rep.hub(recordRoom, { ref });
  const members = await hub.inside.chat.rooms.members(room);
  t.true([boss, rep].every((person) => members.includes(person.userId)));
  const { record: team } = await boss.hub(groups.add, { name: `Team ${++count}`, of: "person" });
  await boss.hub(putIntoGroup, { ref: team.number, members: [developer.userId, support.userId] });
  await hub.told();
  const { room: own } = await developer.hub(recordRoom, { ref: team.number });
  t.true((await hub.inside.chat.rooms.members(own)).includes(support.userId));
});
