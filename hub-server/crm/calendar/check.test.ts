import test from "ava";
import { InputInvalid } from "../../errors.ts";
import { checkedRule, checkedZone } from "./check.ts";
import { agoText, whenText } from "./when.ts";
import { instantOf } from "./zone.ts";

const starts = instantOf(Temporal.PlainDateTime.from("2026-11-24T10:00"), "Europe/Berlin"); // a Tuesday
const berlin = { starts, timeZone: "Europe/Berlin" };
const why = (rule: string) => {
  try {
    return checkedRule(rule, berlin);
  } catch (error) {
    return error instanceof InputInvalid ? error.message : error;
  }
};

test("a rule is kept in one form, its end in UTC", (t) => {
  t.is(why("freq=weekly;byday=tu;until=20261224"), "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261224T225959Z");
  t.is(why("FREQ=DAILY;UNTIL=20261224T100000"), "FREQ=DAILY;UNTIL=20261224T090000Z");
  t.is(why("FREQ=DAILY;UNTIL=20261224T100000Z"), "FREQ=DAILY;UNTIL=20261224T100000Z");
});

test("what is no rule, never occurs, is for machines or begins elsewhere is refused with a sentence", (t) => {
  t.regex(String(why("FREQ=OFTEN")), /HOURLY, DAILY/);
  t.regex(String(why("FREQ=SECONDLY")), /HOURLY, DAILY/);
  t.regex(String(why("FREQ=DAILY;COUNT=5000")), /at most 1000/);
  t.regex(String(why("FREQ=DAILY;BYDAY=XX")), /RFC 5545/);
  t.regex(String(why("FREQ=DAILY;COUNT=2;UNTIL=20270101")), /not both/);
  t.regex(String(why("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")), /a rule that occurs/);
  t.regex(String(why("FREQ=WEEKLY;BYDDAY=TU")), /it says BYDDAY=TU/);
  t.regex(String(why("FREQ=DAILY;COUNT")), /it says COUNT/);
  t.regex(String(why("FREQ=WEEKLY;BYDAY=TU;BYDAY=WE")), /each thing once/);
  t.regex(String(why("FREQ=WEEKLY;BYDAY=WE")), /its next time is 2026-11-25T09:00:00.000Z/);
});

test("a time zone is an IANA name", (t) => {
  t.is(checkedZone("America/New_York"), "America/New_York");
  t.is(checkedZone(undefined), "UTC");
  for (const wrong of ["Berlin", "+01:00", "", "W. Europe Standard Time"])
    t.throws(() => checkedZone(wrong), { instanceOf: InputInvalid });
});

test("times are read in their zone", (t) => {
  const hour = new Date(starts.getTime() + 3_600_000);
  t.is(whenText(starts, hour, "Europe/Berlin", false), "Tue, 24 Nov 2026, 10:00–11:00 CET");
  t.is(whenText(starts, null, "America/New_York", false), "Tue, 24 Nov 2026, 04:00 GMT-5");
  t.is(whenText(starts, null, "Europe/Berlin", true), "Tue, 24 Nov 2026");
  t.deepEqual([5, 90, 7200, 3 * 86_400].map(agoText), ["5 s", "1 min", "2 h", "3 d"]);
});
