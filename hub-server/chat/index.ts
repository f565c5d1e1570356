export type * from "./types.ts";
export type { RegistrationMode } from "./account/register.ts";
export { openChat } from "./open.ts";
export { serverOptions } from "./http/server-options.ts";
export { readRegistration } from "./appservice/registration-file.ts";
