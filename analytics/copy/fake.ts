/** A source without a database, for tests of what lies behind it: rows are what the test says they are. */
import { MarkForeign } from "../errors.ts";
import { csvLine } from "./csv.ts";
import type { ChangeSource, Rows, View } from "./source.ts";

type Row = readonly (string | null)[];

export interface FakeSource extends ChangeSource {
  /** Puts, replaces (same first value) or, with null, removes a row. */
  put(view: string, id: string, row: Row | null): void;
  /** From now on every mark given before is foreign. */
  restart(): void;
}

/** @param views whose first column is `id` */
export function fakeSource(views: readonly View[]): FakeSource {
  const rows = new Map(views.map((view) => [view.name, new Map<string, Row>()]));
  const log: { view: string; id: string }[] = [];
  let origin = 1;
  const mark = () => ({ origin: String(origin), snapshot: String(log.length) });
  // oxlint-disable-next-line typescript/require-await -- async because the port is
  async function* csv(view: View, ids?: readonly string[]): Rows {
    for (const [id, row] of rows.get(view.name)!) if (!ids || ids.includes(id)) yield csvLine(row);
  }
  return {
    put(view, id, row) {
      if (row) rows.get(view)!.set(id, row);
      else rows.get(view)!.delete(id);
      log.push({ view, id });
    },
    restart: () => void origin++,
    snapshot: (use) => use({ mark: mark(), views, rows: (view) => csv(view) }),
    async delta(since, use) {
      if (since.origin !== String(origin)) throw new MarkForeign("the fake was restarted");
      const news = Map.groupBy(log.slice(Number(since.snapshot)), ({ view }) => view);
      const changes = views.flatMap((view) => {
        const ids = news.get(view.name)?.map(({ id }) => id);
        return ids ? [{ view, touched: [{ column: "id", ids }], rows: () => csv(view, ids) }] : [];
      });
      return use({ mark: mark(), changes });
    },
    async close() {},
  };
}
