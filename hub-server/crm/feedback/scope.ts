/** Who reaches which feedback. The policies of 0100-feedback.sql say the same in the database. */
import { grantsFor, idList, reach, ruledRows } from "../access/gate.ts";
import type { Standing } from "../access/standing.ts";
import type { Table } from "../record/table.ts";

const row = `"feedback"`;

/** SQL of the feedback that a person reaches with a verb. @param alone nobody else reads the answer */
export function feedbackScope(standing: Standing, verb: string, table: Table, alone: boolean): string {
  return `(case when ${row}."personal" then ${personal(standing, verb, alone)} else ${business(standing, verb, table)} end)`;
}

/**
 * On a colleague: seen by the subject, who gave it, and holders of feedback:personal; never changed by its subject. Who gave it in
 * confidence sees it when they ask alone: a room that sees it because they are in it would tell who they are.
 */
function personal(standing: Standing, verb: string, alone: boolean): string {
  if (!grantsFor(standing, "feedback", verb).length) return "false";
  const me = `'${standing.id}'::uuid`;
  const authored = `exists (select 1 from crm.feedback_author a
    where a.feedback_id = ${row}."id" and a.person_id = ${me} and a.person_id = (select access.person()))`;
  const mine = alone ? `(${row}."owner_id" = ${me} or ${authored})` : `${row}."owner_id" = ${me}`;
  const trusted = grantsFor(standing, "feedback", "personal").length > 0;
  const others = `${row}."about_id" is distinct from ${me}`;
  switch (verb) {
    case "view":
      return trusted ? "true" : `(${row}."about_id" = ${me} or ${mine})`;
    case "resolve":
      return trusted ? others : "false";
    default:
      return reach(standing, "feedback", verb).everything ? `(${others} or ${mine})` : mine;
  }
}

/** On anything else: by its owner and group, and, to see and resolve it, through the owner of what it is about. */
function business(standing: Standing, verb: string, table: Table): string {
  const reached = reach(standing, "feedback", verb);
  const { everything, owners, groups } = reached;
  if (everything) return "true";
  const ways = [
    `${row}."owner_id" = any (${idList(owners)})`,
    `${row}."group_id" = any (${idList(groups)})`,
    ...ruledRows(table, reached),
    ...(verb === "view" || verb === "resolve"
      ? ["party", "product"].map((noun) => through(noun, owners))
      : []),
  ];
  return `coalesce(${ways.join(" or ")}, false)`;
}

const through = (noun: string, owners: readonly string[]) =>
  `exists (select 1 from crm.${noun} subject where subject.id = ${row}."about_id" and subject.owner_id = any (${idList(owners)}))`;
