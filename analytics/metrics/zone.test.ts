import { DuckDBInstance } from "@duckdb/node-api";
import test from "ava";
import { instantOf, localDate, localTime, startInUtc } from "./zone.ts";

const microseconds = (text: string) => Temporal.Instant.from(text).epochMilliseconds * 1000;

test("a time zone that is none is refused", (t) => {
  const moment = Temporal.Instant.from("2024-05-15T22:30:00Z");
  t.throws(() => localDate(moment, "Mars/Olympus"), { code: "time-zone-unknown" });
  t.throws(() => localDate(moment, "UTC'); drop table interaction; --"), { code: "time-zone-unknown" });
  t.is(localDate(moment, "Europe/Vienna").toString(), "2024-05-16");
  t.is(startInUtc(Temporal.PlainDate.from("2024-07-01"), "Europe/Vienna"), "2024-06-30 22:00:00");
});

test("zones without changes cost nothing, and absurd spans do not grow the query", (t) => {
  const span = { first: microseconds("2020-01-01T00:00Z"), last: microseconds("2024-01-01T00:00Z") };
  t.is(localTime("at", "UTC", span), '"at"');
  t.is(localTime("at", "Asia/Kolkata", span), '"at" + to_seconds(19800)');
  t.true(
    localTime("at", "Europe/Vienna", { first: 0, last: microseconds("9999-01-01T00:00Z") }).startsWith(
      "timezone(",
    ),
  );
});

test("local time is what DuckDB's own zone database says, each half hour of ten years in seven zones", async (t) => {
  const connection = await (await DuckDBInstance.create()).connect();
  t.teardown(() => connection.closeSync());
  await connection.run(
    `create table hours as select timestamp '2015-01-01' + to_minutes(30 * n) as "at" from range(175320) h(n)`,
  );
  const ends = await connection.runAndReadAll(
    'select epoch_us(min("at"))::double, epoch_us(max("at"))::double from hours',
  );
  const [first, last] = ends.getRowsJS()[0] as [number, number];
  t.is(instantOf(first).toString(), "2015-01-01T00:00:00Z");
  for (const zone of [
    "Europe/Vienna",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "UTC",
  ]) {
    const different = await connection.runAndReadAll(
      `select count(*)::int from hours where ${localTime("at", zone, { first, last })} <> timezone('${zone}', timezone('UTC', "at"))`,
    );
    t.is(different.getRowsJS()[0]![0], 0, zone);
  }
});
