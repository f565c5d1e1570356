/** Long lists: the same rows in the same order whether few match or many, and however little one may see. */
import test from "ava";
import { Client } from "pg";
import { addRole, parties, permitRole } from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

let hub: TestHub;
interface Made {
  readonly name: string;
  readonly city: string | null;
  readonly industry: string;
}
let made: Made[];
test.before(async () => {
  hub = await openTestHub();
  const client = new Client({ connectionString: hub.database.ownerUrl });
  await client.connect();
  const { rows } = await client.query<Made>(`
    insert into crm.party (id, number, name, kind, city, industry, country, owner_id)
    select gen_random_uuid(), 'CUS-' || 10000 + n, 'Name ' || md5(n::text), 'organisation', case when n % 3 > 0 then 'City ' || n % 17 end,
      case when n % 4 = 0 then 'rare' else 'common' end, 'Longland', p.id
    from generate_series(1, 1600) n, access.person p limit 1600
    returning name, city, industry`);
  await client.end();
  made = rows;
});
test.after.always(() => hub?.stop());

async function all(input: object, person = hub.admin): Promise<string[]> {
  const names: string[] = [];
  let after: string | undefined;
  do {
    const page = await person.hub(parties.list, { limit: 200, ...input, ...(after ? { after } : {}) });
    names.push(...page.items.map((item) => item.name!));
    after = page.next ?? undefined;
  } while (after);
  return names;
}

const sorted = (rows: readonly Made[], key: (row: Made) => string) =>
  rows.map(key).toSorted((a, b) => (a < b ? -1 : 1));

test("a filter that many match and one that few match list each row once, in order", async (t) => {
  const inIndustry = (industry: string) => made.filter((row) => row.industry === industry);
  for (const industry of ["common", "rare"])
    t.deepEqual(
      await all({ industry, sort: "name" }),
      sorted(inIndustry(industry), (row) => row.name),
    );
  const cityOf = new Map(made.map((row) => [row.name, row.city ?? ""]));
  for (const [industry, sort] of [
    ["common", "city"],
    ["rare", "-city"],
  ] as const) {
    const cities = (await all({ industry, sort })).map((name) => cityOf.get(name)!);
    const wanted = sorted(inIndustry(industry), (row) => (row.city ?? "").toLowerCase());
    t.deepEqual(
      cities.map((city) => city.toLowerCase()),
      sort === "city" ? wanted : wanted.toReversed(),
    );
  }
});

test("a list sorted by what it is filtered by holds each row once", async (t) => {
  const found = await all({ country: "Longland", sort: "-country" });
  t.is(found.length, 1600);
  t.is(new Set(found).size, 1600);
});

test("who reaches rows by a rule alone finds those, and nothing else", async (t) => {
  const { role } = await hub.admin.hub(addRole, { label: "Rare desk" });
  const rule = {
    any: [
      { field: "industry", op: "one_of", value: ["rare", "none"] },
      { field: "city", op: "is", value: "Nowhere" },
    ],
  };
  await hub.admin.hub(permitRole, { role, right: "party:view", scope: "rule", rule });
  const person = await hub.person("ruled", [role]);
  t.deepEqual(
    await all({ sort: "name" }, person),
    sorted(
      made.filter((row) => row.industry === "rare"),
      (row) => row.name,
    ),
  );
});
