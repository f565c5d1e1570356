/** Where SyTest asks for the hub: it starts with the registrations that SyTest has written for this run. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Door {
  readonly url: string;
  readonly close: () => void;
}

/** @param start called with the paths of registration files; a second call is answered when the first is done */
export async function openDoor(start: (registrations: readonly string[]) => Promise<void>): Promise<Door> {
  let started: Promise<void> | undefined;
  const server = createServer((request, response) => {
    const work = async () => {
      const { registrations } = JSON.parse(await bodyOf(request)) as { registrations: string[] };
      await (started ??= start(registrations));
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
