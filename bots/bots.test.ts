/** End to end: a real hub, the real bots, and two people with the unmodified matrix-js-sdk. */
import test from "ava";
import { Preset } from "matrix-js-sdk";
import { interactions, listVerbs, parties } from "@singularity/hub-server/contract";
import { messages, until } from "./testing/listen.ts";
import { openStage, type Actor, type Stage } from "./testing/stage.ts";

let stage: Stage;
let jane: Actor;
let raj: Actor;
let room: string;

test.before(async () => {
  stage = await openStage();
  await stage.bots();
  raj = await stage.actor("raj", ["manager"]);
  jane = await stage.actor("jane", ["manager"]);
  await jane.hub(parties.add, { name: "Alfreds Futterkiste", role: "prospect", city: "Berlin" });
  room = await team("Team");
});
test.after.always(() => stage?.stop());

/** A room with a name, of both people and the bot. */
async function team(name: string): Promise<string> {
  const { room_id: id } = await jane.client.createRoom({
    name,
    preset: Preset.PrivateChat,
    invite: [raj.userId, stage.bot],
  });
  await raj.client.joinRoom(id);
  await until(
    async () => stage.bot in (await jane.client.getJoinedRoomMembers(id)).joined,
    "bot in the room",
  );
  return id;
}

/** The answer of the bot in a room after something was said there. */
async function answerTo(actor: Actor, where: string, words: string, more: object = {}) {
  const id = await actor.say(where, words, more);
  return until(async () => {
    const all = await messages(actor.client, where);
    return all
      .slice(all.findIndex(({ event_id }) => event_id === id))
      .find(({ sender }) => sender === stage.bot);
  }, `answer to ${words}`);
}

/** What the bot tells one person in private about a message. */
async function whisperTo(actor: Actor, where: string, words: string) {
  const id = await actor.say(where, words);
  return until(async () => {
    for (const direct of actor.client.getRooms().filter((r) => r.getInvitedAndJoinedMemberCount() === 2)) {
      if (direct.getMyMembership() === "invite") await actor.client.joinRoom(direct.roomId);
      if (direct.getMyMembership() !== "join") continue;
      const found = (await messages(actor.client, direct.roomId)).find(
        ({ content }) =>
          (content["org.singularity.reply_to"] as { event_id?: string } | undefined)?.event_id === id,
      );
      if (found) return { ...found, room: direct.roomId };
    }
    return undefined;
  }, `whisper about ${words}`);
}

test.serial("a logged call is told once in the record's room and once where it was said", async (t) => {
  const answer = await answerTo(jane, room, "/log call alfreds 25m -- wants 40 cases of Chai");
  t.is(answer.content["msgtype"], "m.notice");
  t.regex(answer.body, /Alfreds Futterkiste/);
  t.is(answer.card?.call, "interaction.add");
  await stage.hub.told();
  const { items } = await jane.hub(interactions.list, {});
  t.is(items.length, 1);
  t.like(items[0], { channel: "call", duration_s: 1500, body: "wants 40 cases of Chai" });
  t.is(items[0]?.owner?.title, "Jane");
});

