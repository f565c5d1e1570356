/**
 * HTTP/1.1 as a load generator wants it: one keep-alive connection, one question at a time, nothing parsed that is not needed.
 * It costs a fraction of what `fetch` and `node:http` cost, so that the generator measures the hub and not itself.
 */
import { connect, type Socket } from "node:net";

export interface Answer {
  readonly status: number;
  /** Decoded byte by byte: fit for looking for ASCII; `Buffer.from(text, "latin1")` gives the bytes back. */
  readonly text: string;
}

interface Asked {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export class Wire {
  readonly #socket: Socket;
  readonly #host: string;
  #asked: Asked | undefined;
  #chunks: Buffer[] = [];
  #held = 0;
  /** Bytes that the answer under way has in all; 0 before its head is there. */
  #wanted = 0;
  #head = { status: 0, length: 0 };

  constructor(url: string) {
    const { hostname, port, host } = new URL(url);
    this.#host = host;
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("The hub closed the connection.")));
  }

  /** @param body JSON text */
  ask(method: string, path: string, token: string, body = ""): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    if (this.#asked) throw new Error("One question at a time.");
    this.#asked = { resolve, reject };
    this.#socket.write(
      `${method} /_matrix/client/v3${path} HTTP/1.1\r\nHost: ${this.#host}\r\nAuthorization: Bearer ${token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    return promise;
  }

  end(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (!this.#wanted && !this.#readHead()) return;
    if (this.#held < this.#wanted) return;
    const bytes = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    const { status, length } = this.#head;
    const text = bytes.toString("latin1", this.#wanted - length, this.#wanted);
    this.#chunks = [];
    this.#held = this.#wanted = 0;
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.resolve({ status, text });
  }

  #readHead(): boolean {
    const bytes = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    const end = bytes.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const head = bytes.toString("latin1", 0, end);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1]);
    if (Number.isNaN(length)) throw new Error(`The generator reads answers with a length only; got ${head}`);
    this.#head = { status: Number(head.slice(9, 12)), length };
    this.#wanted = end + 4 + length;
    return true;
  }

  #fail(error: Error): void {
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.reject(error);
  }
}

/** As many connections as there are questions at the same time. */
export class Wires {
  readonly #url: string;
  readonly #idle: Wire[] = [];
  readonly #all: Wire[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  async ask(...question: Parameters<Wire["ask"]>): Promise<Answer> {
    const wire = this.#idle.pop() ?? this.#open();
    const answer = await wire.ask(...question);
    this.#idle.push(wire);
    return answer;
  }

  end(): void {
    for (const wire of this.#all) wire.end();
  }

  #open(): Wire {
    const wire = new Wire(this.#url);
    this.#all.push(wire);
    return wire;
  }
}
