/** Papers and reminders by mail: to whom, in which words, once; at the wire. */
import test from "ava";
import {
  contactPoints,
  invoices,
  invoiceVerbs,
  listDunningSteps,
  listReminders,
  previewReminder,
  quotes,
  quoteVerbs,
  remindInvoice,
  runDunning,
  setDunningStep,
  undoChange,
} from "../../../contract/index.ts";
import { openMailer } from "../../../mail/mailer.ts";
import { openTestSmtp, type TestSmtp } from "../../../mail/smtp.testing.ts";
import { until } from "../../calendar/testing.ts";
import { asOwner } from "../../reminder/testing.ts";
import { ago, openMoney, problem, type Money } from "../money.fixture.ts";

let smtp: TestSmtp;
let hub: Money["hub"];
let acc: Money["acc"];
let ann: Money["ann"];
let customer: Money["customer"];
/** Milliseconds by which the hub's days are later. */
let ahead = 0;
let issued: Money["issued"];
test.before(async () => {
  smtp = await openTestSmtp();
  ({ hub, acc, ann, customer, issued } = await openMoney({
    mail: openMailer(smtp.url, "hub@company.example"),
    clock: () => new Date(Date.now() + ahead),
  }));
});
test.after.always(async () => {
  await hub?.stop();
  await smtp?.stop();
});

async function reachable(...addresses: string[]): Promise<string> {
  const party = await customer();
  for (const [place, value] of addresses.entries())
    await hub.admin.hub(contactPoints.add, {
      party,
      kind: "email",
      value,
      preferred: place === addresses.length - 1,
    });
  return party;
}
/** The mails that came, decoded as far as these tests look. */
const arrived = async () => {
  await hub.told();
  return smtp.taken
    .splice(0)
    .map(({ to, raw }) => ({ to: to.join(), raw, text: raw.replaceAll("=\r\n", "") }));
};
/** Lets what failed be tried again at once. */
const hurry = () => asOwner(hub, `update hub.outbox set due_at = now() where done_at is null`);

test.serial("an invoice goes to the preferred address with its PDF, and the answer says where", async (t) => {
  const invoice = await issued(await reachable("old@a.example", "pay@a.example"), 12_300);
  const sent = await acc.hub(invoiceVerbs.send, { ref: invoice.number });
  t.is(sent.to, "pay@a.example");
  const [mail, ...more] = await arrived();
  t.is(more.length, 0);
  t.is(mail!.to, "pay@a.example");
  t.regex(mail!.raw, new RegExp(`Subject: Invoice ${invoice.number} from Our company`));
  t.regex(mail!.raw, new RegExp(`filename=${invoice.number}.pdf`));
  const other = await acc.hub(invoiceVerbs.send, {
    ref: invoice.number,
    to: "OLD@a.example",
    message: "As you asked.",
  });
  t.is(other.to, "old@a.example");
  t.regex((await arrived())[0]!.text, /As you asked\./);
  t.regex(
    (await problem(acc.hub(invoiceVerbs.send, { ref: invoice.number, to: "x@evil.example" }))).message,
    /one of pay@a.example, old@a.example/,
  );
  t.regex((await problem(acc.hub(undoChange, { change: sent.change }))).message, /cannot be undone/);
});

test.serial("drafts, strangers' papers and parties without an address are not sent", async (t) => {
  const party = await reachable("a@b.example");
  const { record } = await acc.hub(invoices.add, { party });
  t.regex((await problem(acc.hub(invoiceVerbs.send, { ref: record.id }))).message, /is draft/);
  const invoice = await issued(party, 100);
  t.is((await problem(ann.hub(invoiceVerbs.send, { ref: invoice.number }))).code, "not-allowed");
  const lines = [{ description: "Tea", quantity: 1, unit_price_minor: 100 }];
  const quote = (await ann.hub(quotes.add, { party, lines })).record;
  await acc.hub(quoteVerbs.issue, { ref: quote.id });
  t.is(
    (await ann.hub(quoteVerbs.send, { ref: quote.id })).to,
    "a@b.example",
    "a seller sends their own quotes",
  );
  const silent = await issued(await customer(), 100);
  t.regex(
    (await problem(acc.hub(invoiceVerbs.send, { ref: silent.number }))).message,
    /has no e-mail address/,
  );
  t.is((await arrived()).length, 1);
});

