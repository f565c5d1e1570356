import test from "ava";
import { readSigns } from "./signs.ts";
import { hear, readEvent, type Heard, type MatrixEvent } from "./event.ts";

const me = "@hub:hub.localhost";
const ears = {
  userId: me,
  isVerb: (word: string) => ["log", "help", "show"].includes(word),
  signs: readSigns("↩=undo ❓=why 📝=log"),
};
const said = (content: object, more: Partial<MatrixEvent> = {}): MatrixEvent => ({
  type: "m.room.message",
  room_id: "!room:hub.localhost",
  event_id: "$1",
  sender: "@jane:hub.localhost",
  origin_server_ts: 1,
  content: { msgtype: "m.text", ...content },
  ...more,
});
const words = (text: string): Heard => ({ kind: "words", words: text });
const bare = (text: string): Heard => ({ kind: "bare", words: text });
const pill = (name: string, rest: string) => ({
  body: `${name}${rest}`,
  format: "org.matrix.custom.html",
  formatted_body: `<a href="https://matrix.to/#/${encodeURIComponent(me)}">${name}</a>${rest}`,
  "m.mentions": { user_ids: [me] },
});
const inReply = { "m.relates_to": { "m.in_reply_to": { event_id: "$card" } } };

const heard: readonly (readonly [object, Heard | undefined])[] = [
  [{ body: "/log call acme" }, words("log call acme")],
  [{ body: "!log call acme" }, words("log call acme")],
  [{ body: "／log call acme" }, words("log call acme")],
  [{ body: "/hub log call acme" }, words("log call acme")],
  [{ body: "!HUB log call acme" }, words("log call acme")],
  [{ body: "!hub" }, words("help")],
  [{ body: "/hub: log call acme" }, words("log call acme")],
  [{ body: "!help" }, words("help")],
  [{ body: "/?" }, words("?")],
  [{ body: "/log call acme\nnotes" }, words("log call acme\nnotes")],
  [{ body: "@hub log call acme" }, words("log call acme")],
  [{ body: "@hub: log call acme" }, words("log call acme")],
  [{ body: "@hub:hub.localhost log call acme" }, words("log call acme")],
  [{ body: "@hub:hub.localhost: log call acme" }, words("log call acme")],
  [{ body: "Hub: log call acme" }, words("log call acme")],
  [{ body: "Hub, log call acme" }, words("log call acme")],
  [{ body: "hub log call acme" }, words("log call acme")],
  [{ body: "@hub" }, words("help")],
  [pill("Hub", " log call acme"), words("log call acme")],
  [pill("Our Bot", ": log call acme"), words("log call acme")],
  [
    {
      body: "!todo send it Raj & Co by fri Raj",
      format: "org.matrix.custom.html",
      formatted_body:
        '!todo send it <a href="https://matrix.to/#/%40raj%3Ahub.localhost">Raj &amp; Co</a> by fri <a href="https://matrix.to/#/@li:hub.localhost?via=hub.localhost">Raj</a>',
    },
    words("todo send it @raj:hub.localhost by fri @li:hub.localhost"),
  ],
  [
    {
      body: "!connect sales: acme",
      formatted_body: '!connect <a href="https://matrix.to/#/%23sales%3Ahub.localhost">sales</a>: acme',
    },
    words("connect #sales:hub.localhost: acme"),
  ],
  [{ body: "Undo" }, words("Undo")],
  [{ body: "help!" }, words("help")],
  [{ body: "Hub is down today" }, bare("Hub is down today")],
  [{ body: "hubcaps are nice" }, bare("hubcaps are nice")],
  [{ body: "thanks @hub" }, bare("thanks @hub")],
  [{ body: "undo the door" }, bare("undo the door")],
  [{ body: "/etc/hosts is broken" }, bare("/etc/hosts is broken")],
  [{ body: "!!!" }, bare("!!!")],
  [{ body: "log call acme" }, bare("log call acme")],
  [
    { body: "thanks!", "m.mentions": { user_ids: [me] }, ...inReply },
    { kind: "bare", words: "thanks!", of: "$card" },
  ],
  [
    { body: "2", ...inReply },
    { kind: "choice", number: 2, of: "$card" },
  ],
  [
    { body: "> <@hub:hub.localhost> Which?\n> 1. a\n\n2", ...inReply },
    { kind: "choice", number: 2, of: "$card" },
  ],
  [
    { body: "> quoted\n\n/log call acme", ...inReply },
    { kind: "words", words: "log call acme", of: "$card" },
  ],
  [
    {
      body: "tomorrow",
      "m.relates_to": {
        rel_type: "m.thread",
        event_id: "$root",
        is_falling_back: true,
        "m.in_reply_to": { event_id: "$x" },
      },
    },
    { kind: "bare", words: "tomorrow", of: "$root" },
  ],
  [
    {
      body: "* /log call acme 35m",
      "m.new_content": { msgtype: "m.text", body: "/log call acme 35m" },
      "m.relates_to": { rel_type: "m.replace", event_id: "$0" },
    },
    { kind: "edit", words: "log call acme 35m", of: "$0", isBare: false },
  ],
  [{ body: "//log is no command" }, undefined],
  [{ body: "   " }, undefined],
  [{ body: 7 }, undefined],
  [{ body: "/log x", msgtype: "m.notice" }, undefined],
  [{ body: "/log x", msgtype: "m.emote" }, undefined],
  [{ body: "* /log x", "m.relates_to": { rel_type: "m.replace", event_id: "$0" } }, undefined],
];

