import test from "ava";
import { readLine } from "../words/line.ts";
import { readNotify, readStanding, readWatch } from "./watch.ts";

const jane = { at: new Date("2026-11-22T12:00:00Z"), room: "!here:hub.localhost", zone: "Europe/Berlin" };

test("what is watched is taken apart", (t) => {
  t.deepEqual(readWatch(readLine("watch Alfreds Futterkiste")), {
    to: { kind: "me" },
    of: "Alfreds Futterkiste",
    event: "changes",
  });
  t.deepEqual(readNotify(readLine("notify #sales when deal > 50k moves to won")), {
    to: { kind: "room", name: "sales" },
    of: "deal",
    condition: { op: "above", value: "50k" },
    event: "moves",
    stage: "won",
  });
  t.deepEqual(readNotify(readLine("notify @raj when a case priority = urgent added")), {
    to: { kind: "person", name: "@raj" },
    of: "case",
    condition: { field: "priority", op: "is", value: "urgent" },
    event: "added",
  });
  t.deepEqual(readNotify(readLine("notify here when deal value >50k EUR changes")), {
    to: { kind: "here" },
    of: "deal",
    condition: { field: "value", op: "above", value: "50k EUR" },
    event: "changes",
  });
  t.throws(() => readNotify(readLine("notify #sales deal moves to won")), { message: /Say when/ });
  t.throws(() => readNotify(readLine("notify #sales when deal moves")), { message: /which stage/ });
});

test("a standing question has a rhythm, a time, a place and a question", (t) => {
  t.deepEqual(readStanding(readLine("ask every monday 9am post here: pipeline by stage"), jane), {
    question: "pipeline by stage",
    at: "2026-11-23T08:00:00.000Z",
    time_zone: "Europe/Berlin",
    rrule: "FREQ=WEEKLY;BYDAY=MO",
    to: { kind: "here" },
    text: "Mon 23 Nov 2026 09:00 CET, every Mon",
  });
  t.is(readStanding(readLine("ask revenue every month"), jane), undefined);
  t.throws(() => readStanding(readLine("ask every monday pipeline by stage"), jane), {
    message: /what time/,
  });
  t.throws(() => readStanding(readLine("ask every monday 9am post here:"), jane), { message: /Ask what/ });
});
