/** Good inputs for what waits for a yes. */
import { HubProblem } from "../../client.ts";
import { addRole, type Confirmation } from "../../contract/index.ts";
import type { World } from "./examples.ts";

/** Something that the administrator asked for in words and that waits for their own yes. */
async function waiting({ test, unique }: World): Promise<{ id: string }> {
  const source = { kind: "chat", room: "!r:hub.localhost" } as const;
  try {
    await test.admin.hub(addRole, { label: `Asked ${unique()}`, like: "support" }, { source });
  } catch (error) {
    if (error instanceof HubProblem && error.status === 428)
      return { id: (error.problem["confirmation"] as Confirmation).id };
    throw error;
  }
  throw new Error("role.add in words did not wait");
}

export const confirmationExamples = {
  "confirmation.list": () => Promise.resolve({}),
  "confirmation.details": waiting,
  "confirmation.give": waiting,
  "confirmation.withdraw": waiting,
};
