/** What a dynamic group follows besides the fields that people write. */
import test from "ava";
import { groupMembers, groups, parties, recordPayment } from "../../contract/index.ts";
import { asOwner } from "../../testing/owner.ts";
import { until } from "../calendar/testing.ts";
import { openMoney, usd, type Money } from "../money/money.fixture.ts";

let money: Money;
test.before(async () => {
  money = await openMoney();
});
test.after.always(() => money?.hub.stop());

const as = () => money.hub.admin.hub;

async function group(of: string, field: string, op: string, value: unknown) {
  const rule = { all: [{ field, op, value }] };
  return (await as()(groups.add, { name: `${of} ${field}`, of, rule })).record;
}

const numbers = async (ref: string) =>
  (await as()(groupMembers, { ref, limit: 200 })).items.map(({ member }) => member.number);

test.serial("what the ledger works out moves an invoice in and out", async (t) => {
  const paid = await group("invoice", "status", "is", "paid");
  const customer = await money.customer();
  const { number } = await money.issued(customer, 1000);
  await money.acc.hub(recordPayment, { party: customer, amount: usd(5000), pays: [{ document: number }] });
  await until(async () => (await numbers(paid.number)).includes(number));
  t.pass();
});

test.serial("a rule over when something was changed looks at every change", async (t) => {
  const { record } = await as()(parties.add, { name: "Long untouched" });
  await asOwner(money.hub, `update crm.party set changed_at = now() - interval '5 days' where id = $1`, [
    record.id,
  ]);
  const stale = await group("party", "changed_at", "older_than", 1);
  await until(async () => (await numbers(stale.number)).includes(record.number));
  await as()(parties.change, { ref: record.number, note: "touched" });
  await until(async () => !(await numbers(stale.number)).includes(record.number));
  t.pass();
});

test.serial("a group that could not be evaluated is tried again, and keeps no other waiting", async (t) => {
  const [failing, other] = [
    await group("party", "city", "is", "Ulm"),
    await group("party", "country", "is", "DE"),
  ];
  await asOwner(
    money.hub,
    `create function crm.test_refuses() returns trigger language plpgsql as
     'begin if new.group_id = ''${failing.id}'' then raise ''not now''; end if; return new; end';
     create trigger test_refuses before insert on crm.group_member for each row execute function crm.test_refuses()`,
  );
  const { record } = await as()(parties.add, { name: "Late Ulmer", city: "Ulm", country: "DE" });
  await until(async () => (await numbers(other.number)).includes(record.number));
  t.deepEqual(await numbers(failing.number), []);
  await asOwner(money.hub, `drop trigger test_refuses on crm.group_member`);
  let touched = 0;
  await until(async () => {
    await as()(parties.change, { ref: record.number, note: `touched ${touched++}` }); // says nothing about the city
    return (await numbers(failing.number)).includes(record.number);
  });
  t.pass();
});
