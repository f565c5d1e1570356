import test from "ava";
import type { TestHub } from "./hub.ts";
import { statementsOf } from "./statements.ts";

const ann = { userId: "@ann:hub.localhost" };
const enter = (transaction: string, user: string) => [
  `Executing (${transaction}): START TRANSACTION;`,
  `Executing (${transaction}): select set_config('hub.person', p.id) where p.user_id = $1; ["${user}"]`,
];

/** A hub whose database says these lines, a list at a call. */
function saying(...calls: string[][]) {
  const options = { logging: false as unknown, logQueryParameters: false };
  const call = async () => {
    for (const line of calls.shift() ?? []) (options.logging as (line: string) => void)(line);
  };
  return { hub: { inside: { sequelize: { options } } } as unknown as TestHub, options, call };
}

test("what jobs and other people ask meanwhile is not counted", async (t) => {
  const job = [
    "Executing (job): START TRANSACTION;",
    "Executing (job): select\n  1",
    "Executing (default): SELECT 1",
  ];
  const { hub, options, call } = saying([
    job[0]!,
    ...enter("own", ann.userId),
    ...job.slice(1),
    ...enter("other", "@ben:hub.localhost"),
    "Executing (own): select\n  2",
    "Executing (own): COMMIT;",
  ]);
  const seen = await statementsOf(hub, ann, call);
  t.is(seen.length, 4);
  t.is(seen[2], "select\n  2");
  t.deepEqual(options, { logging: false, logQueryParameters: false });
});

test("a job in the same person's name is not taken for the call; nothing at all is said", async (t) => {
  const both = [...enter("own", ann.userId), ...enter("job", ann.userId)];
  const { hub, call } = saying(both, [...enter("own", ann.userId)]);
  t.is((await statementsOf(hub, ann, call)).length, 2);
  await t.throwsAsync(statementsOf(hub, ann, call), { message: /Exactly one/ });
});
