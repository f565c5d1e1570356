/**
 * Sends at a rate, whether or not the hub keeps up: each message has a moment at which it is due, and every time is counted
 * from that moment on. Who waits for answers before sending on would leave out just the slow ones (coordinated omission).
 */
import { setTimeout as pause } from "node:timers/promises";
import { stamp } from "./readers.ts";
import type { Person } from "./stage.ts";
import type { Wires } from "./wire.ts";

export interface Sent {
  /** ms from the moment a message was due until it was acknowledged. */
  readonly delays: number[];
  readonly failures: number;
}

export interface SendOptions {
  /** Messages per second. */
  readonly rate: number;
  readonly seconds: number;
  /** Who says the message with this number, and where. */
  readonly speaker: (n: number) => { readonly person: Person; readonly room: string };
  /** Makes transaction ids of different runs differ. */
  readonly run: string;
}

export async function send(wires: Wires, { rate, seconds, speaker, run }: SendOptions): Promise<Sent> {
  const delays: number[] = [];
  let failures = 0;
  const under: Promise<void>[] = [];
  const start = performance.now() + 5;
  const one = async (n: number, due: number) => {
    const { person, room } = speaker(n);
    const body = `{"msgtype":"m.text","body":"A message of some length, as people write to each other at work.","due":${stamp(due)}}`;
    const answer = await wires
      .ask("PUT", `/rooms/${encodeURIComponent(room)}/send/m.room.message/${run}-${n}`, person.token, body)
      .catch((error: Error) => ({ status: 0, text: error.message }));
    if (answer.status === 200) return void delays.push(performance.now() - due);
    if (failures++ === 0) process.stderr.write(`  the first failure: ${answer.status} ${answer.text}\n`);
  };
  for (let n = 0; n < rate * seconds;) {
    const due = start + (n * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await pause(early);
    else under.push(one(n++, due));
  }
  await Promise.all(under);
  return { delays, failures };
}
