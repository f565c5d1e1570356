/** Confidential feedback: its author is named to nobody, on any surface, and kept for an audit. */
import test from "ava";
import pg from "pg";
import {
  auditFeedback,
  calls,
  feedbacks,
  listChanges,
  pathFields,
  route,
  undoChange,
} from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";

let hub: TestHub;
let boss: TestPerson;
let ann: TestPerson;
let ben: TestPerson;
test.before(async () => {
  hub = await openTestHub();
  boss = await hub.person("boss", ["manager"]);
  ann = await hub.person("ann", ["sales-executive"], { manager: "boss", name: "Quenby Authorsdottir" });
  ben = await hub.person("ben", ["sales-executive"], { manager: "boss" });
});
test.after.always(() => hub?.stop());

const code = async (promise: Promise<unknown>) => {
  try {
    await promise;
    return "done";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

/** The smallest objects in an answer that hold a word, as text. */
function smallest(value: unknown, word: string): string[] {
  if (value === null || typeof value !== "object" || !JSON.stringify(value).includes(word)) return [];
  const inner = Object.values(value).flatMap((part) => smallest(part, word));
  return inner.length ? inner : Array.isArray(value) ? [] : [JSON.stringify(value)];
}

const longAgo = "2020-01-01T00:00:00Z";

/** What makes each read answer something. */
function queriesOf(url: string): string[] {
  const now = encodeURIComponent(new Date().toISOString());
  if (/\/(find|search)$/.test(url)) return ["?text=shouts&limit=50"];
  if (url.endsWith("/why")) return ["", "?field=text", "?field=owner", "?field=status"];
  if (url.endsWith("/diff")) return [`?since=${longAgo}`];
  if (url.endsWith("/asof")) return [`?at=${now}`, `?noun=feedback&at=${now}`];
  return ["", "?sort=-created_at"];
}

/** Every read, with every reference that could lead to the feedback, as the person. */
async function everything(person: TestPerson, refs: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const call of calls.filter((one) => one.effect === "read")) {
    const { path } = route(call);
    for (const ref of pathFields(call).includes("ref") ? refs : ["-"]) {
      const url = path
        .replace("{ref}", encodeURIComponent(ref))
        .replace("{room}", "!x:y")
        .replace("{call}", "feedback.add");
      for (const query of queriesOf(url)) {
        if (/\/(people|session|tokens)/.test(url)) continue; // the directory of colleagues names everybody
        const response = await fetch(`${hub.url}/api/v1${url}${query}`, {
          headers: { authorization: `Bearer ${person.token}` },
        });
        texts.push(await response.text());
      }
    }
  }
  return texts.join("\n");
}

test.serial(
  "nobody learns who gave confidential feedback: not its subject, no manager, no administrator, on no surface",
  async (t) => {
    const { record, card, room, change } = await ann.hub(feedbacks.add, {
      about: "@boss",
      kind: "rating",
      score: 2,
      text: "shouts in meetings",
    });
    t.true(record.confidential);
    t.true(record.mine);
    t.deepEqual([record.owner, card.by, room], [null, null, null]);
    await ann.hub(feedbacks.change, { ref: record.number, text: "shouts in all meetings" });
    await hub.told();
    const [me] = (
      await hub.database.pool.query<{ id: string; number: string }>(
        `select id, number from access.person where user_id = $1`,
        [ann.userId],
      )
    ).rows;
    const [subject] = (
      await hub.database.pool.query<{ number: string }>(
        `select number from access.person where user_id = $1`,
        [boss.userId],
      )
    ).rows;
    const traces = ["Quenby", me!.id, me!.number, ann.userId];
    for (const reader of [boss, hub.admin]) {
      const seen = await reader.hub(feedbacks.details, { ref: record.number });
      t.is(seen.text, "shouts in all meetings");
      t.false(seen.mine);
      const text = await everything(reader, [record.number, subject!.number]);
      t.true(text.includes("shouts in all meetings"));
      const own = text.split("\n").flatMap((answer) => smallest(JSON.parse(answer), "shouts"));
      t.true(own.length > 4);
      for (const trace of traces)
        t.false(
          own.some((part) => part.includes(trace)),
          `${trace} to ${reader.userId}`,
        );
      t.deepEqual((await reader.hub(feedbacks.list, { owner: "@ann", about: "@boss" })).items, []);
      const changes = (await reader.hub(listChanges, { ref: record.number })).items;
      t.deepEqual(
        changes.map((entry) => entry.by),
        [null, null],
      );
    }
    t.is(await code(ben.hub(feedbacks.details, { ref: record.number })), "not-found");
    t.deepEqual(
      (await ben.hub(feedbacks.list, {})).items.filter((item) => item.personal),
      [],
    );
    const events = await hub.database.pool.query(
      `select actor_id, via, source_ref from hub.change_event where entity = 'feedback' and entity_id = $1`,
      [record.id],
    );
    t.true(
      events.rows.every(
        (row) => row.actor_id === null && row.via === null && JSON.stringify(row.source_ref) === "{}",
      ),
    );
    t.is((await ann.hub(undoChange, { change })).undone, change); // still theirs to take back
    t.is(await code(boss.hub(feedbacks.details, { ref: record.number })), "done");
  },
);

test.serial(
  "its subject and their manager are told directly, without a name, and no room hears of it",
  async (t) => {
    const chief = await hub.person("chief", ["manager"]);
    const lead = await hub.person("lead", ["support"], { manager: "chief" });
    await hub.person("worker", ["support"], { manager: "lead", name: "Ursula Unnamed" });
    const worker = await hub.inside.identity.openSession(`@worker:${hub.serverName}`, { deviceName: "t" });
    const { connect } = await import("../../client.ts");
    await connect(hub.url, worker.token)(feedbacks.add, {
      about: "@lead",
      kind: "review",
      text: "explains well",
    });
    await hub.told();
    for (const person of [lead, chief]) {
      const rooms = await hub.inside.chat.rooms.joined(person.userId);
      const { rows } = await ownerQuery(
        `select e.body::text as content from (select to_jsonb(e) as body from chat.event e) e where e.body::text like '%explains well%'`,
      );
      t.true(rooms.length > 0);
      t.true(rows.length >= 2);
      t.false(rows.some((row) => row.content.includes("Ursula")));
    }
  },
);

async function ownerQuery(sql: string): Promise<{ rows: { content: string }[] }> {
  const client = new pg.Client({ connectionString: hub.database.ownerUrl });
  await client.connect();
  try {
    return await client.query<{ content: string }>(sql);
  } finally {
    await client.end();
  }
}

test.serial("an audit tells the author, keeps who asked and why, and never tells the subject", async (t) => {
  const root = await hub.person("root", ["administrator"]);
  const { record } = await ann.hub(feedbacks.add, { about: "@root", kind: "rating", score: 1 });
  const { author } = await hub.admin.hub(auditFeedback, {
    ref: record.number,
    reason: "a complaint was made",
  });
  t.is(author.title, "Quenby Authorsdottir");
  const [entry] = (await hub.admin.hub(listChanges, { ref: record.number })).items;
  t.is(entry?.by?.title, "Administrator");
  t.deepEqual(entry?.patch, { audited: [null, "a complaint was made"] });
  t.is(await code(root.hub(auditFeedback, { ref: record.number, reason: "I am curious" })), "not-allowed");
  t.is(await code(boss.hub(auditFeedback, { ref: record.number, reason: "I am curious" })), "not-allowed");
  t.is(await code(root.hub(feedbacks.remove, { ref: record.number })), "not-allowed"); // nor take it away
});
