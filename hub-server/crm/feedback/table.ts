/** How feedback is kept, named and told. */
import type { Ctx } from "../context.ts";
import type { Row, TableOptions } from "../record/table.ts";
import { capitalised } from "../record/values.ts";
import { feedbackScope } from "./scope.ts";

const words: Readonly<Record<string, string>> = { nps: "NPS", csat: "CSAT", ces: "CES" };

/** What is hidden from a reader is left out. */
function titleOf(row: Row): string {
  if (!row["kind"]) return "Feedback";
  const kind = words[String(row["kind"])] ?? capitalised(String(row["kind"]));
  return row["score"] == null || row["scale"] == null
    ? kind
    : `${kind} ${String(row["score"])}/${String(row["scale"])}`;
}

/** On a person: told to that person and to their manager, never in a room. */
async function toldTo(ctx: Ctx, row: Row): Promise<readonly string[] | undefined> {
  if (!row["personal"]) return undefined;
  const people = await ctx.tx.query<{ id: string }>(
    `select $1::uuid as id union select e.manager_id from access.employment e
     where e.person_id = $1 and e.manager_id is not null and e.valid_from <= now() and (e.valid_to is null or e.valid_to > now())`,
    [row["about_id"]],
  );
  return people.map((person) => person.id).filter((id) => id !== ctx.who.id);
}

export const feedbackTable: TableOptions = {
  reach: "owner-or-parent",
  about: "about",
  sort: "-answered_at",
  timeline: ["answered_at"],
  tellsOwner: true,
  scope: feedbackScope,
  hidesAuthorFrom: (row) => (row["confidential"] ? String(row["about_id"]) : undefined),
  toldTo,
  titleOf,
  cardTitle: (row, done) => (done === "added" ? titleOf(row) : `${titleOf(row)} ${done}`),
};
