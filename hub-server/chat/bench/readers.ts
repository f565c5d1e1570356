/** Long-polling readers. Each holds one connection and asks again as soon as it is answered, as clients do. */
import type { Person } from "./stage.ts";
import { Wire } from "./wire.ts";

export interface Readers {
  /** ms from the moment a message was due until a reader had it; one for each message and reader. */
  readonly delays: number[];
  /** Answers with something in them. */
  answers: number;
  readonly stop: () => void;
}

/** Lets only messages through: what the generator counts. */
const filter = encodeURIComponent(
  JSON.stringify({
    room: { timeline: { limit: 100, unread_thread_notifications: true }, state: { lazy_load_members: true } },
  }),
);

/** The moment a message was due, in microseconds of this process's clock, as it travels in the message. */
export const stamp = (due: number) => Math.round(due * 1000);

const stamps = /"due":(\d+)/g;

/** Opens the readers and waits until each has had its first answer. */
export async function openReaders(url: string, people: readonly Person[]): Promise<Readers> {
  const wires: Wire[] = [];
  const readers: Readers & { stopped: boolean } = {
    delays: [],
    answers: 0,
    stopped: false,
    stop: () => {
      readers.stopped = true;
      for (const wire of wires) wire.end();
    },
  };
  const open = async ({ token }: Person) => {
    const wire = new Wire(url);
    wires.push(wire);
    const first = await wire.ask("GET", `/sync?filter=${filter}`, token);
    void read(wire, token, placeIn(first.text), readers);
  };
  for (let n = 0; n < people.length; n += 50) await Promise.all(people.slice(n, n + 50).map(open));
  return readers;
}

async function read(
  wire: Wire,
  token: string,
  since: string,
  readers: Readers & { stopped: boolean },
): Promise<void> {
  for (let place = since; !readers.stopped;) {
    const answer = await wire
      .ask("GET", `/sync?since=${place}&timeout=30000&filter=${filter}`, token)
      .catch(() => undefined);
    if (!answer) return;
    const now = performance.now();
    if (answer.status !== 200) throw new Error(`A reader was answered ${answer.status}: ${answer.text}`);
    place = placeIn(answer.text);
    const before = readers.delays.length;
    for (const [, due] of answer.text.matchAll(stamps)) readers.delays.push(now - Number(due) / 1000);
    if (readers.delays.length > before) readers.answers++;
  }
}

function placeIn(text: string): string {
  const found = /"next_batch":"([^"]+)"/.exec(text);
  if (!found) throw new Error(`This is no answer of a sync: ${text.slice(0, 200)}`);
  return found[1]!;
}
