import test from "ava";
import { listRoles } from "../../contract/index.ts";
import { holds, table } from "../../testing/generated.ts";
import { testHub } from "../../testing/hub.ts";

test("PERMISSIONS.md shows what each role may do in a new company", async (t) => {
  const hub = await testHub(t);
  const { items: roles } = await hub.admin.hub(listRoles, {});
  const rights = [
    ...new Set(roles.flatMap((role) => role.permissions.map((permission) => permission.right))),
  ].toSorted();
  const cell = (role: (typeof roles)[number], right: string) => {
    const permission = role.permissions.find((candidate) => candidate.right === right);
    if (!permission) return "";
    return permission.hidden.length
      ? `${permission.scope} (not ${permission.hidden.join(", ")})`
      : permission.scope;
  };
  const rows = rights.map((right) => [`\`${right}\``, ...roles.map((role) => cell(role, right))]);
  const text = `# The permission matrix

Made by \`npm run docs\` from a new company's database. An empty cell is a refusal. Scopes: *own* records, the *team*'s (everybody below
and beside), those shared with a *group*, or *all*. Fields in brackets are hidden by that role's grant.

${table(["Right", ...roles.map((role) => role.label)], rows)}
`;
  await holds(t, new URL("PERMISSIONS.md", import.meta.url), text);
});
