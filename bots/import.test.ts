/** A CSV file that is dropped into the direct chat: looked at, loaded, told, and taken back; with the unmodified matrix-js-sdk. */
import { createHash } from "node:crypto";
import test from "ava";
import { Preset } from "matrix-js-sdk";
import { parties } from "@singularity/hub-server/contract";
import { asOwner } from "@singularity/hub-server/testing";
import { messages, until, type Said } from "./testing/listen.ts";
import { openStage, type Actor, type Stage } from "./testing/stage.ts";

let stage: Stage;
let jane: Actor;
let direct: string;

test.before(async () => {
  stage = await openStage();
  await stage.bots();
  jane = await stage.actor("jane", ["manager"]);
  const options = { is_direct: true, preset: Preset.TrustedPrivateChat, invite: [stage.bot] };
  direct = (await jane.client.createRoom(options)).room_id;
  const joined = async () => (await jane.client.getJoinedRoomMembers(direct)).joined;
  await until(async () => stage.bot in (await joined()), "bot in the room");
});
test.after.always(() => stage?.stop());

const told = async (): Promise<Said[]> =>
  (await messages(jane.client, direct)).filter(({ sender }) => sender === stage.bot);

/** What the hub says to Jane alone, in the direct room that it keeps for that. */
async function toldByHub(): Promise<Said[]> {
  const local = createHash("sha1").update(jane.userId).digest("hex").slice(0, 20);
  const alias = `#direct-${local}:${stage.hub.serverName}`;
  const known = await jane.client.getRoomIdForAlias(alias).catch(() => undefined);
  if (!known) return [];
  await jane.client.joinRoom(known.room_id);
  return messages(jane.client, known.room_id);
}

async function next(act: () => Promise<unknown>): Promise<Said> {
  const before = (await told()).length;
  await act();
  return until(async () => (await told())[before], "answer");
}

const say = (words: string) => next(() => jane.say(direct, words));

async function drop(name: string, text: string | Uint8Array<ArrayBuffer>, room = direct): Promise<void> {
  const { content_uri: url } = await jane.client.uploadContent(new Blob([text], { type: "text/csv" }), {
    name,
  });
  const info = { mimetype: "text/csv", size: text.length };
  await jane.client.sendEvent(
    room,
    "m.room.message" as never,
    { msgtype: "m.file", body: name, url, info } as never,
  );
}

const found = async (text: string) => (await jane.hub(parties.find, { text })).items.map(({ name }) => name);

test.serial(
  "it says what would be new and refused, loads it when told, says when it is done, and takes it back",
  async (t) => {
    const file =
      "Company,Email,City\nQuartz Ltd,hello@quartz.example,Bonn\nPyrite Ltd,hello@pyrite.example,Köln\nFeldspar Ltd,no address,Ulm\n";
    const looked = await next(() => drop("leads.csv", file));
    t.regex(looked.body, /^leads\.csv: 3 rows of parties\. 2 would be new, 0 would change a record\./);
    t.regex(looked.body, /1 would be refused, e\.g\. line 4: /);
    t.deepEqual(await found("Quartz"), []);
    const begun = await say("1");
    t.regex(begun.body, /^leads\.csv is being loaded: 3 rows/);
    const done = await until(
      async () => (await toldByHub()).find(({ body }) => body.startsWith("leads.csv is loaded")),
      "word that it is loaded",
    );
    t.regex(done.body, /New: 2/);
    t.regex(done.body, /Refused: 1/);
    t.deepEqual(await found("Quartz"), ["Quartz Ltd"]);
    t.regex((await say("import")).body, /^leads\.csv is loaded, 2 new, 1 refused/);
    await say("import undo");
    await until(async () => (await found("Quartz")).length === 0, "it is gone");
    await until(async () => /was taken back/.test((await say("import")).body), "word that it was taken back");
  },
);

test.serial("it says when the hub gives a file up, and what became of the rows", async (t) => {
  await asOwner(
    stage.hub,
    `create function crm.broken() returns trigger language plpgsql as $$ begin
       if new.name = 'Broken Ltd' then raise exception 'broken' using errcode = 'XX000'; end if; return new; end $$;
     create trigger broken before insert on crm.party for each row execute function crm.broken();`,
  );
  t.teardown(() => asOwner(stage.hub, `drop trigger broken on crm.party; drop function crm.broken()`));
  await next(() => drop("faulty.csv", "Company,City\nBroken Ltd,Bonn\n"));
  await say("1");
  const given = () =>
    toldByHub().then((all) => all.filter(({ body }) => body.startsWith("faulty.csv stopped")));
  const [first] = await until(
    async () => ((await given()).length ? given() : undefined),
    "word that it stopped",
  );
  t.regex(first!.body, /failing 5 times/);
  t.regex(first!.body, /Not loaded: 1/);
  t.regex((await say("import")).body, /^faulty\.csv stopped \(0 of 1\)/);
  await asOwner(stage.hub, `alter table crm.party disable trigger broken`);
  await say("import run");
  await until(async () => (await found("Broken")).length === 1, "it went on");
  t.is((await given()).length, 1);
});

test.serial("what could be read two ways is asked first", async (t) => {
  const looked = await next(() => drop("things.csv", "Alpha,Beta\n1,2\n"));
  t.regex(looked.body, /What are the rows of this file\?/);
  const chosen = await say("2");
  t.regex(chosen.body, /^things\.csv: 1 row of products\./);
  t.regex((await say("import as deals")).body, /^things\.csv: 1 row of deals\./);
});

test.serial("what is no table, is too large, or is dropped where others read, is not loaded", async (t) => {
  const large = await next(() => drop("large.csv", new Uint8Array(9 * 1024 * 1024).fill(65)));
  t.regex(large.body, /at most 8 MB/);
  t.regex((await next(() => drop("empty.csv", ""))).body, /cannot be read here|header/);
  const before = (await told()).length;
  const team = await jane.client.createRoom({
    preset: Preset.PrivateChat,
    invite: [stage.bot, "@admin:hub.localhost"],
  });
  await drop("team.csv", "Company\nTeam Ltd\n", team.room_id);
  await jane.client.sendEvent(
    direct,
    "m.room.message" as never,
    { msgtype: "m.file", body: "photo.png" } as never,
  );
  t.regex((await say("help import")).body, /Load a CSV file/);
  t.is((await told()).length, before + 1);
  t.deepEqual(await found("Team Ltd"), []);
});
