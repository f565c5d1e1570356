/** Free and busy: when people have meetings, when all of them have none, and where their own meetings overlap. */
import { showBusy } from "../../contract/index.ts";
import { does } from "../context.ts";
import { named } from "../meeting/clash.ts";
import { findPerson } from "../record/take.ts";
import { windowOf } from "./agenda.ts";
import { freeBusy, type Taken } from "./busy-times.ts";

interface Span {
  readonly starts: Date;
  readonly ends: Date;
}

const most = 20;

export const busy = does(showBusy, async (ctx, { people: names, ...input }) => {
  const { from, to } = windowOf(input);
  const people = [];
  for (const name of names.split(",").filter((part) => part.trim())) people.push(await findPerson(ctx, name));
  const ids = [...new Set(people.map((person) => person.id))];
  const taken = await freeBusy(ctx, ids, from, to);
  const byPerson = Map.groupBy(taken, (one) => one.person);
  return {
    people: people.map(({ id, number, name }) => ({
      person: { id, noun: "person", number, title: name },
      busy: merged(byPerson.get(id) ?? []).map(written),
    })),
    free: gaps(merged(taken), from, to).map(written),
    conflicts: await named(ctx, overlapping([...byPerson.values()]).slice(0, most)),
  };
});

const written = ({ starts, ends }: Span) => ({ starts: starts.toISOString(), ends: ends.toISOString() });

/** Spans in order, those that touch made one. */
export function merged(spans: readonly Span[]): Span[] {
  const whole: { starts: Date; ends: Date }[] = [];
  for (const { starts, ends } of spans.toSorted((a, b) => a.starts.getTime() - b.starts.getTime())) {
    const last = whole.at(-1);
    if (last && starts <= last.ends) last.ends = ends > last.ends ? ends : last.ends;
    else whole.push({ starts, ends });
  }
  return whole;
}

/** What lies between spans that are in order and apart. */
export function gaps(spans: readonly Span[], from: Date, to: Date): Span[] {
  const edges = [from, ...spans.flatMap(({ starts, ends }) => [starts, ends]), to];
  return edges.flatMap((starts, index) => {
    const ends = edges[index + 1];
    return index % 2 === 0 && ends && starts < ends ? [{ starts, ends }] : [];
  });
}

/** Spans of one person that begin before an earlier one has ended. @param lists each in order of their starts */
export function overlapping(lists: readonly (readonly Taken[])[]): Taken[] {
  return lists.flatMap((list) => {
    let ended = -Infinity; // a year may hold thousands: each is looked at once
    return list.filter(({ starts, ends }) => {
      const overlaps = ended > starts.getTime();
      ended = Math.max(ended, ends.getTime());
      return overlaps;
    });
  });
}
