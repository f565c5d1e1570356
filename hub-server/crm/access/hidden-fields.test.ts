/** Whoever may not read a field may not use it either: every filter, sort, search and group over every field of every noun. */
import test from "ava";
import { addRole, calls, nouns, parties, permitRole, type Field, type Noun } from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";

let hub: TestHub;
let blind: TestPerson;
const open = (noun: Noun) => Object.keys(noun.fields).filter((field) => field !== noun.title);

test.before(async () => {
  hub = await openTestHub();
  const { role } = await hub.admin.hub(addRole, { label: "Blind" });
  for (const noun of nouns)
    await hub.admin.hub(permitRole, { role, right: `${noun.key}:view`, scope: "all", hidden: open(noun) });
  await hub.admin.hub(permitRole, { role, right: "group:add", scope: "own" });
  blind = await hub.person("blind", [role]);
});
test.after.always(() => hub?.stop());

async function get(path: string, query: Record<string, string>): Promise<{ status: number; code: string }> {
  const response = await fetch(`${hub.url}/api/v1${path}?${new URLSearchParams(query)}`, {
    headers: { authorization: `Bearer ${blind.token}` },
  });
  const body = (await response.json()) as { code?: string };
  return { status: response.status, code: body.code ?? "" };
}

const fieldsOf = (noun: Noun, keep: (field: Field) => unknown) =>
  Object.entries(noun.fields)
    .filter(([name, field]) => name !== noun.title && keep(field))
    .map(([name]) => name);

for (const noun of nouns.filter(({ key }) => calls.some((call) => call.name === `${key}.list`)))
  test.serial(`${noun.key}: no filter, sort or group by a hidden field`, async (t) => {
    const path = `/${noun.path}`;
    t.is((await get(path, { sort: "number" })).status, 200);
    for (const name of fieldsOf(noun, (field) => field.filterable))
      t.deepEqual(await get(path, { [name]: "x" }), { status: 403, code: "field-hidden" }, name);
    for (const name of fieldsOf(noun, (field) => field.sortable))
      for (const sort of [name, `-${name}`])
        t.deepEqual(await get(path, { sort }), { status: 403, code: "field-hidden" }, sort);
    for (const name of fieldsOf(noun, () => true)) {
      const response = await fetch(`${hub.url}/api/v1/groups/preview`, {
        method: "POST",
        headers: { authorization: `Bearer ${blind.token}`, "content-type": "application/json" },
        body: JSON.stringify({ of: noun.key, rule: { all: [{ field: name, op: "filled" }] } }),
      });
      t.is(((await response.json()) as { code: string }).code, "field-hidden", name);
    }
  });

test.serial("words find nothing in a hidden field", async (t) => {
  await hub.admin.hub(parties.add, { name: "Plain name", legal_name: "Canaryword Holding" });
  t.is((await hub.admin.hub(parties.find, { text: "canaryword" })).items.length, 1);
  t.is((await blind.hub(parties.find, { text: "canaryword" })).items.length, 0);
  for (const path of ["/records/find", "/records/search"]) {
    const response = await fetch(`${hub.url}/api/v1${path}?text=canaryword`, {
      headers: { authorization: `Bearer ${blind.token}` },
    });
    t.false((await response.text()).includes("Plain name"), path);
  }
});

test.serial("counting feedback by a hidden field is refused like reading it", async (t) => {
  for (const by of ["about", "kind", "channel", "theme", "month", "status"])
    t.deepEqual(await get("/feedback/summary", { by }), { status: 403, code: "field-hidden" }, by);
});
