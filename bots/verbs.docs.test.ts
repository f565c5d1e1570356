import test from "ava";
import { holds, table } from "@singularity/hub-server/testing";
import { commands } from "./commands/index.ts";
import { reachOf } from "./surfaces.ts";

/** Verbs for every noun have as many calls as there are nouns. */
const some = (names: readonly string[]) =>
  (names.length ? names : ["—"])
    .slice(0, 3)
    .map((name) => (name === "—" ? name : `\`${name}\``))
    .join(" ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");

test("VERBS.md lists every verb, and where it can be used", async (t) => {
  const rows = commands.map((command) => {
    const { verb, room, composer, slash, form, rest, tools } = reachOf(command);
    return [`\`${verb}\``, command.help, room, composer, slash, form, some(rest), some(tools)];
  });
  const header = [
    "Verb",
    "What it does",
    "Matrix room",
    "Web composer",
    "Slack /hub",
    "Slack form",
    "REST",
    "MCP tool",
  ];
  const files = commands.flatMap(({ verb, takesFile }) => (takesFile ? `\`${verb}\`` : [])).join(", ");
  const text = `# Every verb, and where it can be used

Made by \`npm run docs\` from the commands and the calls that they come to. ${commands.length} verbs. Tests drive each of them through
every column (\`npm run test:doors\`) and look that its call is made: \`verbs.test.ts\` in a Matrix room through matrix-js-sdk and by Slack's \`/hub\`,
\`verbs-elsewhere.test.ts\` by its Slack form, over REST and as a tool, \`.ci/composer.test.ts\` in a browser. "private": only where nobody
else listens. A form is opened by \`form <verb>\`, and by a shortcut where one is named. ${files} takes the CSV file that is dropped into the
direct chat, in any Matrix client, in the web app and in Slack; in Slack beside a mention too (\`import.test.ts\`, \`slack.test.ts\`).

${table(header, rows)}
`;
  await holds(t, new URL("VERBS.md", import.meta.url), text);
});

test("every verb that is not about another chat can be used in a room, in the composer and in Slack", (t) => {
  for (const command of commands) {
    const { room, composer, slash, verb } = reachOf(command);
    if (command.verb !== "connect" && command.verb !== "disconnect") t.not(room, "—", verb);
    t.is(room, composer, verb);
    t.not(slash, "—", verb);
  }
});
