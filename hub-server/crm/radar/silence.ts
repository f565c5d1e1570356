/** Customers who went silent: the days since the last contact against how often there usually was one. One statement, and one for names. */
import { literal, Op } from "sequelize";
import { silence as silenceCall } from "../../contract/index.ts";
import { hiddenFromAny, mustHold, mustShow, predicate } from "../access/gate.ts";
import { checkedZone } from "../calendar/check.ts";
import { does, type Ctx } from "../context.ts";
import { findPerson } from "../record/colleague.ts";
import { peopleLinks } from "../record/links.ts";
import { selectSql } from "../record/sql.ts";
import type { Table } from "../record/table.ts";
import { granters } from "../record/write.ts";

const gaps = 12;
/** So many contacts are looked at to find the last days with one. */
const looked = 60;
/** Fewer days with contact have no rhythm. */
const fewest = 3;

interface SilentRow {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly owner_id: string | null;
  readonly usual: number;
  readonly since: number;
  readonly last_at: Date;
}

export const silence = does(
  silenceCall,
  async (ctx, { owner, role = "customer", factor = 1.5, limit = 20, ...input }) => {
    const [party, interaction] = ["party", "interaction"].map((key) => tableOf(ctx, key)) as [Table, Table];
    for (const viewer of ctx.viewers) mustHold(viewer, "party", "view", granters);
    mustShow(hiddenFromAny(ctx.viewers, "party"), ["name"]);
    mustShow(hiddenFromAny(ctx.viewers, "interaction"), ["at", "channel", "direction", "party"]);
    const whose = owner ? (await findPerson(ctx, owner)).id : null;
    const rows = await ctx.tx.query<SilentRow>(
      `select party.*, rhythm.usual, rhythm.since, rhythm.last_at
     from (${partiesSql(ctx, party)}) party cross join lateral (${rhythmSql(ctx, interaction)}) rhythm
     where rhythm.days >= ${fewest} and rhythm.since >= rhythm.usual * $5::float8
     order by rhythm.since / rhythm.usual desc, party.id limit $6`,
      [role, whose, ctx.now.toISOString(), checkedZone(input.time_zone), factor, limit + 1],
    );
    const people = await peopleLinks(
      ctx,
      rows.map((row) => row.owner_id),
    );
    const items = rows.slice(0, limit).map((row) => itemOf(row, people.get(row.owner_id ?? "") ?? null));
    return { items, more: rows.length > limit, fact: factOf(items, rows.length > limit) };
  },
);

const tableOf = (ctx: Ctx, key: string): Table => ctx.parts.tables.find((table) => table.noun.key === key)!;

/** Parties that everybody concerned may see and that play the role now. */
function partiesSql(ctx: Ctx, table: Table): string {
  return selectSql(table, {
    attributes: ["id", "number", "name", "owner_id"],
    where: {
      removed_at: null,
      [Op.and]: [
        predicate(table, ctx.viewers, "view"),
        literal(
          `exists (select from crm.party_role r where r.party_id = "party"."id" and r.role = $1 and r.valid_to is null)`,
        ),
        literal(`($2::uuid is null or "party"."owner_id" = $2::uuid)`),
      ],
    },
  });
}

/** The gaps between the last days on which there was contact, and the days since. Two calls on one day are one day. */
function rhythmSql(ctx: Ctx, table: Table): string {
  const contacts = selectSql(table, {
    attributes: ["at"],
    where: {
      removed_at: null,
      [Op.and]: [
        literal(`"interaction"."party_id" = "party"."id" and "interaction"."at" <= $3::timestamptz
          and "interaction"."channel" <> 'note' and "interaction"."direction" is distinct from 'internal'`),
        predicate(table, ctx.viewers, "view"),
      ],
    },
    order: [["at", "DESC"]],
    limit: looked,
  });
  return `select count(*)::int as days, max(at) as last_at, greatest(percentile_cont(0.5) within group (order by gap), 1) as usual,
      ($3::timestamptz at time zone $4)::date - max(day) as since
    from (select day, at, day - lag(day) over (order by day) as gap from (
      select (at at time zone $4)::date as day, max(at) as at from (${contacts}) contact group by 1 order by 1 desc limit ${gaps + 1}) latest) counted`;
}

function itemOf(
  { id, number, name, usual, since, last_at }: SilentRow,
  owner: ReturnType<typeof linkOrNull>,
) {
  return {
    party: { id, noun: "party", number, title: name },
    owner,
    usual_days: usual,
    days_since: since,
    last_at: last_at.toISOString(),
    overdue_days: since - usual,
    times: Math.round((since / usual) * 10) / 10,
  };
}

const linkOrNull = (link: { id: string; noun: string; number: string; title: string } | null) => link;

function factOf(items: readonly ReturnType<typeof itemOf>[], more: boolean): string {
  const [worst] = items;
  if (!worst) return "Nobody has gone silent.";
  const count = `${items.length}${more ? " or more" : ""}`;
  const who = items.length === 1 && !more ? "1 customer has" : `${count} customers have`;
  return `${who} gone silent. Longest against its rhythm: ${worst.party.title}, ${worst.days_since} days, usually every ${plain(worst.usual_days)}.`;
}

const plain = (days: number) => (days === 1 ? "day" : `${days} days`);
