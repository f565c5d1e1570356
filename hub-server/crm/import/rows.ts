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
    const { id, number } = await addRow(ctx, table, row, extrasOf[noun]);
    added.push({ id, number });
  }
  return { change: ctx.change, added };
});
