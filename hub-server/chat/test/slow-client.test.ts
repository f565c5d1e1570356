import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, get, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import test, { type ExecutionContext } from "ava";
import Fastify, { type FastifyInstance } from "fastify";
import { openOutflow, outflowLimits } from "../http/outflow.ts";
import { chatHub, type TestPerson } from "../../testing/chat-hub.ts";
import { until } from "../../testing/matrix-client.ts";

/**
 * A door of the hub's for clients that stop reading. TCP on one machine may take tens of megabytes off the hub's hands
 * (tcp_rmem), a socket in the file system takes a few hundred kilobytes.
 */
async function sideDoor(t: ExecutionContext, app: FastifyInstance) {
  const server = createServer((request, response) => app.routing(request, response));
  const connections: Socket[] = [];
  server.on("connection", (socket) => connections.push(socket));
  const folder = await mkdtemp(join(tmpdir(), "hub-slow-"));
  const path = join(folder, "door");
  await once(server.listen(path), "listening");
  t.teardown(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { path, connections, open: () => connections.filter((socket) => !socket.destroyed).length };
}

/** Asks, and reads nothing of the answer beyond what the system takes by itself. */
async function askAndStop(door: string, path: string, token: string): Promise<Socket> {
  const socket = connect(door);
  await once(socket, "connect");
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  return socket;
}

/** Asks on a connection of its own and reads all of the answer. @returns bytes */
async function askAndRead(door: string): Promise<number> {
  const [answer] = (await once(get({ socketPath: door, agent: false }), "response")) as [IncomingMessage];
  return (await buffer(answer)).length;
}

const say = (who: TestPerson, room: string, txn: string) =>
  who.call("PUT", `/rooms/${room}/send/m.room.message/${txn}`, { msgtype: "m.text", body: txn });

test("clients that stop reading in the middle of a big sync hold no more than their answers, and slow nobody", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const big = await hub.chat.rooms.create({ creator: ann.userId });
  const small = await hub.chat.rooms.create({ creator: ben.userId });
  const content = { msgtype: "m.text", body: "x".repeat(60_000) };
  await Promise.all(
    Array.from({ length: 150 }, () =>
      hub.chat.speak.send({ roomId: big, sender: ann.userId, type: "m.room.message", content }),
    ),
  );
  const filter = encodeURIComponent(JSON.stringify({ room: { timeline: { limit: 100 } } }));
  const path = `/_matrix/client/v3/sync?filter=${filter}`;
  const door = await sideDoor(t, hub.app);
  const sockets: Socket[] = [];
  t.teardown(() => sockets.forEach((socket) => socket.destroy()));
  for (let n = 0; n < outflowLimits.perPerson; n++)
    sockets.push(await askAndStop(door.path, path, ann.token));
  // More of the same person are refused until some were read or given up.
  await until(async () => (await ann.call("GET", path)).status === 429, "the limit");
  const held = door.connections.reduce((sum, socket) => sum + socket.writableLength, 0);
  t.true(held < sockets.length * 7e6, `${held} bytes wait for ${sockets.length} readers of 6 MB each`);
  const { next_batch: since } = (await ben.call("GET", "/sync")).body;
  const waiting = ben.call("GET", `/sync?since=${since}&timeout=30000`);
  await say(ben, small, "hello");
  t.truthy((await waiting).body.rooms.join[small]);
  for (const socket of sockets) socket.destroy();
  await until(async () => (await ann.call("GET", path)).status === 200, "room for another answer");
});

test("a connection that takes nothing for a while is cut, sooner when memory is short", async (t) => {
  const app = Fastify({ forceCloseConnections: true });
  t.teardown(() => app.close());
  const outflow = openOutflow({ ...outflowLimits, bytes: 1e6, patience: 100, stall: 1500 });
  let made = 0;
  app.get("/", (_request, reply) =>
    outflow.make("@ann:hub.test", async () => {
      made++;
      const bytes = Buffer.alloc(20e6);
      void reply.send(bytes);
      outflow.watch(reply, "@ann:hub.test", bytes.length);
      return reply;
    }),
  );
  await app.ready();
  const door = await sideDoor(t, app);
  const stalled = await askAndStop(door.path, "/", "none");
  await until(() => made === 1, "the first answer");
  // The next one waits for memory: the first is cut for it.
  t.is(await askAndRead(door.path), 20e6);
  t.is(made, 2);
  await until(() => door.open() === 0, "the first connection to be cut");
  const alone = await askAndStop(door.path, "/", "none");
  await until(() => made === 3, "the third answer");
  await until(() => door.open() === 0, "the third connection to be cut");
  stalled.destroy();
  alone.destroy();
});
