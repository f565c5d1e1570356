/**
 * How fast a file becomes records, in this process, with the loop of the hub taking it further.
 * `node hub-server/crm/import/import.bench.ts [rows]`
 */
import { importDetails, previewImport, runImport, type AnyCall, type Output } from "../../contract/index.ts";
import { openBenchHub } from "../../testing/bench/hub.ts";
import { noteStatements } from "../../testing/bench/statements.ts";

const rows = Number(process.argv[2] ?? 2000);
const statements = noteStatements();
const bench = await openBenchHub();
try {
  await measure("contacts", contacts(rows));
  await measure("contacts again", contacts(rows));
  await measure("deals", deals(rows));
} finally {
  await bench.stop();
}

function contacts(count: number): string {
  const lines = Array.from(
    { length: count },
    (_, n) =>
      `${n},First${n},Last${n % 977},f${n}@import.example,+49 30 ${n},Company ${n % 113},City ${n % 50},value ${n}`,
  );
  return ["id,first_name,last_name,email,phone,company,city,anything", ...lines].join("\n");
}

function deals(count: number): string {
  const stages = ["Won", "Lost", "Engaging", "Prospecting"];
  const lines = Array.from(
    { length: count },
    (_, n) => `D${n},Company ${n % 113},${stages[n % 4]},2026-05-${10 + (n % 19)},${n * 7}`,
  );
  return ["opportunity_id,account,deal_stage,close_date,close_value", ...lines].join("\n");
}

async function measure(name: string, text: string): Promise<void> {
  const file = `${name}.csv`;
  const { id } = await enter(previewImport, { file, content: Buffer.from(text).toString("base64") });
  statements.take();
  const from = performance.now();
  await enter(runImport, { import: id });
  let now = await enter(importDetails, { import: id });
  while (now.state === "running") {
    await new Promise((resolve) => setTimeout(resolve, 100));
    now = await enter(importDetails, { import: id });
  }
  const seconds = (performance.now() - from) / 1000;
  const { added, updated, unchanged, refused } = now;
  const more = {
    added,
    updated,
    unchanged,
    refused,
    statements: Math.round((statements.take().length / rows) * 10) / 10,
  };
  console.log(
    JSON.stringify({
      name: `import ${name}`,
      value: Math.round(rows / seconds),
      unit: "rows/s",
      rows,
      ...more,
    }),
  );
}

function enter<C extends AnyCall>(call: C, input: Record<string, unknown>): Promise<Output<C>> {
  const principal = {
    userId: "@admin:hub.localhost",
    deviceId: "",
    kind: "session",
    tokenId: "bench",
    admin: true,
  } as const;
  return bench.inside.enter({
    call,
    input,
    principal,
    source: { kind: "api", ref: {} },
    address: "bench",
  }) as Promise<Output<C>>;
}
