/** Passwords: argon2id in PHC strings. Parameters: OWASP password storage, second recommended setting. */
import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { TooMany } from "../errors.ts";

const derive = promisify(argon2);
const memory = 19_456;
const passes = 2;
const parallelism = 1;

/** One derivation takes 19 MiB and a core for some 20 ms; more than two at once only slow each other down. */
const atOnce = 2;
const longestQueue = 100;

let running = 0;
const waiting: (() => void)[] = [];

/** @returns `$argon2id$v=19$m=19456,t=2,p=1$salt$hash` */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await inTurn(() => derived(password, salt, memory, passes, parallelism));
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

/**
 * Compares in constant time. Without a stored hash it works as long and answers false, so that an unknown user
 * cannot be told from a wrong password.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(stored ?? decoy);
  if (!parts) return false;
  const [, m, t, p, salt, hash] = parts;
  const expected = Buffer.from(hash!, "base64");
  const actual = await inTurn(() =>
    derived(password, Buffer.from(salt!, "base64"), Number(m), Number(t), Number(p), expected.length),
  );
  return timingSafeEqual(actual, expected) && stored !== null;
}

function derived(message: string, nonce: Buffer, m: number, t: number, p: number, tagLength = 32) {
  return derive("argon2id", { message, nonce, memory: m, passes: t, parallelism: p, tagLength });
}

/** @throws TooMany when the queue is full: better a quick refusal than minutes of waiting */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (waiting.length >= longestQueue) throw new TooMany(5);
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

const unpadded = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");

const decoy = `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(Buffer.alloc(16))}$${unpadded(Buffer.alloc(32))}`;
