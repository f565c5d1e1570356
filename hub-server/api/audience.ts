/** Audience: an answer that will stand in a room shows only what everyone in that room may see. */
import { standingsOf, type Standing } from "../crm/access/standing.ts";
import type { Ctx, Parts } from "../crm/context.ts";
import type { Tx } from "../crm/tx.ts";
import { AudienceTooWide, FieldHidden, NotAllowed, NotFound } from "../errors.ts";

/**
 * The asker and everybody else in the room. Members who are no person of the company may see nothing; bots do not read.
 * @param audience a room; or, for places that are no room of ours, those who read there by their Matrix ids, `?` for whoever has none;
 *   undefined: the asker reads alone
 */
export async function viewersIn(
  parts: Parts,
  tx: Tx,
  who: Standing,
  audience: string | undefined,
): Promise<readonly [Standing, ...Standing[]]> {
  if (!audience) return [who];
  const services = new Set(parts.identity.appservices.map((service) => service.sender));
  const named = /^[@?]/.test(audience) ? [...new Set(audience.split(" "))] : undefined;
  const members = (named ?? (await parts.chat.rooms.members(audience))).filter(
    (id) => id !== who.userId && !services.has(id),
  );
  const known = await standingsOf(tx, members);
  const strangers = members.length > known.length ? [stranger] : [];
  return [who, ...known, ...strangers];
}

const stranger: Standing = {
  id: "",
  number: "",
  name: "",
  userId: "",
  roles: [],
  grants: [],
  team: [],
  groups: [],
  at: new Date(0),
};

/** Runs a call for its audience; what only the asker may see is refused for the room, so that it can be told in private. */
export async function withinAudience(ctx: Ctx, run: (ctx: Ctx) => Promise<unknown>): Promise<unknown> {
  try {
    return await run(ctx);
  } catch (error) {
    const narrowed = error instanceof NotFound || error instanceof NotAllowed || error instanceof FieldHidden;
    if (!narrowed || ctx.viewers.length === 1) throw error;
    await run({ ...ctx, viewers: [ctx.who] }); // fails the same way when it was not the room's fault
    throw new AudienceTooWide();
  }
}
