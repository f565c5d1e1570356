/** What tests of every package may use; nothing of it is part of the product. */
export { openTestDatabase, testDatabase } from "./database.ts";
export type { TestDatabase } from "./database.ts";
