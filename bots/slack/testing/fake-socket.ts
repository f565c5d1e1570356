/** Slack's end of Socket Mode: a WebSocket server (RFC 6455) that sends envelopes and hears acknowledgements. Text frames only. */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

export interface Acknowledged {
  readonly envelope_id: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

export interface FakeSocket {
  readonly url: string;
  /** Connections that said hello so far. */
  readonly connections: () => number;
  readonly acknowledged: Acknowledged[];
  readonly send: (envelope: object) => void;
  /** Asks to connect anew, as Slack does every few hours. */
  readonly recycle: () => void;
  /** Breaks the connection, as a network does. */
  readonly cut: () => void;
  readonly stop: () => Promise<void>;
}

const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export async function fakeSocket(): Promise<FakeSocket> {
  const open = new Set<Duplex>();
  const acknowledged: Acknowledged[] = [];
  let count = 0;
  const server = createServer();
  server.on("upgrade", (request, socket) => {
    const accept = createHash("sha1")
      .update(request.headers["sec-websocket-key"]! + guid)
      .digest("base64");
    const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accept}`].join("\r\n")}\r\n\r\n`);
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => open.delete(socket));
    readFrames(socket, (text) => acknowledged.push(JSON.parse(text) as Acknowledged));
    socket.write(frame(1, JSON.stringify({ type: "hello" })));
    count += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link`,
    connections: () => count,
    acknowledged,
    send: (envelope) => {
      for (const socket of open) socket.write(frame(1, JSON.stringify(envelope)));
    },
    recycle: () => {
      const goodbye = { type: "disconnect", reason: "refresh_requested", debug_info: { host: "applink-1" } };
      for (const socket of open) socket.write(frame(1, JSON.stringify(goodbye)));
    },
    cut: () => {
      for (const socket of open) socket.destroy();
    },
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A frame of a server: not masked. */
function frame(opcode: number, text: string): Buffer {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x80 | opcode, body.length]) : Buffer.alloc(4);
  if (body.length >= 126) {
    head[0] = 0x80 | opcode;
    head[1] = 126;
    head.writeUInt16BE(body.length, 2);
  }
  return Buffer.concat([head, body]);
}

/** Frames of a client: masked. Pings are answered, a close is returned. */
function readFrames(socket: Duplex, hear: (text: string) => void): void {
  let waiting = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    for (let read = readFrame(waiting); read; read = readFrame(waiting)) {
      waiting = waiting.subarray(read.length);
      const text = read.body.toString();
      if (read.opcode === 1) hear(text);
      if (read.opcode === 9) socket.write(frame(10, text));
      if (read.opcode === 8) socket.end(frame(8, ""));
    }
  });
}

function readFrame(bytes: Buffer): { opcode: number; body: Buffer; length: number } | undefined {
  if (bytes.length < 6) return undefined;
  const short = bytes[1]! & 0x7f;
  const from = short === 126 ? 4 : 2;
  const size = short === 126 ? bytes.readUInt16BE(2) : short;
  const length = from + 4 + size;
  if (bytes.length < length) return undefined;
  const mask = bytes.subarray(from, from + 4);
  const body = Buffer.from(bytes.subarray(from + 4, length).map((byte, index) => byte ^ mask[index % 4]!));
  return { opcode: bytes[0]! & 0x0f, body, length };
}
