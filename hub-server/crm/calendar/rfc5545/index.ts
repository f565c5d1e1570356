/** Every recurrence example of RFC 5545 §3.8.5.3. */
import { dailyAndWeekly } from "./daily-weekly.ts";
import type { Example } from "./example.ts";
import { hourly } from "./hourly.ts";
import { monthly } from "./monthly.ts";
import { yearly } from "./yearly.ts";

export const examples: readonly Example[] = [...dailyAndWeekly, ...monthly, ...yearly, ...hourly];
