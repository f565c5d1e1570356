/** What cannot be mailed keeps nothing else from it, and is told. */
import test from "ava";
import { contactPoints, importDocuments, invoiceVerbs, runDunning } from "../../../contract/index.ts";
import { openMailer } from "../../../mail/mailer.ts";
import { openTestSmtp, type TestSmtp } from "../../../mail/smtp.testing.ts";
import { asOwner } from "../../../testing/owner.ts";
import { ago, openMoney, type Money } from "../money.fixture.ts";
import { deliverMail } from "./deliver.ts";
import type { Letter } from "./letter.ts";

let smtp: TestSmtp;
let hub: Money["hub"];
let acc: Money["acc"];
let customer: Money["customer"];
let issued: Money["issued"];
test.before(async () => {
  smtp = await openTestSmtp();
  const mail = openMailer(smtp.url, "hub@company.example");
  ({ hub, acc, customer, issued } = await openMoney({ mail }));
});
test.after.always(async () => {
  await hub?.stop();
  await smtp?.stop();
});

async function reachable(value: string): Promise<string> {
  const party = await customer();
  await hub.admin.hub(contactPoints.add, { party, kind: "email", value });
  return party;
}

test.serial(
  "those that cannot be reminded of keep no newer ones from it, however many they are",
  async (t) => {
    const mute = await customer();
    const lines = [{ description: "Tea", quantity: 1, unit_price_minor: 100 }];
    const rows = Array.from({ length: 55 }, (_, n) => ({
      kind: "invoice" as const,
      external_id: `mute-${n}`,
      party: mute,
      issue_date: ago(60),
      due_date: ago(46),
      lines,
    }));
    await hub.admin.hub(importDocuments, { rows });
    const newer = await issued(await reachable("newer@a.example"), 100, { date: ago(40) });
    const done = await acc.hub(runDunning, { mail: true, limit: 1 });
    t.deepEqual(
      done.reminded.map(({ number }) => number),
      [newer.number],
    );
    t.true(done.skipped.length >= 55);
    await hub.told();
    t.deepEqual(smtp.taken.splice(0)[0]?.to, ["newer@a.example"]);
  },
);

test.serial("a refusal is told also when the hub died before it could say so, and once", async (t) => {
  const invoice = await issued(await reachable("died@a.example"), 100);
  smtp.refuse("RCPT", "550 no such mailbox");
  await acc.hub(invoiceVerbs.send, { ref: invoice.number });
  await hub.told();
  const said = async () =>
    (
      await asOwner(
        hub,
        `select 1 from chat.event where content like '%The mail with ${invoice.number} was refused%'`,
      )
    ).length;
  t.is(await said(), 1);
  const [{ payload, key }] = (await asOwner<{ payload: Letter; key: string | null }>(
    hub,
    `select payload, key from hub.outbox where kind = 'mail' order by id desc limit 1`,
  )) as [{ payload: Letter; key: string | null }];
  await deliverMail(hub.inside.parts, hub.inside.sequelize, payload, key ?? "");
  t.is(await said(), 1, "the same letter says it once");
  await deliverMail(hub.inside.parts, hub.inside.sequelize, payload, "as if it had not been said");
  t.is(await said(), 2);
});
