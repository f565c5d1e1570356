/** What a chart costs, as whoever asks for one waits: over the channel to the process that draws. `node analytics/charts/charts.bench.ts` */
import type { Answer } from "../metrics/answer.ts";
import { openPainter } from "./painter.ts";

const runs = 100;
const months = Array.from({ length: 12 }, (_, index) =>
  new Date(Date.UTC(2025, index)).toISOString().slice(0, 10),
);
const month = { key: "month", label: "Month", type: "month" } as const;
const channel = { key: "channel", label: "Channel", type: "text" } as const;
const count = { key: "calls", label: "Calls", type: "count" } as const;
const answer = (columns: Answer["columns"], rows: Answer["rows"]): Answer => ({
  title: "Calls by month",
  fact: "",
  computed: "",
  asOf: "",
  lagMs: 0,
  chart: true,
  more: 0,
  columns,
  rows,
});
const plain = months.map((at, index) => ({ month: at, calls: 100 + 17 * index }));
const cut = plain.flatMap((row) =>
  ["Call", "E-mail", "Visit", "Demo"].map((name, index) => ({
    ...row,
    channel: name,
    calls: row.calls / (index + 1),
  })),
);

const painter = openPainter();
const from = performance.now();
await painter.draw(answer([month, count], plain));
figure("the first chart, the start of its process included", performance.now() - from, "ms");
await measure("a chart of 12 months", answer([month, count], plain));
await measure("a chart of 12 months by 4 channels", answer([month, channel, count], cut));
await painter.stop();

async function measure(name: string, asked: Answer): Promise<void> {
  const times: number[] = [];
  let bytes = 0;
  for (let run = 0; run < runs; run++) {
    const begun = performance.now();
    const picture = await painter.draw(asked);
    times.push(performance.now() - begun);
    bytes = Buffer.byteLength(picture!.png, "base64");
  }
  times.sort((a, b) => a - b);
  figure(name, times[runs / 2]!, "ms, p50", { most: rounded(times[runs - 1]!), runs });
  figure(`${name}, its size`, bytes, "bytes");
}

function figure(name: string, value: number, unit: string, more: object = {}): void {
  console.log(JSON.stringify({ name, value: rounded(value), unit, ...more }));
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
