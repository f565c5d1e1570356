/** A person's own settings. Nobody else reads or writes them. */
import { setPreferences, showPreferences } from "../../contract/index.ts";
import { checkedZone } from "../calendar/check.ts";
import { does, type Ctx, type Handler } from "../context.ts";

interface Preferences {
  readonly time_zone: string | null;
  readonly locale: string | null;
  readonly promises: boolean;
}

async function read({ tx, who }: Ctx): Promise<Preferences> {
  const [row] = await tx.query<Preferences>(
    `select time_zone, locale, promises from hub.preference where person_id = $1`,
    [who.id],
  );
  return row ?? { time_zone: null, locale: null, promises: true };
}

const show = does(showPreferences, (ctx) => read(ctx));

const set = does(setPreferences, async (ctx, given) => {
  const before = await read(ctx);
  const after = {
    time_zone: given.time_zone ? checkedZone(given.time_zone) : before.time_zone,
    locale: given.locale ?? before.locale,
    promises: given.promises ?? before.promises,
  };
  await ctx.tx.query(
    `insert into hub.preference (person_id, time_zone, locale, promises) values ($1, $2, $3, $4)
     on conflict (person_id) do update
     set time_zone = excluded.time_zone, locale = excluded.locale, promises = excluded.promises`,
    [ctx.who.id, after.time_zone, after.locale, after.promises],
  );
  ctx.record({
    entity: "preference",
    entityId: ctx.who.id,
    op: "change",
    patch: {
      time_zone: [before.time_zone, after.time_zone],
      locale: [before.locale, after.locale],
      promises: [before.promises, after.promises],
    },
    reversible: false,
  });
  return { ...after, change: ctx.change };
});

export const preferenceHandlers: readonly Handler[] = [show, set];
