/** Roles: made, changed, permitted and forbidden by administrators; and why somebody may or may not. */
import { explain } from "../access/explain.ts";
import type { Handler } from "../context.ts";
import { roleHandlers as changes } from "./roles.ts";

export const roleHandlers: readonly Handler[] = [...changes, explain];
