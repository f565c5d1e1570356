/** Import: rows of one noun through the same checks as single ones, in one transaction, without a card each. */
import { calls, importRecords } from "../../contract/index.ts";
import { InputInvalid } from "../../errors.ts";
import { mustHold } from "../access/gate.ts";
import { does, type Handler } from "../context.ts";
import { addRow, granters } from "../record/write.ts";
import { extrasOf } from "./extras.ts";
import { inputErrors } from "../../api/validate.ts";

export const importHandler: Handler = does(importRecords, async (ctx, { noun, rows }) => {
  const table = ctx.parts.tables.find((candidate) => candidate.noun.key === noun);
  const add = calls.find((call) => call.name === `${noun}.add`);
  if (!table || !add) {
    const allowed = `one of ${ctx.parts.tables.map((known) => known.noun.key).join(", ")}`;
    throw new InputInvalid([{ field: "/noun", allowed, got: `"${noun}"` }]);
  }
  mustHold(ctx.who, noun, "add", granters);
  const errors = rows.flatMap((row, index) =>
    inputErrors(add, row).map((error) => ({ ...error, field: `/rows/${index}${error.field}` })),
  );
  if (errors.length) throw new InputInvalid(errors.slice(0, 100));
  const added: { id: string; number: string }[] = [];
  for (const row of rows) {
    const stored = await addRow(ctx, table, row, extrasOf[noun]);
    // Beside what names whoever asks, one change and one moment would name them.
    if (rows.length > 1 && table.hidesAuthorFrom?.(stored)) refuseBeside(added.length);
    added.push({ id: stored.id, number: stored.number });
  }
  return { change: ctx.change, added };
});

function refuseBeside(place: number): never {
  const got = "one among others";
  throw new InputInvalid([
    { field: `/rows/${place}`, allowed: "what is given in confidence, by itself", got },
  ]);
}
