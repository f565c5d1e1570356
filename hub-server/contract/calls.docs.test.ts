import test from "ava";
import { holds, table } from "../testing/generated.ts";
import { calls } from "./index.ts";

test("CALLS.md lists every call as it is declared", async (t) => {
  const rows = calls.map((call) => [
    `\`${call.name}\``,
    `\`${call.http}\``,
    call.needs,
    call.effect,
    call.help,
  ]);
  const text = `# Every call

Made by \`npm run docs\` from the declarations in this folder. REST paths are below \`/api/v1\`; the OpenAPI document is served at
\`/api/v1/openapi.json\`. ${calls.length} calls.

${table(["Call", "REST", "Needs", "Effect", "What it does"], rows)}
`;
  await holds(t, new URL("CALLS.md", import.meta.url), text);
});
