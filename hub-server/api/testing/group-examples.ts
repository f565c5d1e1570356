/** Good inputs for the calls of groups and roles. */
import { addRole, groups, putIntoGroup } from "../../contract/index.ts";
import type { World } from "./examples.ts";

type Input = Record<string, unknown>;
type Examples = Record<string, (world: World) => Promise<Input>>;
type Make = (world: World) => Promise<string>;
type NounExamples = (
  key: string,
  path: string,
  make: Make,
  add: (world: World) => Promise<Input>,
  change: Input,
) => Examples;

async function aGroup({ test, unique }: World): Promise<string> {
  return (await test.admin.hub(groups.add, { name: `Group ${unique()}`, of: "person" })).record.number;
}
async function aRole({ test, unique }: World): Promise<string> {
  return (await test.admin.hub(addRole, { label: `Made ${unique()}`, like: "support" })).role;
}

/** @param aPerson makes a colleague */
export const groupExamples = (nounExamples: NounExamples, aPerson: Make): Examples => ({
  ...nounExamples(
    "group",
    "groups",
    aGroup,
    ({ unique }) =>
      Promise.resolve({
        name: `Near ${unique()}`,
        of: "party",
        rule: { all: [{ field: "city", op: "is", value: "Berlin" }] },
      }),
    { description: "those nearby" },
  ),
  "group.put": async (world) => ({ ref: await aGroup(world), members: [await aPerson(world)] }),
  "group.take": async (world) => {
    const [ref, member] = [await aGroup(world), await aPerson(world)];
    await world.test.admin.hub(putIntoGroup, { ref, members: [member] });
    return { ref, members: [member] };
  },
  "group.members": async (world) => ({ ref: await aGroup(world) }),
  "group.preview": () =>
    Promise.resolve({ of: "party", rule: { all: [{ field: "city", op: "is", value: "Berlin" }] } }),
  "role.add": ({ unique }) => Promise.resolve({ label: `Role ${unique()}`, like: "support" }),
  "role.change": async (world) => ({ role: await aRole(world), label: `Renamed ${world.unique()}` }),
  "role.remove": async (world) => ({ role: await aRole(world) }),
  "role.permit": async (world) => ({
    role: await aRole(world),
    right: "party:view",
    scope: "rule",
    rule: { all: [{ field: "city", op: "is", value: "Berlin" }] },
    hidden: ["tax_id"],
  }),
  "role.forbid": async (world) => ({ role: await aRole(world), right: "party:view" }),
});
