/** Files that are dropped into Slack: read from Slack alone, with our token, and only so much of them. */
import test, { type ExecutionContext } from "ava";
import { event, type Delivery } from "./testing/deliver.ts";
import type { FakeFile } from "./testing/fake-state.ts";
import { heardBy, janesStage } from "./testing/janes-stage.ts";
import type { SlackStage } from "./testing/slack-stage.ts";

const rows = "Company,Email\nQuartz Ltd,hello@quartz.example\n";
const path = "/files-pri/T1-F1/download/leads.csv";
const leads = {
  id: "F1",
  name: "leads.csv",
  mimetype: "text/csv",
  filetype: "csv",
  size: rows.length,
  mode: "hosted",
  file_access: "visible",
  url_private: "https://files.slack.com/files-pri/T1-F1/leads.csv",
  url_private_download: `https://files.slack.com${path}`,
};

const preview = ({ file = "" }: { file?: string }) => ({
  id: crypto.randomUUID(),
  file,
  rows: 1,
  noun: "party",
  columns: [],
  questions: [],
  would: { add: 1, update: 0, repeat: 0, refuse: 0 },
  problems: [],
});

async function stageOf(t: ExecutionContext, file: FakeFile = { body: rows }): Promise<SlackStage> {
  const stage = await janesStage(t, { "import.preview": preview });
  stage.slack.files.set(path, file);
  return stage;
}

let count = 0;
const dropped = (inner: object, files: readonly object[] = [leads]): Delivery => {
  const ts = `17638000${(count += 1) + 10}.000100`;
  const where = { channel: "D1", channel_type: "im" };
  const said = { type: "message", subtype: "file_share", ...where, ts, text: "", files, upload: true };
  return event(`Ev-f${count}`, { ...said, ...inner }, heardBy);
};

/** What was said to it. */
async function drop(stage: SlackStage, inner: object = {}, files?: readonly object[]): Promise<string> {
  const before = stage.slack.messages.length;
  const delivery = dropped(inner, files);
  for (let time = 0; time < 3; time++) await stage.deliver(delivery);
  await stage.settled();
  return stage.slack.messages
    .slice(before)
    .map(({ input }) => JSON.stringify(input))
    .join("\n");
}

const fetched = ({ slack }: SlackStage) => slack.sent.filter(({ method }) => method === "file");
const previewed = ({ hub }: SlackStage) =>
  hub.effects.map(({ input }) => Buffer.from(String(input["content"]), "base64").toString());

test("a file with rows in the direct channel is fetched with our token, looked at once, and told there", async (t) => {
  const stage = await stageOf(t);
  t.regex(await drop(stage), /leads\.csv: 1 row of parties.*import run /);
  t.like(stage.hub.effects[0], {
    call: "import.preview",
    input: { file: "leads.csv" },
    options: { person: "@jane:hub.localhost", source: { kind: "slack", room: "T1/D1" } },
  });
  t.deepEqual(previewed(stage), [rows]);
  t.deepEqual(
    fetched(stage).map(({ token }) => token),
    ["xoxb-1"],
  );
  t.is(stage.slack.messages[0]?.channel, "D1");
});

test("a file beside a mention is told to whoever dropped it alone; one that only others got is not read", async (t) => {
  const stage = await stageOf(t);
  const where = { channel: "C1", channel_type: "channel" };
  t.regex(await drop(stage, { ...where, type: "app_mention", text: "<@UBOT>" }), /leads\.csv: 1 row/);
  t.like(stage.slack.messages[0], { channel: "C1", to: "U1" });
  t.is(await drop(stage, { ...where, text: "look" }), "");
  t.is(await drop(stage, { ...where, text: "<@UBOT> help", subtype: "bot_message" }), "");
  t.is(previewed(stage).length, 1);
});

test("in the thread of a card a file is a file", async (t) => {
  const stage = await stageOf(t);
  const metadata = { event_type: "hub_answer", event_payload: { key: "k", record: "TD-7" } };
  stage.slack.messages.push({ channel: "D1", ts: "1763800000.5", input: { text: "card", metadata } });
  for (const text of ["", "done"])
    t.regex(await drop(stage, { thread_ts: "1763800000.5", text }), /leads\.csv: 1 row/);
});

test("words beside a file that begin a command are not done, and that is said; others belong to the file", async (t) => {
  const stage = await stageOf(t);
  const told = await drop(stage, { text: "add prospect Acme" });
  t.regex(told, /leads\.csv: 1 row.*“add prospect Acme” was not done/);
  for (const text of ["here are our leads", "import", "Import as deals"])
    t.notRegex(await drop(stage, { text }), /was not done/);
  t.like(stage.hub.effects.at(-1), { input: { file: "leads.csv", noun: "deal" } });
  t.is(stage.hub.effects.filter(({ call }) => call !== "import.preview").length, 0);
});

