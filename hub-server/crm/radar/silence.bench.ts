/**
 * Who went silent among many customers with thirty contacts each, for people who see all, their team's (5 %) or their own (0.5 %).
 * `node hub-server/crm/radar/silence.bench.ts [customers] [seed]`
 */
import { silence } from "../../contract/index.ts";
import { openBenchHub } from "../../testing/bench/hub.ts";
import { figure, timesOf } from "../../testing/bench/measure.ts";
import { fillCompany, viewers, type Scope } from "../../testing/bench/million.ts";

const [count = 10_000, seed = 1] = process.argv.slice(2).map(Number);
const runs = 20;

const bench = await openBenchHub();
try {
  await fillCompany(bench.owner, count, seed);
  await bench.owner.query(`
    insert into access.permission (role, noun, verb, scope)
      select 'bench-' || scope, 'interaction', 'view', scope from unnest(array['own', 'team', 'all']) scope;
    insert into crm.interaction (id, number, party_id, channel, direction, at, owner_id)
      select gen_random_uuid(), 'INT-' || p.number || '-' || n, p.id, 'call', 'out',
        now() - make_interval(days => (hashtext(p.number) & 127) + n * (3 + (hashtext(p.number) >> 8 & 15))), p.owner_id
      from crm.party p, generate_series(0, 29) n where p.number like 'CUS-1%';`);
  await bench.owner.query("vacuum (analyze) crm.interaction");
  for (const scope of ["all", "team", "own"] as const) await report(scope);
} finally {
  await bench.stop();
}

async function report(scope: Scope): Promise<void> {
  const principal = {
    userId: viewers[scope],
    deviceId: "",
    kind: "session",
    tokenId: "bench",
    admin: false,
  } as const;
  const ask = () =>
    bench.inside.enter({
      call: silence,
      input: {},
      principal,
      source: { kind: "api", ref: {} },
      address: "bench",
    });
  console.log(figure(`radar.silence, ${scope} of ${count} customers`, await timesOf(runs, ask)));
}
