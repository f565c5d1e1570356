/** Erasing a person on request: the values go everywhere, what the law keeps stays and is named in the answer. */
import { eraseParty } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { does, type Handler } from "../context.ts";
import { resolveIn } from "../record/resolve.ts";
import { lockRow } from "../record/write.ts";

export const erase = does(eraseParty, async (ctx, { ref, texts = false }) => {
  const table = ctx.parts.tables.find((candidate) => candidate.noun.key === "party")!;
  const { id, number } = await resolveIn(ctx, table, ref, "any");
  await lockRow(ctx, table, id, "erase");
  const [colleague] = await ctx.tx.query(`select 1 from access.person where id = $1`, [id]);
  if (colleague) throw new Conflict(`${number} is a colleague: end the employment first.`);
  const [answer] = await ctx.tx.query<{
    erased: { contact_points: number; interactions: number; changes: number };
  }>(`select crm.erase_party($1, $2) as erased`, [id, texts]);
  ctx.record({ entity: "party", entityId: id, op: "remove", patch: {}, reversible: false });
  ctx.tell({ kind: "erased", record: { id, noun: table.noun.key, number, title: number } });
  const kept = [
    "names and amounts on issued documents and in the ledger",
    "messages that people wrote in rooms, and lists that were answered there",
    "names in rules of groups and watches",
    "titles and notes of deals, cases, to-dos and meetings",
    ...(texts ? [] : ["texts of interactions"]),
  ];
  return { change: ctx.change, number, ...answer!.erased, kept };
});

export const eraseHandlers: readonly Handler[] = [erase];
