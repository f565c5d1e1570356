/** Whose rule began to hold, or ceased to: once for all that was committed together, however many rows that were. */
import type { Rule } from "../../contract/index.ts";
import type { Change } from "../../store/changes.ts";
import { enterAs } from "../access/standing.ts";
import { turn, type Turned } from "./matches.ts";
import { isNews, newsOf, watching, type Job, type News, type Watching } from "./news.ts";

/** Evaluates the watches of the nouns that changed, where a field of their rule did. */
export async function byRules(job: Job, changes: readonly Change[]): Promise<News[]> {
  const byNoun = Map.groupBy(changes, (change) => change.entity);
  const watches = await job.tx.query<Watching>(`${watching} and w."of" = any ($1) order by w.id`, [
    [...byNoun.keys()],
  ]);
  const news: News[] = [];
  for (const watch of watches) {
    const some = byNoun.get(watch.of!)!;
    const touched = some.filter((change) => watch.event === "changes" || concerns(watch, change));
    if (touched.length) news.push(...(await guarded(job, () => evaluate(job, watch, touched))));
  }
  return news;
}

/** Adding and removing concern every rule of the noun; a change those that look at one of its fields, or at who may see it. */
function concerns(watch: Watching, change: Change): boolean {
  return (
    change.op !== "change" || ["owner", "group"].some((key) => key in change.patch) || decides(watch, change)
  );
}

/** Whether the change can have turned the rule itself. What only came into somebody's sight is no news. */
function decides({ depends_on, since }: Watching, { op, patch, at }: Change): boolean {
  if (at < since) return false;
  return op !== "change" || (depends_on ?? []).some((field) => field in patch || field === "changed_at");
}

async function evaluate(job: Job, watch: Watching, changes: readonly Change[]): Promise<News[]> {
  const ids = [...new Set(changes.map((change) => change.entityId))];
  const turned = await turnOf(job, watch, ids);
  const told = new Set(toldOf(watch, turned));
  const fresh = new Set([...turned.fits, ...turned.ends]);
  const deciding = new Set(changes.filter((change) => decides(watch, change)).map((one) => one.entityId));
  return newsOf(
    watch,
    changes.filter(
      ({ entityId: id, ...change }) =>
        told.has(id) && (!fresh.has(id) || deciding.has(id)) && isNews(watch, { ...change, entityId: id }),
    ),
  );
}

async function turnOf(job: Job, watch: Watching, ids: readonly string[] | null): Promise<Turned> {
  const table = job.parts.tables.find((one) => one.noun.key === watch.of)!;
  const owner = (await enterAs(job.tx, watch.user_id))!;
  return turn(job.tx, table, { id: watch.id, rule: watch.rule! }, owner, ids, job.now);
}

function toldOf({ event }: Watching, { fits, ends, stays }: Turned): readonly string[] {
  if (event === "ends") return ends;
  return event === "changes" ? [...fits, ...ends, ...stays] : fits;
}

/** Rules that look at the time turn without any change: asked once a day, of every record. */
export async function byTime(job: Job): Promise<News[]> {
  const watches = await job.tx.query<Watching>(
    `${watching} and w.rule::text ~ '"(older|newer)_than"' order by w.id`,
  );
  const news: News[] = [];
  for (const watch of watches.filter(({ rule }) => looksAtTime(rule!)))
    news.push(
      ...(await guarded(job, async () => {
        const told = toldOf(watch, { ...(await turnOf(job, watch, null)), stays: [] });
        if (!told.length) return [];
        const items = told.map((id) => ({ noun: watch.of!, id, events: [] }));
        return [{ key: `watch-${watch.id}-${job.now.toISOString()}`, watch: watch.id, items }];
      })),
    );
  return news;
}

function looksAtTime(rule: Rule): boolean {
  if ("all" in rule) return rule.all.some(looksAtTime);
  if ("any" in rule) return rule.any.some(looksAtTime);
  return "not" in rule ? looksAtTime(rule.not) : rule.op === "older_than" || rule.op === "newer_than";
}

/** A watch that fails must not keep the others waiting. */
async function guarded(job: Job, work: () => Promise<News[]>): Promise<News[]> {
  await job.tx.query("savepoint watch");
  try {
    const news = await work();
    await job.tx.query("release savepoint watch");
    return news;
  } catch (error) {
    await job.tx.query("rollback to savepoint watch");
    job.onError(error as Error);
    return [];
  }
}
