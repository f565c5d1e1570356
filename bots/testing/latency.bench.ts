// From a command in a room to its card: sent by matrix-js-sdk, seen by the same client's sync. Run alone: node bots/testing/latency.bench.ts
import { MsgType, Preset, RoomEvent } from "matrix-js-sdk";
import { parties, setPreferences } from "@singularity/hub-server/contract";
import { openDoor } from "@singularity/hub-server/testing";
import { until } from "./listen.ts";
import { openStage } from "./stage.ts";

const [warm, measured] = [30, 300];

Object.assign(process.env, await openDoor());
const stage = await openStage();
await stage.process();
const jane = await stage.actor("jane", ["manager"]);
await jane.hub(setPreferences, { time_zone: "Europe/Berlin" });
await jane.hub(parties.add, { name: "Alfreds Futterkiste", role: "prospect" });
const { room_id: room } = await jane.client.createRoom({
  name: "Team",
  preset: Preset.PrivateChat,
  invite: [stage.bot],
});
await until(
  async () => stage.bot in (await jane.client.getJoinedRoomMembers(room)).joined,
  "bot in the room",
);

const waiting = new Map<string, (at: number) => void>();
jane.client.on(RoomEvent.Timeline, (event) => {
  const to = event.getContent()["m.relates_to"]?.["m.in_reply_to"]?.event_id;
  if (event.getSender() === stage.bot && to) waiting.get(to)?.(performance.now());
});

/** Milliseconds from sending the command to seeing its card. */
async function once(index: number): Promise<number> {
  const begin = performance.now();
  const answered = Promise.withResolvers<number>();
  const content = { msgtype: MsgType.Text, body: `/log call alfreds 25m -- number ${index}` };
  const { event_id: id } = await jane.client.sendMessage(room, content as never);
  waiting.set(id, answered.resolve);
  return (await answered.promise) - begin;
}

const times: number[] = [];
for (let index = 0; index < warm + measured; index++) {
  const time = await once(index);
  if (index >= warm) times.push(time);
}
const sorted = times.toSorted((a, b) => a - b);
const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)]! * 10) / 10;
for (const [name, share] of [
  ["p50", 0.5],
  ["p99", 0.99],
] as const)
  console.log(JSON.stringify({ name: `bots: command to card, ${name}`, value: at(share), unit: "ms" }));
await stage.stop();
process.exit(0);
