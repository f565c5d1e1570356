/** History: as-of answers what details answered then, whatever was done since; why and diff tell who and from where. */
import { setTimeout as sleep } from "node:timers/promises";
import test from "ava";
import fc from "fast-check";
import {
  interactions,
  parties,
  recordAsOf,
  recordDiff,
  recordsAsOf,
  undoChange,
  convertParty,
  whyChange,
} from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

const step = fc.record({
  what: fc.constantFrom(
    "add",
    "change",
    "change",
    "change",
    "custom",
    "convert",
    "remove",
    "restore",
    "undo",
  ),
  which: fc.nat(5),
  text: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 12 }),
  number: fc.nat(1000),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
interface Snapshot {
  at: string;
  details: Map<string, unknown>;
}

const fields = (record: object) => record as Record<string, unknown>;

/** Without what depends on the clock of the moment rather than on the history. */
function stable(record: unknown): unknown {
  const { changed_at: _changed, removed_at, ...rest } = record as Record<string, unknown>;
  return { ...rest, removed: removed_at !== null };
}

async function take(made: string[], changes: string[], { what, which, text, number }: Step): Promise<void> {
  const ref = made[which % made.length];
  if (what === "add" || !ref) {
    const { record, change } = await hub.admin.hub(parties.add, { name: `P ${text}`, city: text });
    made.push(record.id);
    changes.push(change);
    return;
  }
  const credit_limit = number % 2 ? { amount_minor: number, currency: "EUR" } : null;
  const parent = made[number % made.length]!;
  const steps = {
    change: () =>
      hub.admin.hub(parties.change, {
        ref,
        ...[{ city: text }, { credit_limit }, { parent }, { tags: [text], note: text }, { owner: "ann" }][
          number % 5
        ],
      }),
    custom: () => hub.admin.hub(parties.change, { ref, custom: { [`k${number % 2}`]: number } }),
    convert: () => hub.admin.hub(convertParty, { ref }),
    remove: () => hub.admin.hub(parties.remove, { ref }),
    restore: () => hub.admin.hub(parties.restore, { ref }),
    undo: () => hub.admin.hub(undoChange, { change: changes[number % changes.length]! }),
  };
  const done = await steps[what]().catch(() => undefined); // what is refused changes nothing
  if (done) changes.push(done.change);
}

test("as-of every step equals what details answered at that step, for records and the list", async (t) => {
  await hub.person("ann", ["manager"]);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const [made, changes, snapshots]: [string[], string[], Snapshot[]] = [[], [], []];
      for (const one of steps) {
        await take(made, changes, one);
        await sleep(3);
        const details = new Map<string, unknown>();
        for (const ref of made) details.set(ref, stable(await hub.admin.hub(parties.details, { ref })));
        snapshots.push({ at: new Date().toISOString(), details });
        await sleep(3);
      }
      for (const { at, details } of snapshots) {
        for (const ref of made)
          if (details.has(ref))
            t.deepEqual(stable((await hub.admin.hub(recordAsOf, { ref, at })).record), details.get(ref));
          else await t.throwsAsync(hub.admin.hub(recordAsOf, { ref, at }), { message: /at 20/ });
        const { items } = await hub.admin.hub(recordsAsOf, { noun: "party", at, limit: 200 });
        const there = [...details].filter(([, one]) => !(one as { removed: boolean }).removed);
        t.deepEqual(
          items.map((item) => item.id).filter((id) => made.includes(id)),
          there.map(([id]) => id),
        );
      }
    }),
    { numRuns: 6 },
  );
});

test("an as-of list pages over what was removed since and leaves out what came later", async (t) => {
  const names = ["One", "Two", "Three", "Four"];
  const made: string[] = [];
  for (const name of names)
    made.push((await hub.admin.hub(parties.add, { name, industry: "paged" })).record.id);
  await sleep(3);
  const at = new Date().toISOString();
  await sleep(3);
  await hub.admin.hub(parties.remove, { ref: made[1]! });
  await hub.admin.hub(parties.change, { ref: made[0]!, name: "Renamed" });
  await hub.admin.hub(parties.add, { name: "Five", industry: "paged" });
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await hub.admin.hub(recordsAsOf, {
      noun: "party",
      at,
      limit: 1,
      ...(after ? { after } : {}),
    });
    t.true(page.items.length <= 1);
    seen.push(...page.items.filter((item) => fields(item)["industry"] === "paged").map((item) => item.title));
    after = page.next ?? undefined;
  } while (after);
  t.deepEqual(seen, names);
});

