/** The calendar over to-dos and meetings. */
import type { Handler } from "../context.ts";
import { agenda } from "./agenda.ts";
import { busy } from "./busy.ts";
import { feed, feeds, revoke } from "./feed.ts";
import { importing } from "./import.ts";

export const calendarHandlers: readonly Handler[] = [agenda, busy, feed, feeds, revoke, importing];
