export type * from "./types.ts";
export type { RegistrationMode } from "./account/register.ts";
export { openChat, serverOptions } from "./open.ts";
export { readRegistration } from "./appservice/registration-file.ts";
