import test from "ava";
import { bound } from "./bound.ts";

const a = "01a203cb-cc66-78ed-995f-ec4e48a19bc1";
const b = "01a203cb-cc66-78b8-8434-c05f6596abcc";

test("ids become parameters, each list once", (t) => {
  t.deepEqual(
    bound(
      `x in y and o IN ('${a}', '${b}') or g = any (array['${a}','${b}']::uuid[]) and p = '${a}' and q = '${a}'`,
    ),
    {
      sql: "x in y and o = any ($1::uuid[]) or g = any ($1::uuid[]) and p = $2::uuid and q = $2::uuid",
      values: [[a, b], a],
    },
  );
});

test("one list and one id of the same words are two parameters", (t) => {
  t.deepEqual(bound(`o IN ('${a}') and p = '${a}'`), {
    sql: "o = any ($1::uuid[]) and p = $2::uuid",
    values: [[a], a],
  });
});

test("what people wrote stays as it is", (t) => {
  for (const sql of [
    `t = 'IN (''${a}'')'`,
    `t = 'say = ''${a}'' twice'`,
    `t = '${a}'' or true'`,
    `t like 'array[''${a}'']::uuid[]'`,
    `o IN (NULL) and g = any (array[]::uuid[])`,
  ])
    t.deepEqual(bound(sql), { sql, values: [] });
});
