/** Proposing a to-do for what somebody said in conversation. Which words are a promise, the bots find; a message is proposed once a person. */
import { randomUUIDv7 } from "node:crypto";
import { proposePromise, type Card } from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import { checkedZone } from "../calendar/check.ts";
import { dayOf } from "../calendar/when.ts";
import { does, type Ctx, type LinkValue } from "../context.ts";
import { linkTo, resolveAny } from "../record/anyref.ts";
import { dueOf, shown, type Promised, type PromiseRow } from "./promise.ts";

type Input = Parameters<typeof store>[1];

export const propose = does(proposePromise, async (ctx, input) => {
  const known = input.event ? await proposed(ctx, input.room, input.event) : undefined;
  const row = known ?? (await store(ctx, input));
  const promise = await shown(ctx, row);
  return { promise, known: known !== undefined, card: cardOf(ctx, row, promise) };
});

async function proposed(ctx: Ctx, room: string | undefined, event: string): Promise<PromiseRow | undefined> {
  await ctx.tx.query(`select pg_advisory_xact_lock(hashtextextended('crm.promise ' || $1, 0))`, [event]);
  const [row] = await ctx.tx.query<PromiseRow>(
    `select * from crm.promise where event = $1 and coalesce(room, '') = $2 and person_id = $3`,
    [event, room ?? "", ctx.who.id],
  );
  return row;
}

async function store(
  ctx: Ctx,
  input: {
    readonly what: string;
    readonly due: string;
    readonly all_day?: boolean;
    readonly time_zone?: string;
    readonly text?: string;
    readonly said_at?: string;
    readonly room?: string;
    readonly event?: string;
    readonly about?: string;
  },
): Promise<PromiseRow> {
  const zone = checkedZone(input.time_zone);
  const due = input.all_day ? dayOf(new Date(input.due), zone) : new Date(input.due);
  const end = input.all_day ? due.getTime() + 86_400_000 : due.getTime();
  if (end <= ctx.now.getTime()) refuse("/due", "in the future", input.due);
  await refuseForeign(ctx, input);
  const about = input.about ? await resolveAny(ctx, input.about) : await recordOf(ctx, input.room);
  const [row] = await ctx.tx.query<PromiseRow>(
    `insert into crm.promise (id, number, what, said, said_at, due, all_day, time_zone, room, event, about_noun, about_id, person_id, created_at)
     values ($1, 'PRM-' || hub.next_number('PRM'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning *`,
    [
      randomUUIDv7(),
      input.what,
      input.text ?? null,
      input.said_at ?? ctx.now.toISOString(),
      due.toISOString(),
      input.all_day ?? false,
      zone,
      input.room ?? null,
      input.event ?? null,
      about?.noun ?? null,
      about?.id ?? null,
      ctx.who.id,
      ctx.now.toISOString(),
    ],
  );
  ctx.record({
    entity: "promise",
    entityId: row!.id,
    op: "add",
    patch: { what: [null, row!.what], due: [null, due.toISOString()] },
    reversible: false,
  });
  return row!;
}

/** Nobody promises for somebody else. */
async function refuseForeign(ctx: Ctx, { room, event }: Input): Promise<void> {
  const message = room?.startsWith("!") && event ? await ctx.parts.chat.rooms.event(room, event) : undefined;
  if (message && message.sender !== ctx.who.userId)
    throw new Conflict(`That was said by ${message.sender}, not by you.`);
}

/** The record in whose room it was said, if the asker may see it. */
async function recordOf(ctx: Ctx, room: string | undefined): Promise<LinkValue | undefined> {
  if (!room) return undefined;
  const [row] = await ctx.tx.query<{ id: string; noun: string }>(
    `select record_id as id, noun from crm.room where room_id = $1`,
    [room],
  );
  return row && linkTo(ctx, row);
}

function cardOf(ctx: Ctx, row: PromiseRow, promise: Promised): Card {
  const open = row.state === "proposed";
  return {
    record: promise.todo,
    ...(promise.about ? { about: promise.about } : {}),
    call: proposePromise.name,
    change: null,
    title: open
      ? `Make it a to-do? ${row.what}`
      : `${row.state === "accepted" ? "A to-do" : "No to-do"}: ${row.what}`,
    by: promise.by?.title ?? ctx.who.name,
    facts: [{ label: "Due", value: dueOf(row) }],
    actions: open
      ? [
          { label: "Make it a to-do", words: `accept ${row.number}`, reaction: "✅" },
          { label: "No", words: `dismiss ${row.number}`, reaction: "❌" },
        ]
      : [],
    state: "current",
  };
}

function refuse(field: string, allowed: string, got: string): never {
  throw new InputInvalid([{ field, allowed, got }]);
}
