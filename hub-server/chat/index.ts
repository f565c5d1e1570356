export type * from "./types.ts";
export { openChat, serverOptions } from "./open.ts";