test("why tells who, when, old value, call and a link to the message", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Reasoned", city: "Bonn", tax_id: "DE-9" });
  const source = { kind: "chat", room: "!r:hub.localhost", event: "$e" } as const;
  await hub.admin.hub(parties.change, { ref: record.id, city: "Paris" }, { source });
  const { items } = await hub.admin.hub(whyChange, { ref: record.number, field: "City" });
  t.is(items.length, 1);
  const [city] = items;
  t.is(city!.old, "Bonn");
  t.is(city!.value, "Paris");
  t.is(city!.by?.title, "Administrator");
  t.is(city!.call, "party.change");
  t.is(city!.origin.link, "https://matrix.to/#/!r%3Ahub.localhost/%24e");
  const all = await hub.admin.hub(whyChange, { ref: record.number });
  t.is(all.items.find((item) => item.field === "tax_id")?.value, "DE-9");
  const owner = all.items.find((item) => item.field === "owner")?.value;
  t.is((owner as { title: string } | undefined)?.title, "Administrator");
  await t.throwsAsync(hub.admin.hub(whyChange, { ref: record.number, field: "colour" }), {
    message: /one of/,
  });
});

test("what is hidden stays hidden in why, as-of and diff", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Veiled", tax_id: "CANARY", note: "n" });
  const at = "2020-01-01T00:00:00Z";
  const dev = await hub.person("dev", ["product-developer"]);
  const answers = [
    await dev.hub(whyChange, { ref: record.id }),
    await dev.hub(recordAsOf, { ref: record.id, at: "2100-01-01T00:00:00Z" }),
    await dev.hub(recordDiff, { ref: record.id, since: at }),
    await dev.hub(recordsAsOf, { noun: "party", at: "2100-01-01T00:00:00Z", limit: 200 }),
  ];
  t.false(JSON.stringify(answers).includes("CANARY"));
  await t.throwsAsync(dev.hub(whyChange, { ref: record.id, field: "tax_id" }), { message: /tax_id/ });
  const nobody = await hub.person("nobody", []);
  await t.throwsAsync(nobody.hub(recordsAsOf, { noun: "party", at: "2100-01-01T00:00:00Z" }), {
    message: /party:view/,
  });
});

test("diff gives the first old and the present value, and leaves out what came back", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Differing", city: "A", country: "X" });
  await sleep(3);
  const since = new Date().toISOString();
  for (const city of ["B", "C"]) await hub.admin.hub(parties.change, { ref: record.id, city });
  for (const country of ["Y", "X"]) await hub.admin.hub(parties.change, { ref: record.id, country });
  const { items } = await hub.admin.hub(recordDiff, { ref: record.id, since });
  t.deepEqual(
    items.map(({ field, old, value, times }) => ({ field, old, value, times })),
    [{ field: "city", old: "A", value: "C", times: 2 }],
  );
  t.deepEqual(
    items[0]!.by.map((link) => link.title),
    ["Administrator"],
  );
});

test("other nouns have a past too", async (t) => {
  const { record: party } = await hub.admin.hub(parties.add, { name: "Called" });
  const { record } = await hub.admin.hub(interactions.add, {
    party: party.id,
    channel: "call",
    body: "first",
  });
  await sleep(3);
  const at = new Date().toISOString();
  await hub.admin.hub(interactions.change, { ref: record.id, body: "second" });
  const past = (await hub.admin.hub(recordAsOf, { ref: record.id, at })).record;
  t.is(fields(past)["body"], "first");
  t.is((fields(past)["party"] as { id: string }).id, party.id);
});
