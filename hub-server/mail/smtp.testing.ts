/** A tiny mail server (RFC 5321) for tests: it takes mails, or refuses as it is told, and keeps what it took. */
import { createServer, type Socket } from "node:net";

export interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, headers and all. */
  readonly raw: string;
}

export interface TestSmtp {
  readonly url: string;
  readonly taken: Taken[];
  /** What it answers to the next commands that begin so, e.g. `refuse("DATA", "451 try later")`. */
  readonly refuse: (command: string, answer: string) => void;
  readonly stop: () => Promise<void>;
}

export async function openTestSmtp(): Promise<TestSmtp> {
  const taken: Taken[] = [];
  const refusals: { command: string; answer: string }[] = [];
  const sockets = new Set<Socket>();
  const refusal = (line: string) => {
    const place = refusals.findIndex(({ command }) => line.toUpperCase().startsWith(command));
    return place < 0 ? undefined : refusals.splice(place, 1)[0]!.answer;
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {}); // the client went away
    talk(socket, taken, refusal);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    refuse: (command, answer) => void refusals.push({ command, answer }),
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function talk(socket: Socket, taken: Taken[], refusal: (line: string) => string | undefined): void {
  let pending = "";
  let data: string[] | undefined;
  let from = "";
  let to: string[] = [];
  const say = (line: string) => socket.write(`${line}\r\n`);
  const hear = (line: string) => {
    if (data) {
      if (line !== ".") return void data.push(line.replace(/^\.\./, "."));
      taken.push({ from, to, raw: data.join("\r\n") });
      data = undefined;
      to = [];
      return void say("250 taken");
    }
    const refused = refusal(line);
    if (refused) return void say(refused);
    const [, verb = "", rest = ""] = /^(\w+)(.*)$/.exec(line) ?? [];
    if (verb === "MAIL") from = /<([^>]*)>/.exec(rest)?.[1] ?? "";
    if (verb === "RCPT") to.push(/<([^>]*)>/.exec(rest)?.[1] ?? "");
    if (verb === "DATA") data = [];
    say(verb === "DATA" ? "354 go on" : verb === "QUIT" ? "221 bye" : "250 fine");
  };
  say("220 test");
  socket.on("data", (chunk: Buffer) => {
    pending += chunk.toString("utf8");
    const lines = pending.split("\r\n");
    pending = lines.pop()!;
    for (const line of lines) hear(line);
  });
}
