/** The radar: who went silent, and what was promised. */
import type { Handler } from "../context.ts";
import { accept, dismiss, list } from "./decide.ts";
import { propose } from "./propose.ts";
import { silence } from "./silence.ts";

export const radarHandlers: readonly Handler[] = [silence, propose, accept, dismiss, list];
