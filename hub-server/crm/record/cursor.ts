/** Cursors of keyset paging: where the page before ended, as text that nobody needs to read. */
import { InputInvalid } from "../../errors.ts";

export interface Cursor {
  /** The sort key's value of the last row; null when the list is sorted by id alone. */
  readonly value: string | null;
  readonly id: string;
}

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.value, cursor.id])).toString("base64url");
}

/** @throws InputInvalid for a text that no page gave */
export function decodeCursor(text: string): Cursor {
  try {
    const [value, id] = JSON.parse(Buffer.from(text, "base64url").toString()) as [unknown, unknown];
    if (
      (value === null || typeof value === "string") &&
      typeof id === "string" &&
      /^[0-9a-f-]{36}$/i.test(id)
    )
      return { value, id };
  } catch {
    // Not JSON: refused below like any other text that no page gave.
  }
  throw new InputInvalid([
    { field: "/after", allowed: "the `next` of the page before", got: `"${text.slice(0, 40)}"` },
  ]);
}
