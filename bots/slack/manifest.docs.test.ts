/** The committed manifest says what the declarations say. `npm run docs` renews it. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import { shortcuts } from "../commands/forms.ts";
import { hear } from "./heard.ts";
import { events, manifest, placeholder, slashCommand } from "./manifest.ts";

const files = [
  ["slack-manifest.json", false],
  ["slack-manifest.socket.json", true],
] as const;

for (const [name, socket] of files)
  test(`${name} is current`, (t) => {
    const path = fileURLToPath(new URL(`../${name}`, import.meta.url));
    const text = `${JSON.stringify(manifest({ publicUrl: placeholder, socket }), null, 2)}\n`;
    if (process.env["UPDATE_DOCS"]) writeFileSync(path, text);
    t.is(readFileSync(path, "utf8"), text);
  });

test("names fit where Slack shows them", (t) => {
  t.true(shortcuts.length <= 9, "Slack takes ten, one of them is the home");
  for (const { id, name, help } of shortcuts) {
    t.regex(id, /^[a-z_]{1,255}$/);
    t.true(name.length >= 1 && name.length <= 24, name);
    t.true(help.length >= 1 && help.length <= 150, help);
  }
});

const heardAs: Readonly<Record<(typeof events)[number], object>> = {
  app_home_opened: { type: "app_home_opened", tab: "home" },
  app_mention: { type: "app_mention", text: "<@B> help", ts: "1.1" },
  app_uninstalled: { type: "app_uninstalled" },
  link_shared: { type: "link_shared", links: [{ url: "https://hub.example/x" }], message_ts: "1.1" },
  "message.channels": {
    type: "message",
    channel_type: "channel",
    text: "I'll send the quote by Friday",
    ts: "1.1",
  },
  "message.groups": { type: "message", channel_type: "group", text: "Ich schicke es bis Freitag", ts: "1.1" },
  "message.im": { type: "message", channel_type: "im", text: "help", ts: "1.1" },
  reaction_added: {
    type: "reaction_added",
    reaction: "x",
    item: { type: "message", channel: "C1", ts: "1.1" },
  },
  tokens_revoked: { type: "tokens_revoked", tokens: { bot: ["UB"] } },
};

test("every event that is asked for is heard", (t) => {
  const authorizations = [{ team_id: "T1", user_id: "UB", is_bot: true }];
  for (const name of events) {
    const event = { user: "U1", channel: "C1", ...heardAs[name] };
    const heard = hear(
      { type: "event_callback", team_id: "T1", event_id: "Ev1", authorizations, event },
      slashCommand,
    );
    t.true(heard !== undefined && "keep" in heard, name);
  }
});
