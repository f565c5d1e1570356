/** Examples of RFC 5545 §3.8.5.3. */
import { days, type Example } from "./example.ts";

export const yearly: readonly Example[] = [
  {
    title: "every day in January, for 3 years",
    starts: "1998-01-01T09:00",
    rules: [
      "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
      "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1",
    ],
    expected: days("1998-01 1-31", "1999-01 1-31", "2000-01 1-31"),
  },
  {
    title: "yearly in June and July for 10 occurrences",
    starts: "1997-06-10T09:00",
    rules: ["FREQ=YEARLY;COUNT=10;BYMONTH=6,7"],
    expected: [1997, 1998, 1999, 2000, 2001].flatMap((year) => days(`${year}-06 10`, `${year}-07 10`)),
  },
  {
    title: "every other year on January, February, and March for 10 occurrences",
    starts: "1997-03-10T09:00",
    rules: ["FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3"],
    expected: [
      ...days("1997-03 10"),
      ...[1999, 2001, 2003].flatMap((y) => days(`${y}-01 10`, `${y}-02 10`, `${y}-03 10`)),
    ],
  },
  {
    title: "every third year on the 1st, 100th, and 200th day for 10 occurrences",
    starts: "1997-01-01T09:00",
    rules: ["FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200"],
    expected: days(
      "1997-01 1",
      "1997-04 10",
      "1997-07 19",
      "2000-01 1",
      "2000-04 9",
      "2000-07 18",
      "2003-01 1",
      "2003-04 10",
      "2003-07 19",
      "2006-01 1",
    ),
  },
  {
    title: "every 20th Monday of the year, forever",
    starts: "1997-05-19T09:00",
    rules: ["FREQ=YEARLY;BYDAY=20MO"],
    expected: days("1997-05 19", "1998-05 18", "1999-05 17"),
    goesOn: true,
  },
  {
    title: "Monday of week number 20, forever",
    starts: "1997-05-12T09:00",
    rules: ["FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO"],
    expected: days("1997-05 12", "1998-05 11", "1999-05 17"),
    goesOn: true,
  },
  {
    title: "every Thursday in March, forever",
    starts: "1997-03-13T09:00",
    rules: ["FREQ=YEARLY;BYMONTH=3;BYDAY=TH"],
    expected: days("1997-03 13 20 27", "1998-03 5 12 19 26", "1999-03 4 11 18 25"),
    goesOn: true,
  },
  {
    title: "every Thursday, but only during June, July, and August, forever",
    starts: "1997-06-05T09:00",
    rules: ["FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8"],
    expected: days(
      "1997-06 5 12 19 26",
      "1997-07 3 10 17 24 31",
      "1997-08 7 14 21 28",
      "1998-06 4 11 18 25",
      "1998-07 2 9 16 23 30",
      "1998-08 6 13 20 27",
      "1999-06 3 10 17 24",
      "1999-07 1 8 15 22 29",
      "1999-08 5 12 19 26",
    ),
    goesOn: true,
  },
  {
    title:
      "every 4 years, the first Tuesday after a Monday in November, forever (U.S. Presidential Election day)",
    starts: "1996-11-05T09:00",
    rules: ["FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8"],
    expected: days("1996-11 5", "2000-11 7", "2004-11 2"),
    goesOn: true,
  },
];
