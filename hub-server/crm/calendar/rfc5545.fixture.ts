/**
 * Every recurrence example of RFC 5545 §3.8.5.3, with DTSTART;TZID=America/New_York and the times that the text gives.
 * Times are local; a list of days means those days at nine o'clock.
 */
export interface Example {
  readonly title: string;
  readonly starts: string;
  /** Several rules: the text says that they are equivalent. */
  readonly rules: readonly string[];
  readonly exdates?: readonly string[];
  readonly expected: readonly string[];
  /** The text ends with "...": these are only the first. */
  readonly goesOn?: true;
}

/** `days("1997-09 2 9", "1997-10 1-3")`: nine o'clock of each of these days. */
function days(...months: readonly string[]): string[] {
  return months.flatMap((text) => {
    const [month, ...rest] = text.split(" ");
    return rest.flatMap((part) => {
      const [first, last = first] = part.split("-").map(Number);
      const count = last! - first! + 1;
      return Array.from({ length: count }, (_, n) => `${month}-${String(first! + n).padStart(2, "0")}T09:00`);
    });
  });
}
const at = (date: string, ...times: readonly string[]) => times.map((time) => `${date}T${time}`);
const every20 = (date: string) =>
  Array.from(
    { length: 24 },
    (_, n) => at(date, `${String(9 + Math.floor(n / 3)).padStart(2, "0")}:${["00", "20", "40"][n % 3]}`)[0]!,
  );
const second = "1997-09-02T09:00";

export const examples: readonly Example[] = [
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
    title: "every day in January, for 3 years",
    starts: "1998-01-01T09:00",
    rules: [
      "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
      "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1",
    ],
    expected: days("1998-01 1-31", "1999-01 1-31", "2000-01 1-31"),
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
    title: "monthly on the first Friday for 10 occurrences",
    starts: "1997-09-05T09:00",
    rules: ["FREQ=MONTHLY;COUNT=10;BYDAY=1FR"],
    expected: days(
      "1997-09 5",
      "1997-10 3",
      "1997-11 7",
      "1997-12 5",
      "1998-01 2",
      "1998-02 6",
      "1998-03 6",
      "1998-04 3",
      "1998-05 1",
      "1998-06 5",
    ),
  },
  {
    title: "monthly on the first Friday until December 24, 1997",
    starts: "1997-09-05T09:00",
    rules: ["FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR"],
    expected: days("1997-09 5", "1997-10 3", "1997-11 7", "1997-12 5"),
  },
  {
    title: "every other month on the first and last Sunday of the month for 10 occurrences",
    starts: "1997-09-07T09:00",
    rules: ["FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU"],
    expected: days("1997-09 7 28", "1997-11 2 30", "1998-01 4 25", "1998-03 1 29", "1998-05 3 31"),
  },
  {
    title: "monthly on the second-to-last Monday of the month for 6 months",
    starts: "1997-09-22T09:00",
    rules: ["FREQ=MONTHLY;COUNT=6;BYDAY=-2MO"],
    expected: days("1997-09 22", "1997-10 20", "1997-11 17", "1997-12 22", "1998-01 19", "1998-02 16"),
  },
  {
    title: "monthly on the third-to-the-last day of the month, forever",
    starts: "1997-09-28T09:00",
    rules: ["FREQ=MONTHLY;BYMONTHDAY=-3"],
    expected: days("1997-09 28", "1997-10 29", "1997-11 28", "1997-12 29", "1998-01 29", "1998-02 26"),
    goesOn: true,
  },
  {
    title: "monthly on the 2nd and 15th of the month for 10 occurrences",
    starts: second,
    rules: ["FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15"],
    expected: days("1997-09 2 15", "1997-10 2 15", "1997-11 2 15", "1997-12 2 15", "1998-01 2 15"),
  },
  {
    title: "monthly on the first and last day of the month for 10 occurrences",
    starts: "1997-09-30T09:00",
    rules: ["FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1"],
    expected: days("1997-09 30", "1997-10 1 31", "1997-11 1 30", "1997-12 1 31", "1998-01 1 31", "1998-02 1"),
  },
  {
    title: "every 18 months on the 10th thru 15th of the month for 10 occurrences",
    starts: "1997-09-10T09:00",
    rules: ["FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15"],
    expected: days("1997-09 10-15", "1999-03 10-13"),
  },
  {
    title: "every Tuesday, every other month",
    starts: second,
    rules: ["FREQ=MONTHLY;INTERVAL=2;BYDAY=TU"],
    expected: days(
      "1997-09 2 9 16 23 30",
      "1997-11 4 11 18 25",
      "1998-01 6 13 20 27",
      "1998-03 3 10 17 24 31",
    ),
    goesOn: true,
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
    title: "every Friday the 13th, forever",
    starts: second,
    exdates: [second],
    rules: ["FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"],
    expected: days("1998-02 13", "1998-03 13", "1998-11 13", "1999-08 13", "2000-10 13"),
    goesOn: true,
  },
  {
    title: "the first Saturday that follows the first Sunday of the month, forever",
    starts: "1997-09-13T09:00",
    rules: ["FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13"],
    expected: days(
      "1997-09 13",
      "1997-10 11",
      "1997-11 8",
      "1997-12 13",
      "1998-01 10",
      "1998-02 7",
      "1998-03 7",
      "1998-04 11",
      "1998-05 9",
      "1998-06 13",
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
  {
    title:
      "the third instance into the month of one of Tuesday, Wednesday, or Thursday, for the next 3 months",
    starts: "1997-09-04T09:00",
    rules: ["FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3"],
    expected: days("1997-09 4", "1997-10 7", "1997-11 6"),
  },
  {
    title: "the second-to-last weekday of the month",
    starts: "1997-09-29T09:00",
    rules: ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2"],
    expected: days(
      "1997-09 29",
      "1997-10 30",
      "1997-11 27",
      "1997-12 30",
      "1998-01 29",
      "1998-02 26",
      "1998-03 30",
    ),
    goesOn: true,
  },
  {
    // The text has UNTIL=19970902T170000Z, which is 13:00 in New York and contradicts the times that it lists: an erratum.
    title: "every 3 hours from 9:00 AM to 5:00 PM on a specific day",
    starts: second,
    rules: ["FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z"],
    expected: at("1997-09-02", "09:00", "12:00", "15:00"),
  },
  {
    title: "every 15 minutes for 6 occurrences",
    starts: second,
    rules: ["FREQ=MINUTELY;INTERVAL=15;COUNT=6"],
    expected: at("1997-09-02", "09:00", "09:15", "09:30", "09:45", "10:00", "10:15"),
  },
  {
    title: "every hour and a half for 4 occurrences",
    starts: second,
    rules: ["FREQ=MINUTELY;INTERVAL=90;COUNT=4"],
    expected: at("1997-09-02", "09:00", "10:30", "12:00", "13:30"),
  },
  {
    title: "every 20 minutes from 9:00 AM to 4:40 PM every day",
    starts: second,
    rules: [
      "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
      "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16",
    ],
    expected: [...every20("1997-09-02"), ...every20("1997-09-03")],
    goesOn: true,
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
  {
    title: "an invalid date (i.e., February 30) is ignored",
    starts: "2007-01-15T09:00",
    rules: ["FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5"],
    expected: days("2007-01 15 30", "2007-02 15", "2007-03 15 30"),
  },
];