test("beside a picture words are words; a picture alone says nothing, and strangers' files are not read", async (t) => {
  const stage = await stageOf(t);
  const picture = { ...leads, name: "shelf.png", mimetype: "image/png", filetype: "png" };
  t.regex(await drop(stage, { text: "cancel" }, [picture]), /Nothing is under way/);
  t.is(await drop(stage, {}, [picture]), "");
  t.is(await drop(stage, {}, [{ ...leads, mode: "tombstone" }]), "");
  t.is(await drop(stage, { bot_id: "B2" }), "");
  t.regex(await drop(stage, { user: "U9" }), /do not know who you are/);
  t.deepEqual(fetched(stage), []);
});

test("of a file of another organisation Slack is asked first: it may hold rows, or not, or not be ours to read", async (t) => {
  const stage = await stageOf(t);
  const shared = { id: "F1", mode: "file_access", file_access: "check_file_info", created: 0, user: "" };
  stage.slack.answers.set("files.info", () => ({ ok: true, file: leads }));
  t.regex(await drop(stage, {}, [shared]), /leads\.csv: 1 row/);
  t.like(stage.slack.sent.find(({ method }) => method === "files.info")?.input, { file: "F1" });
  stage.slack.answers.set("files.info", () => ({
    ok: true,
    file: { ...leads, name: "a.png", mimetype: "", filetype: "png" },
  }));
  t.is(await drop(stage, {}, [shared]), "");
  t.regex(await drop(stage, { text: "cancel" }, [shared]), /Cancelled/);
  stage.slack.answers.set("files.info", () => ({ ok: false, error: "file_not_found" }));
  t.is(await drop(stage, {}, [shared]), "");
  stage.slack.answers.set("files.info", () => ({ ok: true, file: shared }));
  t.is(await drop(stage, {}, [shared]), "");
  t.is(previewed(stage).length, 1);
});

test("an address that is not Slack's gets neither a request nor our token", async (t) => {
  const stage = await stageOf(t);
  const elsewhere = [
    "http://files.slack.com/x.csv",
    "https://files.slack.com.evil.example/x.csv",
    "https://files.slack.com@evil.example/x.csv",
    "https://jane@files.slack.com/x.csv",
    "https://files.slack.com:8443/x.csv",
    "https://evil.example/files.slack.com/x.csv",
    "https://169.254.169.254/latest/meta-data",
    "file:///etc/passwd",
    "nonsense",
    "",
  ];
  for (const url of elsewhere) {
    const told = await drop(stage, {}, [{ ...leads, url_private_download: url, url_private: url }]);
    t.regex(told, /leads\.csv is not kept by Slack itself/, url);
  }
  t.deepEqual([...fetched(stage), ...stage.slack.foreign], []);
  t.deepEqual(previewed(stage), []);
});

const large = new Uint8Array(8 * 1024 * 1024 + 1).fill(65);
const refused: Readonly<Record<string, readonly [FakeFile, RegExp]>> = {
  "a page for signing in": [
    { body: "<!DOCTYPE html><html>Sign in", headers: { "content-type": "text/html; charset=utf-8" } },
    /did not hand out leads\.csv, but its page for signing in.*files:read/,
  ],
  "a page that says it is a table": [{ body: "\n<html><body>Sign in" }, /page for signing in/],
  "a way to another address": [
    { body: "", status: 302, headers: { location: "https://evil.example/" } },
    /page for signing in/,
  ],
  no: [{ body: "", status: 403 }, /page for signing in/],
  nothing: [{ body: "", status: 404 }, /leads\.csv is no longer there/],
  "more than it said": [{ body: large }, /at most 8 MB/],
};

for (const [what, [file, told]] of Object.entries(refused))
  test(`when Slack hands out ${what}, it is said, and nothing is looked at`, async (t) => {
    const stage = await stageOf(t, file);
    t.regex(await drop(stage), told);
    t.deepEqual(previewed(stage), []);
    t.is(fetched(stage).length, 1);
  });

test("a file that is too large by its own word is not asked for; of several, none is taken", async (t) => {
  const stage = await stageOf(t);
  t.regex(await drop(stage, {}, [{ ...leads, size: large.length }]), /at most 8 MB/);
  t.regex(
    await drop(stage, {}, [leads, { ...leads, id: "F2", name: "deals.csv" }]),
    /One file at a time.*leads\.csv, deals\.csv/,
  );
  t.deepEqual(fetched(stage), []);
});

test("while Slack cannot hand it out it is asked again, in its time, and the file is looked at once", async (t) => {
  const stage = await stageOf(t);
  await drop(stage, { text: "help", files: [] });
  stage.slack.failures.push(429, 503);
  t.regex(await drop(stage), /leads\.csv: 1 row/);
  t.is(previewed(stage).length, 1);
});