for (const [content, expected] of heard)
  test(`${JSON.stringify(content).slice(0, 90)} is heard as ${expected?.kind ?? "nothing"}`, (t) => {
    t.deepEqual(hear(said(content), ears), expected);
  });

test("our own words and state events are not heard", (t) => {
  t.is(hear(said({ body: "/help" }, { sender: me }), ears), undefined);
  t.is(hear(said({ body: "/help" }, { state_key: "" }), ears), undefined);
});

test("a reaction is heard with and without the variation selector", (t) => {
  const react = (key: unknown) =>
    hear(
      said({ "m.relates_to": { rel_type: "m.annotation", event_id: "$card", key } }, { type: "m.reaction" }),
      ears,
    );
  t.deepEqual(react("↩"), { kind: "sign", sign: "↩", of: "$card" });
  t.deepEqual(react("↩️"), { kind: "sign", sign: "↩", of: "$card" });
  t.deepEqual(react("❓"), { kind: "sign", sign: "❓", of: "$card" });
  t.deepEqual(react("✅"), { kind: "sign", sign: "✅", of: "$card" });
  t.deepEqual(react("3️⃣"), { kind: "choice", number: 3, of: "$card" });
  t.is(react("👍"), undefined);
  t.is(react(undefined), undefined);
});

test("an invitation is heard when it is ours", (t) => {
  const invite = (state_key: string) =>
    hear(said({ membership: "invite" }, { type: "m.room.member", state_key }), ears);
  t.deepEqual(invite(me), { kind: "invite" });
  t.is(invite("@raj:hub.localhost"), undefined);
});

test("what is no event is left out", (t) => {
  for (const value of [null, 1, "x", {}, { type: "m.room.message" }, { ...said({}), content: null }])
    t.is(readEvent(value), undefined);
  t.truthy(readEvent(said({})));
});

test("a file with rows is heard, by its name or its type; others are posted for people", (t) => {
  const file = (content: object) => hear(said({ msgtype: "m.file", ...content }), ears);
  const mxc = "mxc://hub.localhost/abc";
  t.deepEqual(file({ body: "Leads.CSV", url: mxc }), { kind: "file", name: "Leads.CSV", mxc });
  t.deepEqual(file({ body: "see below", filename: "leads.tsv", url: mxc }), {
    kind: "file",
    name: "leads.tsv",
    mxc,
  });
  t.deepEqual(file({ body: "leads", info: { mimetype: "text/csv" }, file: {} }), {
    kind: "file",
    name: "leads",
    mxc: undefined,
  });
  for (const content of [{ body: "leads.pdf", url: mxc }, { url: mxc }, { body: 7, info: null }])
    t.is(file(content), undefined);
});
