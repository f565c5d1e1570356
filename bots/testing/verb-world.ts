/** Records for every verb's example: what an example calls CUS-12, INV-204 or PAY-9 stands for one of these. */
import { HubProblem } from "@singularity/hub-server/client";
import {
  bills,
  billVerbs,
  deals,
  feedbacks,
  invoices,
  invoiceVerbs,
  listLegalStages,
  meetings,
  mergeParty,
  moveRecord,
  parties,
  products,
  proposePromise,
  recordPayment,
  reminders,
  setPreferences,
  setSalary,
  todos,
  watches,
} from "@singularity/hub-server/contract";
import { until } from "./listen.ts";
import type { Actor, Stage } from "./stage.ts";

const far = "2099-01-06T09:00:00Z";
const lines = [{ description: "Tea", quantity: 1, unit_price_minor: 100_000 }];

/** Jane, who may do everything, and Raj, who is paid. @param email of Jane, by which other chats know her */
export async function cast(stage: Stage, email?: string): Promise<{ jane: Actor; raj: Actor }> {
  const jane = await stage.actor("jane", ["administrator", "accountant", "manager"], email ? { email } : {});
  const raj = await stage.actor("raj", ["accountant", "manager"]);
  await jane.hub(setPreferences, { time_zone: "Europe/Berlin", locale: "en-GB" });
  const paid = { amount_minor: 300_000, currency: "USD" };
  await jane.hub(setSalary, { person: raj.userId, amount: paid, from: "2020-01-01" });
  return { jane, raj };
}

/** A room of the actor's with the bot in it. */
export async function roomWithBot({ bot }: Stage, { client }: Actor, options: object): Promise<string> {
  const { room_id: id } = await client.createRoom({ ...options, invite: [bot] });
  const joined = async () => (await client.getJoinedRoomMembers(id)).joined;
  await until(async () => bot in (await joined()), "bot in the room");
  return id;
}

/** Says the words of an example of a verb about records that are there. */
export type Say = (verb: string, words: string) => string;

/** @param tag makes the names of this world its own */
export async function makeWorld(stage: Stage, jane: Actor, accountant: Actor, tag: string): Promise<Say> {
  const { hub } = jane;
  const party = async (name: string) => (await hub(parties.add, { name, role: "prospect" })).record.number;
  const customer = await party(`Acme${tag}`);
  const product = (await hub(products.add, { name: `Chai${tag}` })).record.number;
  const deal = async () => {
    const { record } = await hub(deals.add, {
      name: `Seats ${tag}`,
      party: customer,
      value: { amount_minor: 100_000, currency: "USD" },
      expected_close: "2099-01-06",
    });
    const { items } = await hub(listLegalStages, { ref: record.number });
    return {
      number: record.number,
      pipeline: record.pipeline!.title,
      next: items.find((one) => one.legal && !one.current)!,
    };
  };
  const [open, closed] = [await deal(), await deal()];
  const { items } = await hub(listLegalStages, { ref: closed.number });
  const lost = items.find(({ category }) => category === "lost")!;
  await hub(moveRecord, { ref: closed.number, to: lost.title, ...needs(lost.missing) });
  const draft = (await hub(invoices.add, { party: customer, lines })).record.id;
  const bill = (await accountant.hub(bills.add, { party: customer, lines })).record.id;
  const todo = async () => (await hub(todos.add, { title: `Tea ${tag}` })).record.number;
  const waits = () => held(stage, jane, party, tag);
  const promised = async (what: string) => (await hub(proposePromise, { what, due: far })).promise.number;
  const removed = (await hub(products.add, { name: `Gone${tag}` })).record.number;
  await hub(products.remove, { ref: removed });
  const names: Readonly<Record<string, string>> = {
    "CUS-12": customer,
    "CUS-3": await party(`Twin${tag}`),
    "CUS-1": customer,
    acme: `Acme${tag}`,
    alfreds: `Acme${tag}`,
    futterkiste: `Acme${tag}`,
    emea: `emea${tag}`,
    sales: `"${open.pipeline}"`,
    eur: "usd",
    EUR: "USD",
    "PRD-3": product,
    "FB-9": (await hub(feedbacks.add, { about: product, kind: "idea", text: "mint" })).record.number,
    "TD-7": await todo(),
    "RM-3": (await hub(reminders.add, { text: "tea", at: far })).record.number,
    "MT-4": (await hub(meetings.add, { title: "Tea", starts: far })).record.number,
    "DEA-7": open.number,
    "INV-204": (await hub(invoiceVerbs.issue, { ref: draft })).record.number,
    "BIL-3": (await accountant.hub(billVerbs.issue, { ref: bill })).record.number,
    "PAY-9": (
      await hub(recordPayment, { party: customer, amount: { amount_minor: 90_000, currency: "USD" } })
    ).record.number,
    "WAT-3": (await hub(watches.add, { about: product })).record.number,
    "PRM-3": await promised(`Tea ${tag}`),
    "@jane": "@raj",
    "@li": "@raj",
  };
  /** Where the moment of saying would matter, or an example would take away what another needs. */
  const instead: Readonly<Record<string, string>> = {
    todo: `todo send the quote to ${customer} by 2099-01-09 5pm @raj !high`,
    snooze: `snooze ${await todo()} 2h`,
    meet: `meet Acme${tag} 2099-01-06 10-11am every 2 weeks x 5 remind 1d,10m with @raj`,
    remind: "remind me 2099-01-02 9am -- call back",
    asof: `asof ${customer} today`,
    diff: `diff ${customer} since today`,
    move: `move ${open.number} to "${open.next.title}"`,
    reopen: `reopen ${closed.number}`,
    remove: `remove ${await party(`Spare${tag}`)}`,
    restore: `restore ${removed}`,
    confirm: `confirm ${await waits()}`,
    withdraw: `withdraw ${await waits()}`,
    dismiss: `dismiss ${await promised(`Cake ${tag}`)}`,
    lang: "lang en-GB",
    notify: `notify me when deal > ${tag.charCodeAt(0)}k moves to won`,
    undo: "undo",
  };
  const token = new RegExp(
    Object.keys(names)
      .toSorted((a, b) => b.length - a.length)
      .map((name) => `(?<![\\w@-])${name}(?![\\w-])`)
      .join("|"),
    "g",
  );
  return (verb, words) => instead[verb] ?? words.replaceAll(token, (name) => names[name]!);
}

const needs = (missing: readonly string[]) =>
  missing.length ? { fields: Object.fromEntries(missing.map((field) => [field, "price"])) } : {};

/** Something that Jane asked for in words, and that waits for her yes. */
async function held(
  stage: Stage,
  jane: Actor,
  party: (name: string) => Promise<string>,
  tag: string,
): Promise<string> {
  const [ref, into] = [await party(`One${tag}`), await party(`Two${tag}`)];
  try {
    await stage.hub.bot(mergeParty, { ref, into }, { person: jane.userId, source: { kind: "chat" } });
  } catch (error) {
    if (error instanceof HubProblem) return (error.problem["confirmation"] as { id: string }).id;
    throw error;
  }
  throw new Error("A merge by words was not held.");
}