test.serial("in the record's room a write is told by exactly one card, and ↩ undoes it", async (t) => {
  const open = await answerTo(jane, room, "!open alfreds");
  const home = decodeURIComponent(/#\/([^?]+)/.exec(open.body)![1]!);
  const before = (await messages(jane.client, home)).length;
  await jane.say(home, "/log visit 1h -- tasted the tea");
  const card = await until(
    async () =>
      (await messages(jane.client, home)).slice(before).find((m) => m.card?.text === "tasted the tea"),
    "card",
  );
  await stage.hub.told();
  t.is((await messages(jane.client, home)).slice(before).filter((m) => m.sender === stage.bot).length, 1);
  await jane.client.sendEvent(
    home,
    "m.reaction" as never,
    {
      "m.relates_to": { rel_type: "m.annotation", event_id: card.event_id, key: "↩️" },
    } as never,
  );
  const edit = await until(
    async () => (await messages(jane.client, home)).find((m) => m.edits && m.body.includes("Undone")),
    "struck card",
  );
  t.is(edit.card?.state, "undone");
  t.is((await jane.hub(interactions.list, {})).items.filter((i) => i.body === "tasted the tea").length, 0);
});

test.serial("show and find answer in the room", async (t) => {
  const shown = await answerTo(raj, room, "!show alfreds");
  t.regex(shown.body, /^Alfreds Futterkiste \(CUS-\d+\) · Organisation · prospect/i);
  t.regex(shown.body, /City: Berlin/);
  t.true(shown.body.split("\n").length <= 6);
  const found = await answerTo(raj, room, "Hub: find futterkiste");
  t.regex(found.body, /Alfreds Futterkiste \(CUS-\d+\)/);
});

test.serial("add, set, convert, history, remove, restore and undo by words", async (t) => {
  const added = await answerTo(jane, room, "Add prospect “Acme GmbH” city: Bonn email: anna@acme.example", {
    body: "/Add prospect “Acme GmbH” city: Bonn email: anna@acme.example",
  });
  t.is(added.card?.record?.title, "Acme GmbH");
  await answerTo(jane, room, "/set acme city: Köln");
  const converted = await answerTo(jane, room, "/convert acme");
  t.is(converted.card?.call, "party.convert");
  const history = await answerTo(jane, room, "/history acme");
  t.regex(history.body, /Bonn → Köln/);
  t.true(history.body.split("\n").length <= 6);
  await answerTo(jane, room, "/remove acme gmbh");
  const undone = await answerTo(jane, room, "undo");
  t.regex(undone.body, /^Undone: .*Acme GmbH/);
  const { items } = await jane.hub(parties.find, { text: "acme" });
  t.like(items[0], { city: "Köln" });
});

test.serial("help is cut to what one may do, and tells of one verb", async (t) => {
  const help = await answerTo(raj, room, "help");
  t.regex(help.body, /Record: log, feedback, add, set, convert/);
  t.regex((await answerTo(raj, room, "!help log")).body, /Usage: log/);
});

test.serial("a verb that does not exist is whispered about, with what was meant", async (t) => {
  const whisper = await whisperTo(jane, room, "!lgo call alfreds");
  t.regex(whisper.body, /log call alfreds/);
  const choice = await answerTo(jane, whisper.room, "1", {
    "m.relates_to": { "m.in_reply_to": { event_id: whisper.event_id } },
  });
  t.is(choice.card?.call, "interaction.add");
});

test.serial("a refusal is whispered, and names the right and who can grant it", async (t) => {
  const mia = await stage.actor("mia", ["support"]);
  await jane.client.invite(room, mia.userId);
  await mia.client.joinRoom(room);
  const whisper = await whisperTo(mia, room, "!add prospect Mine");
  t.regex(whisper.body, /party:add/);
  await mia.client.leave(room);
});

test.serial("what not everyone in the room may see is told in private", async (t) => {
  const { room_id: id } = await jane.client.createRoom({ name: "Mixed", invite: [stage.bot] });
  await until(
    async () => stage.bot in (await jane.client.getJoinedRoomMembers(id)).joined,
    "bot in the room",
  );
  const sam = await stage.actor("sam", ["sales-executive"]);
  await jane.client.invite(id, sam.userId);
  await sam.client.joinRoom(id);
  const before = (await messages(jane.client, id)).length;
  const whisper = await whisperTo(jane, id, "/show alfreds");
  t.regex(whisper.body, /Alfreds Futterkiste/);
  t.is((await messages(jane.client, id)).length, before + 1);
});

test.serial("the verbs are published for completion", async (t) => {
  const { items } = await jane.hub(listVerbs, {});
  t.true(items.some(({ verb, examples }) => verb === "log" && examples.length > 0));
});

test.serial("in a direct room no prefix is needed, and answers stay there", async (t) => {
  const { room_id: direct } = await raj.client.createRoom({
    is_direct: true,
    preset: Preset.TrustedPrivateChat,
    invite: [stage.bot],
  });
  await until(
    async () => stage.bot in (await raj.client.getJoinedRoomMembers(direct)).joined,
    "bot in the room",
  );
  t.regex((await answerTo(raj, direct, "find alfreds")).body, /Alfreds Futterkiste/);
  t.regex((await answerTo(raj, direct, "what is this?")).body, /I do not know "what"/);
});

test.serial("plain talk, escapes and notices are left alone", async (t) => {
  const before = (await messages(jane.client, room)).length;
  await jane.say(room, "good morning");
  await jane.say(room, "//log call alfreds");
  await jane.say(room, "/etc/hosts is broken");
  const last = await answerTo(jane, room, "!help find");
  const all = (await messages(jane.client, room)).slice(before);
  t.deepEqual(
    all.filter(({ sender }) => sender === stage.bot).map(({ event_id }) => event_id),
    [last.event_id],
  );
});
