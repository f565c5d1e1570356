export type * from "./types.ts";
export { openIdentity } from "./open.ts";
