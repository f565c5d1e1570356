/** Who was reminded of an invoice when, and what became of the mails. */
import { listReminders, type Output } from "../../../contract/index.ts";
import { does } from "../../context.ts";
import { peopleLinks } from "../../record/links.ts";
import { resolveIn } from "../../record/resolve.ts";
import { tableOf } from "./kinds.ts";

type Item = Output<typeof listReminders>["items"][number];

interface ReminderRow extends Pick<Item, "level" | "withdrawn" | "mail" | "error"> {
  readonly at: Date;
  readonly person_id: string | null;
}

export const reminders = does(listReminders, async (ctx, { ref }) => {
  const { id } = await resolveIn(ctx, tableOf(ctx, "invoice"), ref, "any");
  const rows = await ctx.tx.query<ReminderRow>(
    `select d.level, d.at, d.person_id, d.withdrawn_at is not null as withdrawn, m.error,
       case when m.id is null then 'none' when m.sent_at is not null then 'sent' when m.failed_at is not null then 'failed'
         when m.withdrawn_at is not null then 'withdrawn' else 'queued' end as mail
     from crm.dunning d left join crm.mail m on m.id = d.mail_id where d.document_id = $1 order by d.at desc, d.level desc limit 200`,
    [id],
  );
  const people = await peopleLinks(
    ctx,
    rows.map((row) => row.person_id),
  );
  return {
    items: rows.map(({ person_id, at, ...row }) => ({
      ...row,
      at: at.toISOString(),
      by: (person_id && people.get(person_id)) || null,
    })),
  };
});
