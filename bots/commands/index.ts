/** The commands, in the order in which help lists them. */
import type { Verb } from "@singularity/hub-server/contract";
import { add } from "./add.ts";
import { ask } from "./ask.ts";
import type { Command } from "./command.ts";
import { approvals, confirm, withdraw } from "./confirm.ts";
import { connect, disconnect } from "./connect.ts";
import { convert } from "./convert.ts";
import { invoice, quote } from "./draft.ts";
import { feedback } from "./feedback.ts";
import { find } from "./find.ts";
import { formFor } from "./form.ts";
import { group } from "./group.ts";
import { helpFor } from "./help.ts";
import { history } from "./history.ts";
import { importFile } from "./import.ts";
import { log } from "./log.ts";
import { meet } from "./meet.ts";
import { duplicates, merge } from "./merge.ts";
import { board, move, reopen, stages, stalled } from "./move.ts";
import { open } from "./open.ts";
import { pair } from "./pair.ts";
import { approve, overdue, pay, refund } from "./pay.ts";
import { accept, dismiss, promises, silent } from "./radar.ts";
import { remind } from "./remind.ts";
import { remove, restore } from "./remove.ts";
import { role } from "./role.ts";
import { payroll, payslip, salary } from "./salary.ts";
import { set } from "./set.ts";
import { lang, link, tz } from "./settings.ts";
import { show } from "./show.ts";
import { sql } from "./sql.ts";
import { notify, unwatch, watch } from "./subscribe.ts";
import { snooze } from "./snooze.ts";
import { done, todo } from "./todo.ts";
import { undo } from "./undo.ts";
import { asof, diff, why } from "./why.ts";

const record = [log, feedback, add, set, convert, merge, remove, restore, undo, importFile];
const work = [todo, done, snooze, meet, remind, move, reopen, accept, dismiss];
const money = [quote, invoice, pay, refund, approve, overdue, salary, payroll, payslip];
const look = [
  show,
  find,
  history,
  why,
  asof,
  diff,
  stages,
  board,
  stalled,
  duplicates,
  silent,
  promises,
  open,
  ask,
  ...sql,
];
const team = [
  watch,
  notify,
  unwatch,
  group,
  role,
  approvals,
  confirm,
  withdraw,
  tz,
  lang,
  link,
  pair,
  connect,
  disconnect,
];
const doing: readonly Command[] = [...record, ...work, ...money, ...look, ...team];

const working: readonly Command[] = [...doing, formFor(doing)];

export const commands: readonly Command[] = [...working, helpFor(working)];

/** The commands as the hub keeps them for completion. */
export function verbs(list: readonly Command[] = commands): Verb[] {
  return list.map(({ verb, aliases, usage, help, examples, calls }) => ({
    verb,
    aliases: [...aliases],
    usage,
    help,
    examples: examples.slice(0, 3).map(({ words }) => words),
    call: calls[0]?.name ?? null,
  }));
}
