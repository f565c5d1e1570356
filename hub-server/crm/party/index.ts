/** Parties: the generic slice, their roles, their contact points at birth, and convert. */
import { contactPoint, convertParty, parties } from "../../contract/index.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import { slice } from "../record/slice.ts";
import type { Row } from "../record/table.ts";
import { addRow, rowFor, updateRow, written, type Extras } from "../record/write.ts";
import { convertedRoles, presentRoles, setRoles, withRoles, type PartyRole } from "./roles.ts";

interface ContactIn {
  readonly kind: string;
  readonly value: string;
  readonly label?: string;
}

async function added(ctx: Ctx, row: Row, input: Readonly<Record<string, unknown>>) {
  const contacts = ctx.parts.tables.find((table) => table.noun.key === contactPoint.key)!;
  const patch = await setRoles(ctx, row.id, [(input["role"] as PartyRole | undefined) ?? "prospect"], []);
  for (const contact of (input["contact_points"] as ContactIn[] | undefined) ?? [])
    await addRow(ctx, contacts, { ...contact, party: row.id });
  return patch;
}

export const partyExtras: Extras = {
  aspect: withRoles,
  prepare: async (_ctx, columns, before) => (before ? columns : { kind: "organisation", ...columns }),
  added,
  prefix: (input) => (input["role"] === "employee" ? "EMP" : "CUS"),
};

const convert = does(convertParty, async (ctx, { ref, to = "customer" }) => {
  const table = ctx.parts.tables.find((candidate) => candidate.noun.key === "party")!;
  const before = await rowFor(ctx, table, ref, "convert");
  const roles = convertedRoles(await presentRoles(ctx, before.id), to, before);
  const patch = await setRoles(ctx, before.id, roles);
  const row = await updateRow(ctx, table, before, {}, { op: "convert", patch });
  return written(ctx, table, row, convertParty.name, `is now a ${to}`, [], withRoles);
});

export const partyHandlers: readonly Handler[] = [...slice(parties, "party", partyExtras), convert];
