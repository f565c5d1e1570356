/** Commands that are edited, once and again: what is in force is what the latest words say. */
import test from "ava";
import { commands } from "../commands/index.ts";
import { startWorker } from "../inbox/worker.ts";
import { fakeHub, problem, writtenOf, type Answer, type FakeHub } from "../testing/fake-hub.ts";
import { makeConversation } from "./converse.ts";
import { plainText } from "./render.ts";
import { fakeSurface } from "./surface.ts";

const silent = { warn: () => {}, error: () => {} };
const room = "!team:hub.localhost";

/** A hub in which changes stand until they are undone, and confirmations wait. */
function openHub(more: Record<string, Answer> = {}) {
  const standing = new Map<string, string>();
  const held = new Map<string, "waiting" | "done" | "withdrawn">();
  const fake = fakeHub({
    "interaction.add": ({ party, duration_s }: { party: string; duration_s?: number }) => {
      if (party === "acmee") throw problem(404, "not-found", "There is no acmee that you can see.");
      const written = writtenOf("Call");
      standing.set(written.change, `${party} ${duration_s ?? 0}`);
      return written;
    },
    "change.undo": ({ change }: { change: string }) => {
      if (!standing.delete(change))
        throw problem(409, "conflict", "That was undone already.", { undone: true });
      return { summary: "Undone" };
    },
    "party.merge": () => {
      const id = crypto.randomUUID();
      held.set(id, "waiting");
      const confirmation = {
        id,
        kind: "confirm",
        call: "party.merge",
        title: "Merge",
        facts: [],
        asked_by: "Jane",
      };
      throw problem(428, "confirmation-needed", "Confirm it.", { confirmation });
    },
    "confirmation.details": ({ id }: { id: string }) => ({ id, title: "Merge", state: held.get(id) }),
    "confirmation.withdraw": ({ id }: { id: string }) => {
      held.set(id, "withdrawn");
      return { confirmation: { id, title: "Merge", state: "withdrawn" } };
    },
    ...more,
  });
  return { fake, standing, held };
}

/** Says words, and then edits them; @returns the answers. */
async function say(fake: FakeHub, ...versions: readonly string[]) {
  const surface = fakeSurface();
  const bodies = versions.map((words, index) => ({ words, room, ...(index ? { edits: "$0" } : {}) }));
  for (const [index, body] of bodies.entries())
    fake.inbox.push({ source: "fake", id: `$${index}`, body, attempts: 0, claimedUntil: 0, settled: false });
  const converse = makeConversation(fake.hub, commands);
  const options = { hub: fake.hub, source: "fake", name: "one", surface, converse, laneOf: () => room };
  const worker = startWorker({ ...options, log: silent, claimSeconds: 20 });
  while (!fake.inbox.every(({ settled }) => settled)) await new Promise((resolve) => setTimeout(resolve, 5));
  await worker.stop();
  return surface.answers.map(({ reply }) => reply);
}

test("a command that was refused is edited twice: only the latest words stand", async (t) => {
  const { fake, standing } = openHub();
  await say(fake, "log call acmee", "log call acme", "log call acme 35m");
  t.deepEqual([...standing.values()], ["acme 2100"]);
});

test("a command that was done is edited twice: only the latest words stand, in the same answer", async (t) => {
  const { fake, standing } = openHub();
  const told = await say(fake, "log call acme 5m", "log call acme 25m", "log call acme 35m");
  t.deepEqual([...standing.values()], ["acme 2100"]);
  t.deepEqual(
    told.map(({ replaces }) => replaces),
    [undefined, "answer to $0", "answer to $0"],
  );
});

test("new words that cannot be read change nothing, and the next ones take the place of the old", async (t) => {
  const { fake, standing } = openHub();
  const told = await say(fake, "log call acme 5m", "log kall acme", "log call acme 35m");
  t.regex(plainText(told[1]!), /what the old ones did stands/);
  t.deepEqual([...standing.values()], ["acme 2100"]);
});

test("new words that are refused tell that what the old ones did is gone; the next ones do theirs", async (t) => {
  const { fake, standing } = openHub();
  const told = await say(fake, "log call acme 5m", "log call acmee 5m", "log call acme 35m");
  t.regex(plainText(told[1]!), /^What the old words did was taken back\.\nThere is no acmee/);
  t.deepEqual([...standing.values()], ["acme 2100"]);
  t.notRegex(plainText(told[2]!), /taken back/);
});

test("what was undone by hand before the edit is no reason not to do the new words", async (t) => {
  const { fake, standing } = openHub();
  await say(fake, "log call acme 5m");
  standing.clear();
  const edit = { words: "log call acme 35m", room, edits: "$0" };
  fake.inbox.push({ source: "fake", id: "$9", body: edit, attempts: 0, claimedUntil: 0, settled: false });
  await say(fake);
  t.deepEqual([...standing.values()], ["acme 2100"]);
});

test("what waits for a yes waits no longer when its words are edited", async (t) => {
  const { fake, held } = openHub();
  await say(fake, "merge CUS-3 into CUS-1", "merge CUS-4 into CUS-1", "merge CUS-5 into CUS-1");
  t.deepEqual([...held.values()], ["withdrawn", "withdrawn", "waiting"]);
});

test("what was confirmed before its words were edited stands, and nothing is done beside it", async (t) => {
  const { fake, held } = openHub();
  await say(fake, "merge CUS-3 into CUS-1");
  held.set([...held.keys()][0]!, "done");
  const edit = { words: "merge CUS-4 into CUS-1", room, edits: "$0" };
  fake.inbox.push({ source: "fake", id: "$9", body: edit, attempts: 0, claimedUntil: 0, settled: false });
  const [told] = await say(fake);
  t.regex(plainText(told!), /confirmed meanwhile/);
  t.is(held.size, 1);
});
