/**
 * One search over everything among a million parties, as the pipeline answers it, for people who see all, their team's or their own.
 * `node hub-server/crm/record/search.bench.ts [parties] [seed]`
 */
import { recordFind } from "../../contract/index.ts";
import { openBenchHub } from "../../testing/bench/hub.ts";
import { figure, timesOf } from "../../testing/bench/measure.ts";
import { fillCompany, viewers, type Scope } from "../../testing/bench/million.ts";

const [count = 1_000_000, seed = 1] = process.argv
  .slice(2)
  .map(Number)
  .filter((number) => !Number.isNaN(number));
const runs = 200;

const texts = {
  "a number": "CUS-100500",
  "one rare word": "777777",
  "one common word": "terra",
  "the beginning of a name": "goldhansa ve",
  "two words": "goldhansa vega",
  "two letters": "xe",
  "a typing error": "goldhansaa vegaa",
  "one owner's": "terra by:EMP-1150",
  nothing: "qqqq",
} as const;

const bench = await openBenchHub();
try {
  console.error(`filled in ${await fillCompany(bench.owner, count, seed)} s`);
  await bench.owner.query("vacuum analyze");
  for (const scope of ["all", "team", "own"] as const)
    for (const [what, text] of Object.entries(texts)) await measure(scope, what, text);
} finally {
  await bench.stop();
}

async function measure(scope: Scope, what: string, text: string): Promise<void> {
  const from = performance.now();
  await find(scope, text);
  const slow = performance.now() - from > 200; // fewer runs of what would take minutes
  console.log(figure(`search ${what}, ${scope}`, await timesOf(slow ? 10 : runs, () => find(scope, text))));
}

function find(scope: Scope, text: string): Promise<unknown> {
  const userId = viewers[scope];
  const principal = { userId, deviceId: "", kind: "session", tokenId: "bench", admin: false } as const;
  const source = { kind: "api", ref: {} } as const;
  return bench.inside.enter({
    call: recordFind,
    input: { text, limit: 10 },
    principal,
    source,
    address: "bench",
  });
}
