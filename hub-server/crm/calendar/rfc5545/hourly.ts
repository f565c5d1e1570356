/** Examples of RFC 5545 §3.8.5.3. */
import { at, every20, second, type Example } from "./example.ts";

export const hourly: readonly Example[] = [
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
];
