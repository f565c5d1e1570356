/** Kill -9 at every step, and two processes at once: one effect, one answer. */
import test from "ava";
import { Preset, type Room } from "matrix-js-sdk";
import { interactions, parties, reminders, setPreferences } from "@singularity/hub-server/contract";
import { messages, until } from "./testing/listen.ts";
import { openStage, type Actor, type Stage } from "./testing/stage.ts";

let stage: Stage;
let jane: Actor;

test.before(async () => {
  stage = await openStage();
  jane = await stage.actor("jane", ["manager"]);
  await jane.hub(parties.add, { name: "Alfreds Futterkiste", role: "prospect" });
  await jane.hub(setPreferences, { time_zone: "Europe/Berlin" });
});
test.after.always(() => stage?.stop());

/** A room of its own for each test, with the bot in it. */
async function team(name: string): Promise<string> {
  const { room_id: id } = await jane.client.createRoom({
    name,
    preset: Preset.PrivateChat,
    invite: [stage.bot],
  });
  await until(
    async () => stage.bot in (await jane.client.getJoinedRoomMembers(id)).joined,
    "bot in the room",
  );
  return id;
}

const told = async (room: string) =>
  (await messages(jane.client, room)).filter(({ sender }) => sender === stage.bot);

const toRoom = (replied: unknown) => (replied as { room_id?: string } | undefined)?.room_id;

const logged = async (text: string) =>
  (await jane.hub(interactions.list, { limit: 200 })).items.filter(({ body }) => body === text);

/** Says words to bots that die at a point, and then starts bots that do not. */
async function sayAndKill(room: string, words: string, point: string): Promise<void> {
  const doomed = await stage.process({ BOTS_FAULT_POINT: point });
  await jane.say(room, words);
  if ((await doomed.ended) !== "SIGKILL") throw new Error("The bots did not die at the fault point.");
  await stage.process();
}

for (const point of ["after-take", "after-claim", "after-call", "after-answer"])
  test.serial(`killed ${point.replace("-", " the ")}, a command has one effect and one answer`, async (t) => {
    const first = await stage.process();
    const room = await team(point);
    await first.kill("SIGTERM");
    await sayAndKill(room, `/log call alfreds 5m -- ${point}`, point);
    await until(async () => (await told(room)).length > 0, "answer");
    // Whatever would happen twice has happened when a later command is answered.
    await jane.say(room, "/help");
    await until(async () => (await told(room)).some(({ body }) => body.includes("Record:")), "help");
    t.is((await logged(point)).length, 1);
    t.is((await told(room)).filter(({ card }) => card).length, 1);
    t.is((await told(room)).length, 2);
    await end();
  });

for (const point of ["after-take", "after-call", "after-answer"])
  test.serial(
    `killed ${point.replace("-", " the ")} of an answer, a question is answered once`,
    async (t) => {
      const first = await stage.process();
      const { room_id: direct } = await jane.client.createRoom({
        is_direct: true,
        preset: Preset.TrustedPrivateChat,
        invite: [stage.bot],
      });
      await until(
        async () => stage.bot in (await jane.client.getJoinedRoomMembers(direct)).joined,
        "bot in the room",
      );
      await jane.say(direct, `remind me -- asked ${point}`);
      await until(async () => (await told(direct)).length === 1, "question");
      await first.kill("SIGKILL");
      await sayAndKill(direct, "24 dec 2099 9am", point);
      await until(async () => (await told(direct)).length === 2, "answer");
      await jane.say(direct, "/help");
      await until(async () => (await told(direct)).length === 3, "help");
      const { items } = await jane.hub(reminders.list, { limit: 200 });
      t.is(items.filter(({ text }) => text === `asked ${point}`).length, 1);
      t.is((await told(direct)).filter(({ card }) => card).length, 1);
      await end();
    },
  );

/** Ends all bots that still run. */
async function end(): Promise<void> {
  for (const url of stage.relay.targets) stage.relay.targets.delete(url);
  await Promise.all(stage.running().map((bots) => bots.kill("SIGTERM")));
}

test.serial("killed after the change of a name, the command is still answered by what it did", async (t) => {
  const first = await stage.process();
  const room = await team("rename");
  await jane.hub(parties.add, { name: "Oldname" });
  await first.kill("SIGTERM");
  await sayAndKill(room, "/set oldname name: Newname", "after-call");
  const answer = await until(async () => (await told(room))[0], "answer");
  t.is(answer.card?.record?.title, "Newname");
  await end();
});

test.serial("killed after a direct room is made, one direct room with one answer remains", async (t) => {
  const first = await stage.process();
  const room = await team("whisper");
  await until(() => jane.client.getRoom(room), "room");
  const before = new Set(jane.client.getRooms().map(({ roomId: id }) => id));
  await first.kill("SIGTERM");
  await sayAndKill(room, "!lgo call alfreds", "after-direct-room");
  const fresh = () => jane.client.getRooms().filter(({ roomId }) => !before.has(roomId));
  const [{ roomId }] = (await until(() => (fresh().length ? fresh() : undefined), "direct room")) as [Room];
  await jane.client.joinRoom(roomId);
  await until(async () => (await told(roomId)).length > 0, "whisper");
  await jane.say(roomId, "help");
  await until(async () => (await told(roomId)).length > 1, "help");
  t.is((await told(roomId)).length, 2);
  t.is(fresh().length, 1);
  await end();
});

/** In the direct room that stands since the test before. */
test.serial("killed after the call, what not all in the room may see is still told in private", async (t) => {
  const first = await stage.process();
  const room = await team("with-a-guest");
  const guest = await stage.actor("guest", []);
  await jane.client.invite(room, guest.userId);
  await guest.client.joinRoom(room);
  await jane.hub(parties.add, { name: "Secretive" });
  await first.kill("SIGTERM");
  await sayAndKill(room, "/set secretive city: Berlin", "after-call");
  const whisper = async () => {
    for (const { roomId } of jane.client.getRooms()) {
      const said = await told(roomId).catch(() => []);
      const found = said.find(({ content }) => toRoom(content["org.singularity.reply_to"]) === room);
      if (found) return found;
    }
    return undefined;
  };
  t.regex((await until(whisper, "whisper")).body, /Secretive/);
  await jane.say(room, "/help");
  await until(async () => (await told(room)).some(({ body }) => body.includes("Record:")), "help");
  t.is((await told(room)).length, 1);
  t.false((await told(room)).some(({ body }) => body.includes("Secretive")));
  await end();
});

test.serial("two processes that hear everything have one effect and one answer each", async (t) => {
  await Promise.all([stage.process(), stage.process()]);
  const room = await team("twins");
  for (let n = 0; n < 10; n++) await jane.say(room, `/log note alfreds -- twin ${n}`);
  await until(async () => (await told(room)).length >= 10, "ten answers");
  await end();
  for (let n = 0; n < 10; n++) t.is((await logged(`twin ${n}`)).length, 1);
  t.is((await told(room)).length, 10);
});
