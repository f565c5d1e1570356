/** Erasing a former colleague on request: name, addresses and profile go; what they did stays, under their number. */
import { erasePerson } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { does } from "../context.ts";
import { colleagues, findPerson } from "../record/colleague.ts";

export const erase = does(erasePerson, async (ctx, { ref }) => {
  const [present] = (await colleagues(ctx, ref)).filter((one) => one.exact);
  if (present)
    throw new Conflict(`${present.name} (${present.number}) works here: person.leave comes first.`);
  const person = await findPerson(ctx, ref, true);
  await ctx.tx.query(`select crm.erase_person($1)`, [person.id]);
  ctx.record({ entity: "person", entityId: person.id, op: "remove", patch: {}, reversible: false });
  ctx.tell({ kind: "departure", person: person.user_id, erase: true });
  const kept = [
    `what they did, under ${person.number}`,
    "pay that was posted, and documents that were issued",
    "messages that they wrote, under their user name",
  ];
  return { done: true, change: ctx.change, kept };
});
