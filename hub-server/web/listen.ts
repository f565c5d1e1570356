/** Listening: a port that cannot be had is one sentence, and is noticed before anything was started. */
import { createServer } from "node:net";
import { CannotStart } from "../errors.ts";

export interface Place {
  readonly port: number;
  readonly host: string;
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "is taken by another program. Set HUB_PORT to another one.",
  EACCES: "needs more rights than this user has. Set HUB_PORT to one above 1023.",
  EADDRNOTAVAIL: "cannot be used: this machine does not have that address. Set HUB_HOST to one that it has.",
  ENOTFOUND: "cannot be used: nobody knows that name. Set HUB_HOST to an address of this machine.",
};

/** @throws CannotStart */
export async function refuseTakenPort(place: Place): Promise<void> {
  const probe = createServer();
  await atPlace(
    place,
    new Promise<void>((resolve, reject) =>
      probe.once("error", reject).listen(place.port, place.host, resolve),
    ),
  );
  await new Promise((resolve) => probe.close(resolve));
}

/** What `listening` gives. @throws CannotStart when it fails for a reason that an administrator can mend */
export async function atPlace<R>({ port, host }: Place, listening: Promise<R>): Promise<R> {
  try {
    return await listening;
  } catch (error) {
    const { code = "", syscall } = error as NodeJS.ErrnoException;
    if (syscall !== "listen" && syscall !== "getaddrinfo") throw error;
    throw new CannotStart(`Port ${port} on ${host} ${reasons[code] ?? `cannot be used (${code}).`}`);
  }
}

const everywhere = new Set(["0.0.0.0", "::"]);

/** The address of a server that listens at `at` (as Fastify says it), as one from this machine reaches it. */
export function localAddress(at: string, host: string, name: "localhost" | "127.0.0.1"): string {
  return everywhere.has(host) ? `http://${name}:${new URL(at).port}` : at;
}
