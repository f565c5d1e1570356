/** What tests of every package may use; nothing of it is part of the product. */
export { openTestDatabase, testDatabase } from "./database.ts";
export type { TestDatabase } from "./database.ts";
export { openTestHub, testHub } from "./hub.ts";
export type { TestHub, TestHubOptions, TestPerson } from "./hub.ts";
