/** Where SyTest asks for the hub: it starts with the registrations that SyTest has written for this run. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Door {
  readonly url: string;
  readonly close: () => void;
}

export interface Wish {
  /** Paths of registration files. */
  readonly registrations: readonly string[];
  /** Address of a CAS server. */
  readonly cas?: string;
}

/** @param start called once; a second call is answered when the first is done */
export async function openDoor(start: (wish: Wish) => Promise<void>): Promise<Door> {
  let started: Promise<void> | undefined;
  const server = createServer((request, response) => {
    const work = async () => {
      const wish = JSON.parse(await bodyOf(request)) as Wish;
      await (started ??= start(wish));
    };
    work().then(
      () => response.end("{}"),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => server.close(),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}
