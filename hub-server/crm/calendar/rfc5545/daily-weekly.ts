/** Examples of RFC 5545 §3.8.5.3. */
import { days, second, type Example } from "./example.ts";

export const dailyAndWeekly: readonly Example[] = [
  {
    title: "daily for 10 occurrences",
    starts: second,
    rules: ["FREQ=DAILY;COUNT=10"],
    expected: days("1997-09 2-11"),
  },
  {
    title: "daily until December 24, 1997",
    starts: second,
    rules: ["FREQ=DAILY;UNTIL=19971224T000000Z"],
    expected: days("1997-09 2-30", "1997-10 1-31", "1997-11 1-30", "1997-12 1-23"),
  },
  {
    title: "every other day, forever",
    starts: second,
    rules: ["FREQ=DAILY;INTERVAL=2"],
    expected: days(
      "1997-09 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30",
      "1997-10 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30",
      "1997-11 1 3 5 7 9 11 13 15 17 19 21 23 25 27 29",
      "1997-12 1 3",
    ),
    goesOn: true,
  },
  {
    title: "every 10 days, 5 occurrences",
    starts: second,
    rules: ["FREQ=DAILY;INTERVAL=10;COUNT=5"],
    expected: days("1997-09 2 12 22", "1997-10 2 12"),
  },
  {
    title: "weekly for 10 occurrences",
    starts: second,
    rules: ["FREQ=WEEKLY;COUNT=10"],
    expected: days("1997-09 2 9 16 23 30", "1997-10 7 14 21 28", "1997-11 4"),
  },
  {
    title: "weekly until December 24, 1997",
    starts: second,
    rules: ["FREQ=WEEKLY;UNTIL=19971224T000000Z"],
    expected: days("1997-09 2 9 16 23 30", "1997-10 7 14 21 28", "1997-11 4 11 18 25", "1997-12 2 9 16 23"),
  },
  {
    title: "every other week, forever",
    starts: second,
    rules: ["FREQ=WEEKLY;INTERVAL=2;WKST=SU"],
    expected: days(
      "1997-09 2 16 30",
      "1997-10 14 28",
      "1997-11 11 25",
      "1997-12 9 23",
      "1998-01 6 20",
      "1998-02 3 17",
    ),
    goesOn: true,
  },
  {
    title: "weekly on Tuesday and Thursday for five weeks",
    starts: second,
    rules: [
      "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
      "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
    ],
    expected: days("1997-09 2 4 9 11 16 18 23 25 30", "1997-10 2"),
  },
  {
    title: "every other week on Monday, Wednesday and Friday until December 24, 1997",
    starts: "1997-09-01T09:00",
    rules: ["FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR"],
    expected: days(
      "1997-09 1 3 5 15 17 19 29",
      "1997-10 1 3 13 15 17 27 29 31",
      "1997-11 10 12 14 24 26 28",
      "1997-12 8 10 12 22",
    ),
  },
  {
    title: "every other week on Tuesday and Thursday, for 8 occurrences",
    starts: second,
    rules: ["FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH"],
    expected: days("1997-09 2 4 16 18 30", "1997-10 2 14 16"),
  },
  {
    title: "an example where the days generated makes a difference because of WKST: Monday",
    starts: "1997-08-05T09:00",
    rules: ["FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO"],
    expected: days("1997-08 5 10 19 24"),
  },
  {
    title: "the same with WKST Sunday",
    starts: "1997-08-05T09:00",
    rules: ["FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU"],
    expected: days("1997-08 5 17 19 31"),
  },
];
