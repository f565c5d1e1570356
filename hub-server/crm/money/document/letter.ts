/** Papers by mail: what is asked for is kept with the change, and leaves the house after COMMIT, once. */
import { randomUUIDv7 } from "node:crypto";
import { mustMail, type Mail } from "../../../mail/mailer.ts";
import { Conflict, InputInvalid } from "../../../errors.ts";
import type { Ctx, LinkValue } from "../../context.ts";
import { linkOf } from "../../record/links.ts";
import type { Row, Table } from "../../record/table.ts";
import { readCompany } from "../company.ts";
import { paperOf } from "./pdf.ts";

/** What the outbox holds of a mail. */
export interface Letter extends Omit<Mail, "id"> {
  /** Id in crm.mail. */
  readonly mail: string;
  /** Of the party, so that erasing it finds what was told. */
  readonly party: string;
  readonly about: LinkValue;
  /** Who asked, by id: hears when it is refused. */
  readonly person: string;
}

interface Address {
  readonly id: string;
  readonly value: string;
}

/** The party's e-mail addresses, the preferred one first, then the oldest. */
export async function addressesOf(ctx: Pick<Ctx, "tx">, party: unknown): Promise<Address[]> {
  return ctx.tx.query<Address>(
    `select id, value from crm.contact_point where party_id = $1 and kind = 'email' and removed_at is null
     order by coalesce(preferred, false) desc, id`,
    [party],
  );
}

/** @throws InputInvalid for an address that is not the party's, Conflict when it has none */
async function addressFor(ctx: Ctx, row: Row, wanted: string | undefined): Promise<Address> {
  const addresses = await addressesOf(ctx, row["party_id"]);
  const [first] = addresses;
  if (!first)
    throw new Conflict(`The party of ${row.number} has no e-mail address. Add a contact point first.`);
  if (wanted === undefined) return first;
  const found = addresses.find(({ value }) => value.toLowerCase() === wanted.trim().toLowerCase());
  if (found) return found;
  const allowed = `one of ${addresses.map(({ value }) => value).join(", ")}`;
  throw new InputInvalid([{ field: "/to", allowed, got: `"${wanted}"` }]);
}

export interface Wanted {
  readonly purpose: "paper" | "reminder";
  readonly subject: string;
  readonly text: string;
  readonly to?: string | undefined;
}

/** Queues a mail with the paper as a PDF. @returns its id in crm.mail, and where it goes */
export async function mailPaper(
  ctx: Ctx,
  table: Table,
  row: Row,
  { purpose, subject, text, to }: Wanted,
): Promise<{ id: string; to: string }> {
  mustMail(ctx.parts.mail);
  const address = await addressFor(ctx, row, to);
  const file = await paperOf(ctx, table, row);
  const id = randomUUIDv7();
  await ctx.tx.query(
    `insert into crm.mail (id, noun, record_id, purpose, contact_point_id, person_id, queued_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, table.noun.key, row.id, purpose, address.id, ctx.who.id, ctx.now.toISOString()],
  );
  const [me] = await ctx.tx.query<{ email: string | null }>(`select email from access.person where id = $1`, [
    ctx.who.id,
  ]);
  const letter: Letter = {
    mail: id,
    party: String(row["party_id"]),
    about: linkOf(table, row),
    person: ctx.who.id,
    to: address.value,
    sender: (await readCompany(ctx)).name,
    ...(me?.email ? { replyTo: me.email } : {}),
    subject,
    text,
    attachments: [{ name: file.file_name, type: file.media_type, base64: file.base64 }],
  };
  ctx.tell({ kind: "mail", ...letter });
  return { id, to: address.value };
}