test.serial(
  "a mail server that is busy gets the mail later, once; one that refuses for good is told to whoever sent",
  async (t) => {
    const invoice = await issued(await reachable("busy@a.example"), 100);
    smtp.refuse("DATA", "451 try again");
    smtp.refuse("MAIL", "421 too busy");
    await acc.hub(invoiceVerbs.send, { ref: invoice.number });
    const came = await until(async () => {
      await hurry();
      return smtp.taken.length > 0 && smtp.taken.splice(0);
    });
    await hub.told();
    t.is(came.length + smtp.taken.length, 1);
    smtp.refuse("RCPT", "550 no such mailbox");
    await acc.hub(invoiceVerbs.send, { ref: invoice.number });
    await hub.told();
    t.is(smtp.taken.length, 0);
    const states = await asOwner<{ sent: boolean; error: string | null }>(
      hub,
      `select sent_at is not null as sent, error from crm.mail where record_id = $1 order by queued_at`,
      [invoice.id],
    );
    t.true(states[0]!.sent);
    t.regex(states[1]!.error!, /no such mailbox/);
    const told = await asOwner(
      hub,
      `select 1 from chat.event where content like '%The mail with ${invoice.number} was refused%'`,
    );
    t.is(told.length, 1);
  },
);

test.serial(
  "reminders climb from friendly to last, in the words of each step, and say who sent them when",
  async (t) => {
    const invoice = await issued(await reachable("late@a.example"), 70_000, { date: ago(100) });
    const names: string[] = [];
    for (let level = 1; level <= 3; level++) {
      const preview = await acc.hub(previewReminder, { ref: invoice.number });
      t.deepEqual([preview.level, preview.remind_now, preview.to], [level, true, "late@a.example"]);
      t.regex(preview.text, /\$700\.00/);
      t.notRegex(preview.text + preview.subject, /[{}]/);
      names.push(preview.name);
      await acc.hub(remindInvoice, { ref: invoice.number, mail: true });
      const [mail] = await arrived();
      t.regex(mail!.raw, new RegExp(`Subject: ${preview.subject}`));
      t.regex(mail!.raw, /application\/pdf/);
      ahead += 14 * 86_400_000; // the steps keep their distance
    }
    ahead = 0;
    t.deepEqual(names, ["Friendly", "Firm", "Last"]);
    const { items } = await acc.hub(listReminders, { ref: invoice.number });
    t.deepEqual(
      items.map((item) => [item.level, item.mail, item.by?.title]),
      [
        [3, "sent", "Acc"],
        [2, "sent", "Acc"],
        [1, "sent", "Acc"],
      ],
    );
    t.regex((await problem(acc.hub(undoChange, {}))).message, /went out by mail/);
  },
);

test.serial("a reminder whose mail still waits is taken back with it", async (t) => {
  const invoice = await issued(await reachable("slow@a.example"), 100, { date: ago(50) });
  smtp.refuse("MAIL", "421 later");
  const { change } = await acc.hub(remindInvoice, { ref: invoice.number, mail: true });
  await until(
    async () =>
      (await asOwner(hub, `select 1 from hub.outbox where done_at is null and attempts > 0`)).length > 0,
  );
  await acc.hub(undoChange, { change });
  await hurry();
  t.is((await arrived()).length, 0);
  const { items } = await acc.hub(listReminders, { ref: invoice.number });
  t.deepEqual([items[0]!.withdrawn, items[0]!.mail], [true, "withdrawn"]);
  t.is((await acc.hub(previewReminder, { ref: invoice.number })).level, 1);
});

