/** What tests of every package may use; nothing of it is part of the product. */
/** For programs that are no tests, e.g. benchmarks: sets what the others here need. */
export { openDoor } from "./cluster-door.ts";
export { openTestDatabase, testDatabase } from "./database.ts";
export type { TestDatabase } from "./database.ts";
export { holds, table } from "./generated.ts";
export { openTestHub, testHub } from "./hub.ts";
export type { TestHub, TestHubOptions, TestPerson } from "./hub.ts";
export { asOwner } from "./owner.ts";
