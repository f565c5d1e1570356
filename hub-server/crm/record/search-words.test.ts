/** The words by which search corrects and foretells: those that some record holds, whoever writes beside whom. */
import test from "ava";
import { Client } from "pg";
import { parties, recordFind } from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";
import { asOwner } from "../../testing/owner.ts";
import { until } from "../calendar/testing.ts";
import { forgetWords } from "./words.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

const titles = async (text: string) =>
  (await hub.admin.hub(recordFind, { text })).items.map((item) => item.title);

/** Two people who write at the same time, as the owner of the tables. */
async function twoWriters(work: (one: Client, other: Client) => Promise<void>): Promise<void> {
  const clients = [0, 1].map(() => new Client({ connectionString: hub.database.ownerUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  try {
    await work(clients[0]!, clients[1]!);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

const named = async (name: string) => (await hub.admin.hub(parties.add, { name })).record.id;

const rename = (client: Client, id: string, name: string) =>
  client.query(`update crm.party set name = $2 where id = $1`, [id, name]);

const isKept = async (word: string) =>
  (await asOwner(hub, `select 1 as kept from crm.search_word where word = $1`, [word])).length > 0;

const sweep = () => forgetWords(hub.database.pool);

test("a word that a rename drops while another record brings it stays", async (t) => {
  const [old, fresh] = [await named("Quillfeather"), await named("Somebody new")];
  await twoWriters(async (one, other) => {
    await one.query("begin");
    await rename(one, old, "Renamed");
    await other.query("begin");
    await rename(other, fresh, "Quillfeather Nine"); // sees the word as known
    await one.query("commit");
    await sweep();
    await sweep();
    await sweep();
    await other.query("commit");
  });
  await sweep();
  t.deepEqual(await titles("nine quillfeather"), ["Quillfeather Nine"]);
  t.deepEqual(await titles("quilfeather"), ["Quillfeather Nine"]);
});

test("a word that is brought while it is being forgotten is learnt anew", async (t) => {
  const old = await named("Wexelblatt");
  await twoWriters(async (one, other) => {
    await rename(one, old, "Renamed too");
    await other.query("begin");
    await other.query("select pg_current_xact_id()"); // so that nothing is over yet
    await sweep();
    const fresh = await named("Back to Wexelblatt");
    await rename(one, fresh, "Gone to Wexelblatt");
    await other.query("commit");
  });
  await sweep();
  t.deepEqual(await titles("to wexelblatt"), ["Gone to Wexelblatt"]);
});

test("a word that two renames drop at once goes", async (t) => {
  const [first, second] = [await named("Nachtigaller"), await named("Nachtigaller Two")];
  await twoWriters(async (one, other) => {
    await one.query("begin");
    await other.query("begin");
    await rename(one, first, "Plain one");
    await rename(other, second, "Plain two");
    await one.query("commit");
    await other.query("commit");
  });
  await until(async () => {
    await sweep(); // waits for whoever writes elsewhere in the cluster
    return !(await isKept("nachtigaller"));
  }, 60_000);
  t.pass();
});
