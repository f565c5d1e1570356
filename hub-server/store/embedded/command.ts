/** How a PostgreSQL program is started so that it accepts the user and dies with its parent. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { CannotStart } from "../../errors.ts";

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * PostgreSQL refuses to run as root. Root therefore gives it a user namespace in which the same user is called `nobody`:
 * no account, no chown, no copy of the binaries. initdb needs a user that has a passwd entry, which 65534 has everywhere.
 * On Linux `setpriv` (inside, because entering the namespace clears it) sends SIGINT when the hub dies, even by SIGKILL.
 * @throws CannotStart when root cannot be given up on this machine
 */
export function permitted(program: string, args: readonly string[]): Command {
  const setpriv = process.platform === "linux" ? onPath("setpriv") : undefined;
  const bound = setpriv ? [setpriv, "--pdeathsig", "INT", program, ...args] : [program, ...args];
  const whole = process.geteuid?.() === 0 ? [...asNobody(), ...bound] : bound;
  return { program: whole[0]!, args: whole.slice(1) };
}

function asNobody(): string[] {
  const unshare = process.platform === "linux" ? onPath("unshare") : undefined;
  if (unshare) return [unshare, "-U", "--map-user=65534", "--map-group=65534"];
  throw new CannotStart(
    "PostgreSQL refuses to run as root. Start the hub as another user, or set DATABASE_URL.",
  );
}

/** A small environment: nothing of ours (tokens, proxies, PG* variables) reaches PostgreSQL. */
export function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" };
}

function onPath(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/bin", "/usr/sbin"];
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}
