import { Writable } from "node:stream";
import test from "ava";
import pino from "pino";
import { DatabaseError } from "sequelize";
import { neverLogged } from "./never-logged.ts";

test("a statement that failed is logged without its values", (t) => {
  let written = "";
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written += chunk.toString();
      done();
    },
  });
  const log = pino({ redact: neverLogged }, stream);
  const parent = Object.assign(new Error("new row violates check constraint"), {
    sql: "insert into payroll.salary values ('CANARY-PAY')",
    parameters: ["CANARY-PAY"],
    detail: "Failing row contains (CANARY-PAY).",
    where: "SQL statement CANARY-PAY",
    code: "23514",
  });
  log.error({ err: new DatabaseError(parent as never) }, "a call failed");
  log.error({ err: parent, req: { headers: { authorization: "Bearer CANARY-PAY" } } }, "a call failed");
  t.false(written.includes("CANARY-PAY"), written);
  t.regex(written, /violates check constraint/);
  t.regex(written, /23514/);
  t.is(written.trim().split("\n").length, 2);
});
