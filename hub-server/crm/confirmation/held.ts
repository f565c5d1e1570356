/** What waits: the row of crm.confirmation, and how people see it. Row-level security shows it to the asker and to who may approve. */
import type { Confirmation } from "../../contract/index.ts";
import { AudienceTooWide, NotFound } from "../../errors.ts";
import type { Ctx } from "../context.ts";

export interface Held {
  readonly id: string;
  readonly kind: Confirmation["kind"];
  readonly call: string;
  readonly noun: string;
  readonly verb: string;
  readonly input: Record<string, unknown>;
  readonly version: number | null;
  readonly title: string;
  readonly facts: Confirmation["facts"];
  readonly asked_by: string;
  readonly asker: string;
  readonly asker_name: string;
  readonly source: Ctx["source"]["kind"];
  readonly source_ref: Readonly<Record<string, string>>;
  readonly needed: number;
  /** Ids of everybody for whom title and facts were made. */
  readonly readers: readonly string[];
  readonly given: readonly string[];
  readonly given_names: readonly string[];
  readonly state: "waiting" | "done" | "withdrawn";
  readonly asked_at: Date;
  readonly expires_at: Date;
}

const columns = `c.*, p.user_id as asker, p.name as asker_name,
  array(select g.name from access.person g where g.id = any (c.given) order by array_position(c.given, g.id)) as given_names`;
const from = `crm.confirmation c join access.person p on p.id = c.asked_by`;

/** @throws NotFound when there is none that this person may see */
export async function heldBy(ctx: Ctx, id: string): Promise<Held> {
  const [held] = await ctx.tx.query<Held>(`select ${columns} from ${from} where c.id = $1`, [id]);
  if (!held) throw new NotFound("this confirmation");
  return held;
}

/** The same, locked until the transaction ends: two who say yes together count as two, and it is done once. */
export async function lockHeld(ctx: Ctx, id: string): Promise<Held> {
  await ctx.tx.query(`select id from crm.confirmation where id = $1 for update`, [id]);
  return heldBy(ctx, id);
}

/** What waits for this person, the oldest first. */
export async function waitingFor(ctx: Ctx): Promise<Held[]> {
  return ctx.tx.query<Held>(
    `select ${columns} from ${from}
     where c.state = 'waiting' and c.expires_at > $2 and not ($1 = any (c.given)) order by c.asked_at limit 200`,
    [ctx.who.id, ctx.now.toISOString()],
  );
}

/** @throws AudienceTooWide when somebody reads here for whom it was not made: it may have been asked for in private */
export function shown(ctx: Ctx, held: Held): Confirmation {
  if (ctx.viewers.length > 1 && !ctx.viewers.every(({ id }) => held.readers.includes(id)))
    throw new AudienceTooWide();
  const late = held.state === "waiting" && held.expires_at <= ctx.now;
  return {
    id: held.id,
    kind: held.kind,
    call: held.call,
    title: held.title,
    facts: held.facts,
    asked_by: held.asker_name,
    mine: held.asked_by === ctx.who.id,
    needed: held.needed,
    given: [...held.given_names],
    state: late ? "expired" : held.state,
    asked_at: held.asked_at.toISOString(),
    expires_at: held.expires_at.toISOString(),
  };
}
