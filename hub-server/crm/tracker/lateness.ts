/** Lateness: an item is late when it stays longer in its stage than that allows, idle when nobody changed it for too long. */
import type { Row } from "../record/table.ts";
import { isOpen, type Stage } from "./stages.ts";

/** Days after which an item is idle where its pipeline does not say. */
export const idleDays = 14;

const hour = 3_600_000;

export function lateness(row: Row, stage: Stage, idleAfter: number | null, now: Date) {
  const since = (column: string) => now.getTime() - new Date(row[column] as Date | string).getTime();
  return {
    late: isOpen(stage) && stage.sla_hours !== null && since("entered_stage_at") > stage.sla_hours * hour,
    idle: isOpen(stage) && since("changed_at") > (idleAfter ?? idleDays) * 24 * hour,
  };
}

/** The same in SQL: `item` has the record's columns, `s` is its stage, `p` its pipeline. @param now as a literal */
export const lateSql = (item: string, now: string) =>
  `(s.category = 'open' and s.sla_hours is not null and ${item}."entered_stage_at" < ${now}::timestamptz - make_interval(hours => s.sla_hours))`;
export const idleSql = (item: string, now: string) =>
  `(s.category = 'open' and ${item}."changed_at" < ${now}::timestamptz - make_interval(days => coalesce(p.idle_days, ${idleDays})))`;
