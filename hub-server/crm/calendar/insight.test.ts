/** What analytics sees of the calendar: how much is planned and done by whom, not what is said there. */
import test from "ava";
import pg from "pg";
import { answerMeeting, doneTodo, meetings, todos } from "../../contract/index.ts";
import { testHub } from "../../testing/hub.ts";
import { at } from "./testing.ts";

test("views show to-dos and meetings with their owners and answers, and no notes", async (t) => {
  const hub = await testHub(t);
  const ben = await hub.person("ben", ["support"]);
  const todo = await hub.admin.hub(todos.add, { title: "Count", note: "private" });
  await hub.admin.hub(doneTodo, { ref: todo.record.id });
  const starts = at("2027-01-11T10:00");
  const { record } = await hub.admin.hub(meetings.add, {
    title: "Meet",
    starts,
    attendees: ["ben", "x@example.org"],
  });
  await ben.hub(answerMeeting, { ref: record.id, answer: "accepted" });
  const client = new pg.Client({ connectionString: hub.database.insightUrl });
  await client.connect();
  t.teardown(() => client.end());
  const shown = async (sql: string) => (await client.query<Record<string, unknown>>(sql)).rows;
  t.deepEqual(await shown(`select status, repeats, owner_name from insight.todo`), [
    { status: "done", repeats: false, owner_name: "Administrator" },
  ]);
  t.deepEqual(await shown(`select minutes, attendees, accepted from insight.meeting`), [
    { minutes: 60, attendees: 2, accepted: 1 },
  ]);
  const columns = await shown(
    `select column_name from information_schema.columns where table_schema = 'insight' and table_name in ('todo', 'meeting')`,
  );
  t.false(columns.some(({ column_name: name }) => name === "note" || name === "location"));
});
