/** Who watches one of the records that changed, or one that the changed records are about: calls, deals and invoices of a customer. */
import type { Change } from "../../store/changes.ts";
import type { Table } from "../record/table.ts";
import { isNews, newsOf, watching, type Job, type News, type Watching } from "./news.ts";

/** Rights are asked when it is told, so this tells more than anybody may hear. Three statements and one for each noun concerned. */
export async function aboutRecords(job: Job, changes: readonly Change[]): Promise<News[]> {
  const byTarget = await targetsOf(job, changes);
  const watches = await job.tx.query<Watching>(`${watching} and w.about_id = any ($1) order by w.id`, [
    [...byTarget.keys()],
  ]);
  // Merged records may leave somebody with two watches of one.
  const distinct = new Map(watches.map((one) => [`${one.owner_id} ${one.room} ${one.about_id}`, one]));
  return [...distinct.values()].flatMap((watch) =>
    newsOf(
      watch,
      byTarget.get(watch.about_id!)!.filter((change) => isNews(watch, change)),
    ),
  );
}

/** Changes by the records that they concern, by `seq` each. */
async function targetsOf(job: Job, changes: readonly Change[]): Promise<Map<string, Change[]>> {
  const byTarget = new Map<string, Change[]>();
  const put = (id: string, change: Change) => {
    const known = byTarget.get(id);
    if (known) known.push(change);
    else byTarget.set(id, [change]);
  };
  for (const [noun, some] of Map.groupBy(changes, (change) => change.entity)) {
    const table = job.parts.tables.find((one) => one.noun.key === noun);
    if (!table) continue;
    const about = await aboutOf(job, table, some);
    for (const change of some)
      for (const id of new Set([change.entityId, ...(about.get(change.entityId) ?? [])])) put(id, change);
  }
  return byTarget;
}

/** What rows are about, by their ids: now by the history, and before if these changes moved them. Policies hide no history from the job. */
async function aboutOf(
  { tx }: Job,
  { noun, about }: Table,
  changes: readonly Change[],
): Promise<Map<string, string[]>> {
  if (!about) return new Map();
  const rows = await tx.query<{ id: string; pointer: unknown }>(
    `select distinct on (entity_id) entity_id as id, patch -> $3 -> 1 as pointer from hub.change_event
     where entity = $1 and entity_id = any ($2) and patch -> $3 is not null order by entity_id, seq desc`,
    [noun.key, [...new Set(changes.map((change) => change.entityId))], about],
  );
  const found = new Map(rows.map((row) => [row.id, [idOf(row.pointer)].flatMap((id) => id ?? [])]));
  for (const { entityId, patch } of changes) {
    const left = idOf(patch[about]?.[0]);
    if (left) found.set(entityId, [...(found.get(entityId) ?? []), left]);
  }
  return found;
}

/** A pointer as the history keeps it: an id, or noun and id. */
function idOf(pointer: unknown): string | undefined {
  if (typeof pointer === "string") return pointer;
  return (pointer as { id?: string } | null | undefined)?.id;
}
