/** The Client-Server API over {@link FakeMatrix}. Paths come without `/_matrix/client/v3`. */
import type { Content, FakeMatrix } from "./matrix.ts";
import { userId } from "./matrix.ts";

export interface MatrixRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Content;
}

type Route = [RegExp, (matrix: FakeMatrix, match: string[], request: MatrixRequest) => unknown];

const rules = { global: { override: [], content: [], room: [], sender: [], underride: [] } };
const sent = new Map<string, string>();

/** The same transaction id answers the same event id, as the specification demands. */
function once(transaction: string, send: () => string): { event_id: string } {
  const known = sent.get(transaction) ?? send();
  sent.set(transaction, known);
  return { event_id: known };
}

const routes: Route[] = [
  [/^\/versions$/, () => ({ versions: ["v1.1", "v1.4", "v1.11"], unstable_features: {} })],
  [/^\/pushrules\/?$/, () => rules],
  [/^\/capabilities$/, () => ({ capabilities: {} })],
  [/^\/voip\/turnServer$/, () => ({})],
  [/^\/user\/[^/]+\/filter/, () => ({ filter_id: "1" })],
  [
    /^\/sync$/,
    (matrix, _, { query }) => {
      matrix.appearances.push(query.get("set_presence") ?? "online");
      return matrix.sync(query.get("since"), Number(query.get("timeout") ?? 0));
    },
  ],
  [
    /^\/presence\/[^/]+\/status$/,
    (matrix, _, { body }) => {
      matrix.appearances.push(`put ${String(body["presence"])}`);
      return {};
    },
  ],
  [
    /^\/rooms\/([^/]+)\/report\/([^/]+)$/,
    (matrix, [room, event], { body }) => {
      matrix.reports.push({ room, event, ...body });
      return {};
    },
  ],
  [/^\/join\/([^/]+)$/, (_, [room]) => ({ room_id: room })],
  [
    /^\/rooms\/([^/]+)\/send\/([^/]+)\/([^/]+)$/,
    (matrix, [room, type, txn], { body }) =>
      once(txn!, () => matrix.post(room!, userId, type!, body, { unsigned: { transaction_id: txn } })),
  ],
  [
    /^\/rooms\/([^/]+)\/redact\/([^/]+)\/([^/]+)$/,
    (matrix, [room, event, txn]) => once(txn!, () => matrix.redact(room!, userId, event!)),
  ],
  [
    /^\/rooms\/([^/]+)\/receipt\/[^/]+\/([^/]+)$/,
    (matrix, [room, event]) => {
      matrix.receipts.push(event!);
      matrix.unread.delete(room!);
      return {};
    },
  ],
  [/^\/rooms\/[^/]+\/typing\//, () => ({})],
  [/^\/rooms\/[^/]+\/messages$/, () => ({ chunk: [], start: "b0" })],
  [
    /^\/rooms\/([^/]+)\/members$/,
    (matrix, [room]) => ({
      chunk: matrix.events.filter((e) => e.room_id === room && e.type === "m.room.member"),
    }),
  ],
  [/^\/profile\//, () => ({})],
  [/^\/org.matrix.msc4143\/rtc\/transports$/, () => ({ rtc_transports: [] })],
];

/** @returns the answer, or nothing for an unknown path */
export async function answerMatrix(matrix: FakeMatrix, request: MatrixRequest): Promise<unknown> {
  for (const [pattern, handle] of routes) {
    const match = pattern.exec(request.path);
    if (match) return await handle(matrix, match.slice(1).map(decodeURIComponent), request);
  }
  return undefined;
}
