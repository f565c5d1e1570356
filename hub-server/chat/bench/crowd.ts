/** People as they behave at work: each waits for news all the time, and now and then looks, reads or says something. */
import type { Person, Stage } from "./stage.ts";
import { Wire, Wires } from "./wire.ts";

/** ms between two actions of a person, on average. */
const idle = 20_000;

const replies = 0.18;

interface Member {
  readonly person: Person;
  readonly rooms: readonly string[];
}

/** One of the things that people do, and how often of a hundred. */
type Action = readonly [often: number, act: (crowd: Crowd, member: Member, room: string) => Asked[]];

type Asked = readonly [method: string, path: string, body?: string];

const actions: readonly Action[] = [
  [35, (crowd, _member, room) => [["GET", `/rooms/${room}/messages?dir=b&limit=30`], ...crowd.read(room)]],
  [25, (crowd, { person }, room) => [typing(room, person), crowd.message(room)]],
  [20, (crowd, _member, room) => crowd.read(room)],
  [8, (crowd, _member, room) => crowd.reaction(room)],
  [5, (crowd, _member, room) => crowd.thread(room)],
  [4, (_crowd, { person }) => [["GET", `/profile/${encodeURIComponent(person.userId)}`]]],
  [3, () => [["POST", "/search", `{"search_categories":{"room_events":{"search_term":"sentence"}}}`]]],
];

const typing = (room: string, { userId }: Person): Asked => [
  "PUT",
  `/rooms/${room}/typing/${encodeURIComponent(userId)}`,
  `{"typing":true,"timeout":4000}`,
];

export class Crowd {
  readonly #stage: Stage;
  readonly #members: Member[] = [];
  readonly #wires: Wires;
  readonly #waiting: Wire[] = [];
  readonly #random: () => number;
  /** The newest message of a room that people answer to, react to and have read. */
  readonly #last = new Map<string, string>();
  readonly #roomsOf: Map<number, string[]>;
  #times: number[] = [];
  #failed = 0;
  #sent = 0;
  #ended = false;

  constructor(stage: Stage, membersOf: (room: number) => readonly number[], random: () => number) {
    this.#stage = stage;
    this.#random = random;
    this.#wires = new Wires(stage.url);
    this.#roomsOf = new Map();
    stage.rooms.forEach((room, index) => {
      for (const n of new Set(membersOf(index)))
        this.#roomsOf.set(n, [...(this.#roomsOf.get(n) ?? []), encodeURIComponent(room)]);
    });
  }

  /** Lets people come until there are so many, a few at a time. */
  async grow(count: number): Promise<void> {
    while (this.#members.length < count) {
      const from = this.#members.length;
      const come = this.#stage.people.slice(from, Math.min(count, from + 20));
      come.forEach((person, n) => this.#members.push({ person, rooms: this.#roomsOf.get(from + n) ?? [] }));
      await Promise.all(this.#members.slice(from).map((member) => this.#come(member)));
    }
  }

  forget(): void {
    this.#times = [];
    this.#failed = 0;
  }

  /** ms of each request that was answered, from the moment at which it was due. */
  count(): { readonly times: readonly number[]; readonly failed: number } {
    return { times: this.#times, failed: this.#failed };
  }

  end(): void {
    this.#ended = true;
    this.#wires.end();
    for (const wire of this.#waiting) wire.end();
  }

  message(room: string): Asked {
    const last = this.#last.get(room);
    const relation =
      last && this.#random() < replies ? `,"m.relates_to":{"rel_type":"m.thread","event_id":"${last}"}` : "";
    const body = `{"msgtype":"m.text","body":"A sentence as people write it, number ${++this.#sent}."${relation}}`;
    return ["PUT", `/rooms/${room}/send/m.room.message/m${this.#sent}`, body];
  }

  read(room: string): Asked[] {
    const last = this.#last.get(room);
    return last ? [["POST", `/rooms/${room}/receipt/m.read/${encodeURIComponent(last)}`, "{}"]] : [];
  }

  reaction(room: string): Asked[] {
    const last = this.#last.get(room);
    const key = `${++this.#sent}`;
    const relation = `{"m.relates_to":{"rel_type":"m.annotation","event_id":"${last}","key":"${key}"}}`;
    return last ? [["PUT", `/rooms/${room}/send/m.reaction/r${key}`, relation]] : [];
  }

  thread(room: string): Asked[] {
    const last = this.#last.get(room);
    return last ? [["GET", `/rooms/${room}/context/${encodeURIComponent(last)}?limit=10`]] : [];
  }

  async #come(member: Member): Promise<void> {
    const wire = new Wire(this.#stage.url);
    this.#waiting.push(wire);
    const { token } = member.person;
    const filter = encodeURIComponent(
      `{"room":{"timeline":{"limit":20},"state":{"lazy_load_members":true}}}`,
    );
    const first = await wire.ask("GET", `/sync?filter=${filter}`, token);
    void this.#listen(wire, token, filter, placeIn(first.text));
    this.#later(member, performance.now() + this.#random() * idle);
  }

  async #listen(wire: Wire, token: string, filter: string, since: string): Promise<void> {
    for (let place = since; !this.#ended;) {
      const path = `/sync?since=${place}&timeout=30000&filter=${filter}`;
      const answer = await wire.ask("GET", path, token).catch(() => undefined);
      if (!answer) {
        if (!this.#ended) this.#failed++;
        return;
      }
      if (answer.status !== 200) this.#failed++;
      else place = placeIn(answer.text);
    }
  }

  /** @param due when the person does something, whether or not what they did before is done */
  #later(member: Member, due: number): void {
    setTimeout(
      () => {
        if (this.#ended) return;
        void this.#act(member, due);
        this.#later(member, due - idle * Math.log(1 - this.#random()));
      },
      Math.max(0, due - performance.now()),
    );
  }

  async #act(member: Member, due: number): Promise<void> {
    const room = member.rooms[Math.floor(this.#random() * member.rooms.length)]!;
    let chance = this.#random() * actions.reduce((sum, [often]) => sum + often, 0);
    const [, act] = actions.find(([often]) => (chance -= often) < 0)!;
    let from = due;
    for (const [method, path, body] of act(this, member, room)) {
      const answer = await this.#wires.ask(method, path, member.person.token, body).catch(() => undefined);
      if (this.#ended) return;
      const now = performance.now();
      if (answer?.status === 200) this.#times.push(now - from);
      else this.#failed++;
      if (answer?.status !== 200)
        process.stderr.write(`  ${method} ${path}: ${answer?.status} ${answer?.text}\n`);
      const sent = /^\{"event_id":"([^"]+)"/.exec(answer?.text ?? "")?.[1];
      if (sent && path.includes("m.room.message")) this.#last.set(room, sent);
      from = now;
    }
  }
}

const placeIn = (text: string) => /"next_batch":"([^"]+)"/.exec(text)?.[1] ?? "";
