/** Teams: who stands where decides what those see who see their team's records, and so in which rooms they are. */
import { nouns } from "../../contract/index.ts";
import type { Ctx } from "../context.ts";

const withRooms = nouns.filter(({ room }) => room !== "none").map(({ key }) => key);

/** Teams changed: everybody who sees records through theirs leaves the rooms of those that they see no more. */
export async function tellTeams(ctx: Pick<Ctx, "tx" | "tell">): Promise<void> {
  const people = await ctx.tx.query<{ user_id: string }>(
    `select distinct who.user_id from access.person who
     join access.person_role r on r.person_id = who.id and (r.valid_to is null or r.valid_to > now())
     join access.permission p on p.role = r.role and p.verb = 'view' and p.scope = 'team' and p.noun = any ($1)
     where who.disabled_at is null`,
    [withRooms],
  );
  for (const { user_id } of people) ctx.tell({ kind: "membership", person: user_id });
}