test.serial(
  "everything that is due is reminded of at once, what cannot be is named, and one undo takes it back",
  async (t) => {
    while ((await acc.hub(runDunning, {})).reminded.length); // what other tests left
    const one = await issued(await reachable("one@a.example"), 100, { date: ago(40) });
    const two = await issued(await reachable("two@a.example"), 100, { date: ago(41) });
    const silent = await issued(await customer(), 100, { date: ago(42) });
    await issued(await reachable("fine@a.example"), 100, { date: ago(5) });
    smtp.refuse("MAIL", "421 later");
    smtp.refuse("MAIL", "421 later");
    const done = await acc.hub(runDunning, { mail: true });
    t.deepEqual(
      done.reminded.map((link) => link.number),
      [two.number, one.number],
    );
    t.deepEqual(
      done.skipped.map(({ invoice, why }) => [invoice.number, /no e-mail address/.test(why)]),
      [[silent.number, true]],
    );
    await until(
      async () =>
        (await asOwner(hub, `select 1 from hub.outbox where done_at is null and attempts > 0`)).length === 2,
    );
    t.regex((await acc.hub(undoChange, { change: done.change })).summary, /the reminder of INV-\d+, INV-\d+/);
    await hurry();
    t.is((await arrived()).length, 0);
    t.is((await acc.hub(invoices.details, { ref: one.number })).dunning_level, 0);
  },
);

test.serial("steps are set in order, in words that exist, and put back by undo", async (t) => {
  const { items } = await acc.hub(listDunningSteps, {});
  t.deepEqual(
    items.map((step) => step.days),
    [3, 17, 31],
  );
  const step = { level: 1, days: 5, name: "Kind", subject: "{number}", text: "{open} please" };
  const { change } = await acc.hub(setDunningStep, step);
  const invoice = await issued(await customer(), 4_200, { date: ago(34) });
  const preview = await acc.hub(previewReminder, { ref: invoice.number });
  t.deepEqual([preview.subject, preview.text, preview.remind_now], [invoice.number, "$42.00 please", false]);
  t.regex((await problem(acc.hub(setDunningStep, { ...step, days: 17 }))).message, /before 17 days/);
  t.regex(
    (await problem(acc.hub(setDunningStep, { ...step, level: 5, days: 90 }))).message,
    /There are 3 steps/,
  );
  t.regex(
    (await problem(acc.hub(setDunningStep, { ...step, text: "{password}" }))).message,
    /names only \{number\}/,
  );
  t.is((await problem(ann.hub(setDunningStep, step))).code, "not-allowed");
  await acc.hub(undoChange, { change });
  t.deepEqual((await acc.hub(listDunningSteps, {})).items, items);
  const fourth = await acc.hub(setDunningStep, { ...step, level: 4, days: 60 });
  await acc.hub(undoChange, { change: fourth.change });
  t.is((await acc.hub(listDunningSteps, {})).items.length, 3);
});

test.serial("without a mail server one sentence says so, and reminders are recorded as before", async (t) => {
  const { mail } = hub.inside.parts;
  Object.assign(hub.inside.parts, { mail: undefined });
  t.teardown(() => Object.assign(hub.inside.parts, { mail }));
  const invoice = await issued(await reachable("off@a.example"), 100, { date: ago(50) });
  for (const wish of [
    acc.hub(invoiceVerbs.send, { ref: invoice.number }),
    acc.hub(remindInvoice, { ref: invoice.number, mail: true }),
  ]) {
    const refused = await problem(wish);
    t.is(refused.status, 503);
    t.regex(refused.message, /No mail server is set: .*HUB_SMTP_URL/);
  }
  t.is((await acc.hub(remindInvoice, { ref: invoice.number })).record.dunning_level, 1);
  t.is((await acc.hub(listReminders, { ref: invoice.number })).items[0]!.mail, "none");
});
