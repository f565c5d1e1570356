/** A database with the settings of production, people and rooms in it, and a hub in a process of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../clock.ts";
import { openIdentity, type Identity } from "../../identity/index.ts";
import { openDatabase, type Database } from "../../store/open.ts";
import { removeData } from "../../testing/process.ts";
import { openChat, type Chat } from "../index.ts";

export interface Person {
  readonly userId: string;
  readonly token: string;
}

export interface Stage {
  readonly url: string;
  readonly hub: ChildProcess;
  readonly people: readonly Person[];
  readonly rooms: readonly string[];
  readonly database: Database;
  /** Another hub over the same database: what it had in memory is gone. */
  readonly restart: () => Promise<Stage>;
  readonly stop: () => Promise<void>;
}

export interface StageOptions {
  readonly people: number;
  readonly rooms: number;
  /** Who is in the room with this number, by number. */
  readonly members: (room: number) => readonly number[];
  /** Messages in each room before it begins; one of ten is an edit, a reply or a reaction. */
  readonly messages?: number;
  /** Arguments for Node, e.g. `--cpu-prof`; those of the variable BENCH_NODE too. */
  readonly node?: readonly string[];
}

const domain = "hub.test";

export async function openStage(options: StageOptions): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "hub-bench-"));
  const database = await openDatabase({ config: { data: folder, databaseUrl: "", databaseAppUrl: "" } });
  await proveDurable(database);
  const identity = await openIdentity({ pool: database.pool, serverName: domain, clock: systemClock });
  const people = await atOnce(20, options.people, (n) => makePerson(identity, n));
  const rooms = await fill(database, identity, folder, people, options);
  return play({ folder, database, people, rooms, node: options.node ?? [] });
}

/** A figure without durability would be another figure. */
async function proveDurable({ pool }: Database): Promise<void> {
  const { rows } = await pool.query<{ name: string; setting: string }>(
    "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')",
  );
  for (const { name, setting } of rows)
    if (setting !== "on") throw new Error(`${name} must be on; it is ${setting}.`);
}

async function makePerson(identity: Identity, n: number): Promise<Person> {
  const { userId } = await identity.createAccount({ localpart: `u${n}`, displayName: `Person ${n}` });
  return { userId, token: (await identity.openSession(userId)).token };
}

async function fill(
  { pool }: Database,
  identity: Identity,
  folder: string,
  people: readonly Person[],
  { rooms, members, messages = 0 }: StageOptions,
): Promise<string[]> {
  const chat = await openChat({
    pool,
    identity,
    serverName: domain,
    publicUrl: "",
    mediaFolder: join(folder, "media"),
    clock: systemClock,
  });
  await chat.start();
  const ids = await atOnce(10, rooms, async (room) => {
    const [creator, ...others] = members(room).map((n) => people[n]!.userId);
    const id = await chat.rooms.create({
      creator: creator!,
      name: `Room ${room}`,
      topic: "What there is to say",
      members: others,
    });
    await talk(chat, id, [creator!, ...others], messages);
    return id;
  });
  await chat.stop();

  return ids;
}

async function talk(chat: Chat, roomId: string, members: readonly string[], messages: number): Promise<void> {
  let before: string | undefined;
  for (let n = 0; n < messages; n++) {
    const sender = members[(n * 7) % members.length]!;
    const relation = before && n % 10 === 9 ? { rel_type: "m.thread", event_id: before } : undefined;
    const body = `Message ${n}: a sentence of some length, as people write them to each other at work.`;
    const content = { msgtype: "m.text", body, ...(relation && { "m.relates_to": relation }) };
    const id = await chat.speak.send({ roomId, sender, type: "m.room.message", content });
    if (!relation) before = id;
  }
}

interface Scene {
  readonly folder: string;
  readonly database: Database;
  readonly people: readonly Person[];
  readonly rooms: readonly string[];
  readonly node: readonly string[];
}

async function play(scene: Scene): Promise<Stage> {
  const program = join(import.meta.dirname, "hub-process.ts");
  const node = [...scene.node, ...(process.env.BENCH_NODE?.split(" ") ?? [])];
  const hub = spawn(
    process.execPath,
    [...node, program, scene.database.appUrl, join(scene.folder, "media")],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const url = String(((await once(hub.stdout, "data")) as [Buffer])[0]).trim();
  const end = async () => {
    if (hub.exitCode !== null || hub.signalCode !== null) return;
    hub.kill("SIGTERM");
    await once(hub, "exit");
  };
  return {
    url,
    hub,
    people: scene.people,
    rooms: scene.rooms,
    database: scene.database,
    restart: async () => {
      await end();
      return play(scene);
    },
    stop: async () => {
      await end();
      await scene.database.stop();
      await removeData(scene.folder);
    },
  };
}

/** Does it for 0 to `count` - 1, some at the same time. @returns the results, in order */
export async function atOnce<T>(some: number, count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const one = async () => {
    while (next < count) {
      const n = next++;
      results[n] = await work(n);
    }
  };
  await Promise.all(Array.from({ length: some }, one));
  return results;
}
