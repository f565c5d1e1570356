/** Conversations end to end: questions, confirmations, replies to cards, reactions and edits, with the unmodified matrix-js-sdk. */
import test from "ava";
import { Preset } from "matrix-js-sdk";
import { connect, HubProblem } from "@singularity/hub-server/client";
import { interactions, parties, reminders, setPreferences, todos } from "@singularity/hub-server/contract";
import { messages, until, type Said } from "./testing/listen.ts";
import { openStage, type Actor, type Stage } from "./testing/stage.ts";

let stage: Stage;
let jane: Actor;
let team: string;
let direct: string;

test.before(async () => {
  stage = await openStage();
  await stage.bots({ BOTS_PUBLISH_COMMANDS: "on" });
  jane = await stage.actor("jane", ["manager"]);
  await jane.hub(setPreferences, { time_zone: "Europe/Berlin", locale: "en-GB" });
  await jane.hub(parties.add, { name: "Alfreds Futterkiste", role: "prospect", city: "Berlin" });
  team = await room({ name: "Team", preset: Preset.PrivateChat });
  direct = await room({ is_direct: true, preset: Preset.TrustedPrivateChat });
});
test.after.always(() => stage?.stop());

async function room(options: object): Promise<string> {
  const { room_id: id } = await jane.client.createRoom({ ...options, invite: [stage.bot] });
  await until(
    async () => stage.bot in (await jane.client.getJoinedRoomMembers(id)).joined,
    "bot in the room",
  );
  return id;
}

const told = async (where: string) =>
  (await messages(jane.client, where)).filter(({ sender }) => sender === stage.bot);

/** Does something, and waits for what the bot says next in a room. */
async function next(where: string, act: () => Promise<unknown>): Promise<Said> {
  const before = (await told(where)).length;
  await act();
  return until(async () => (await told(where))[before], "answer");
}

const say = (words: string, more?: object) => next(direct, () => jane.say(direct, words, more));

async function react(where: string, event: string, key: string): Promise<void> {
  const content = { "m.relates_to": { rel_type: "m.annotation", event_id: event, key } };
  await jane.client.sendEvent(where, "m.reaction" as never, content as never);
}

const inReply = (event: string) => ({ "m.relates_to": { "m.in_reply_to": { event_id: event } } });

test.serial("a question is answered by the next words, and the reminder stands", async (t) => {
  const when = await say("remind me -- call back");
  t.regex(when.body, /^When\?/);
  t.true(when.content["org.singularity.waits"]);
  const card = await say("24 dec 2099 9am");
  t.is(card.card?.call, "reminder.add");
  t.regex(card.body, /Understood: Thu 24 Dec 2099 09:00 CET/);
  t.is((await jane.hub(reminders.list, {})).items[0]?.text, "call back");
});

test.serial(
  "the first question of a form tells a link to its page, by which the form is sent once",
  async (t) => {
    const asked = await say("form todo");
    const [url] = /https?:\S+#form=\S+/.exec(asked.body)!;
    const holder = connect(stage.hub.url, new URLSearchParams(new URL(url).hash.slice(1)).get("form")!);
    const { record } = await holder(todos.add, { title: "by the page" });
    t.like(await jane.hub(todos.details, { ref: record.number }), { title: "by the page" });
    await t.throwsAsync(holder(todos.add, { title: "again" }), { instanceOf: HubProblem });
    await say("cancel");
  },
);

test.serial("what must be confirmed is done by ✅, once", async (t) => {
  const { record } = await jane.hub(parties.add, { name: "Alfreds Futterkiste (double)" });
  const preview = await say(`merge ${record.number} into CUS-1`);
  t.truthy(preview.card?.confirmation, preview.body);
  t.regex(preview.body, /✅ Confirm · ❌ Cancel/);
  t.is((await jane.hub(parties.find, { text: "double" })).items.length, 1);
  await react(direct, preview.event_id, "✅");
  await until(async () => (await jane.hub(parties.find, { text: "double" })).items.length === 0, "merge");
});

test.serial("the signs stand there to be tapped", async (t) => {
  const { record } = await jane.hub(parties.add, { name: "Alfreds Zwilling" });
  const preview = await say(`merge ${record.number} into CUS-1`);
  const signs = await until(async () => {
    const { chunk } = await jane.client.createMessagesRequest(direct, null, 20, "b" as never);
    const found = chunk.filter(
      ({ type, content }) => type === "m.reaction" && content["m.relates_to"]?.event_id === preview.event_id,
    );
    return found.length >= 2 ? found : undefined;
  }, "seeded reactions");
  const keys = signs.map(({ content }) => String(content["m.relates_to"]?.key));
  t.deepEqual(keys.toSorted(), ["✅", "❌"].toSorted());
  const dropped = await next(direct, () => react(direct, preview.event_id, "❌"));
  t.regex(dropped.body, /^Not done/);
});

test.serial("a card names the room that is reminded in no way that nobody can read", async (t) => {
  const card = await next(team, () => jane.say(team, "/remind here in 2h -- stand-up"));
  t.is(card.card?.call, "reminder.add");
  t.false(card.body.includes(team), card.body);
});

test.serial("a reply to a card edits its record; talk about it does not", async (t) => {
  const card = await next(team, () => jane.say(team, "/add prospect Acme city: Bonn"));
  await jane.say(team, "city is nice", inReply(card.event_id));
  const changed = await next(team, () => jane.say(team, "city: Köln", inReply(card.event_id)));
  t.is(changed.card?.call, "party.change");
  t.is((await jane.hub(parties.find, { text: "acme" })).items[0]?.city, "Köln");
});

test.serial("an edit of a command takes back what it did, does it anew, and edits the answer", async (t) => {
  let asked = "";
  const first = await next(team, async () => {
    asked = await jane.say(team, "/log call acme 25m -- first");
  });
  t.is(first.card?.call, "interaction.add");
  const fresh = { msgtype: "m.text", body: "/log call acme 35m -- second" };
  await jane.say(team, `* ${fresh.body}`, {
    "m.new_content": fresh,
    "m.relates_to": { rel_type: "m.replace", event_id: asked },
  });
  const edit = await until(async () => (await told(team)).find(({ edits }) => edits), "edited answer");
  t.is((edit.content["m.relates_to"] as { event_id: string }).event_id, first.event_id);
  const { items } = await jane.hub(interactions.list, {});
  t.deepEqual(
    items.map(({ body, duration_s }) => [body, duration_s]),
    [["second", 2100]],
  );
});

test.serial("📝 logs a message in its record's room; ❓ at a card tells why", async (t) => {
  const open = await next(team, () => jane.say(team, "!open acme"));
  const home = decodeURIComponent(/#\/([^?]+)/.exec(open.body)![1]!);
  await until(
    async () => stage.bot in (await jane.client.getJoinedRoomMembers(home)).joined,
    "bot in the room",
  );
  const said = await jane.say(home, "They want 40 cases by Friday");
  const card = await next(home, () => react(home, said, "📝"));
  t.is(card.card?.call, "interaction.add");
  t.is(
    (await jane.hub(interactions.list, { party: "acme" })).items[0]?.body ?? "",
    "They want 40 cases by Friday",
  );
  const why = await next(home, () => react(home, card.event_id, "❓"));
  t.regex(why.body, /Notes: .*Jane/);
});

test.serial(
  "a promise in a record's room is proposed to whoever made it, and one tap makes the to-do",
  async (t) => {
    const open = await next(team, () => jane.say(team, "!open acme"));
    const home = decodeURIComponent(/#\/([^?]+)/.exec(open.body)![1]!);
    const proposals = async () => {
      const found: (Said & { room: string })[] = [];
      for (const { roomId } of jane.client.getRooms()) {
        if (jane.client.getRoom(roomId)?.getMyMembership() === "invite") await jane.client.joinRoom(roomId);
        const said = await told(roomId).catch(() => []);
        found.push(
          ...said
            .filter(({ card: shown }) => shown?.call === "promise.propose")
            .map((one) => ({ ...one, room: roomId })),
        );
      }
      return found;
    };
    await jane.say(home, "Friday is fine with them");
    await jane.say(home, "Will you send the quote by Friday?");
    const promise = await jane.say(home, "They agreed! I'll send them the quote by 24 Dec 2099.");
    await until(async () => (await proposals()).length > 0, "proposal");
    const [proposal] = await proposals();
    t.regex(
      proposal!.body,
      /^Make it a to-do\? Send them the quote · Acme\nDue: Thu, 24 Dec 2099\n.*\n✅ Make it a to-do · ❌ No$/,
    );
    t.deepEqual(proposal!.content["org.singularity.reply_to"], { room_id: home, event_id: promise });
    t.not(proposal!.room, home);
    await react(proposal!.room, proposal!.event_id, "✅");
    const made = await until(
      async () =>
        (await jane.hub(todos.list, { about: "acme" })).items.find(
          ({ title }) => String(title) === "Send them the quote",
        ),
      "to-do",
    );
    t.is(made.owner?.title, "Jane");
    t.is((await proposals()).length, 1);
  },
);

test.serial(
  "a form is asked field by field where none can be drawn, and carried for those that draw it",
  async (t) => {
    const form = await say("form todo");
    t.is((form.content["org.singularity.form"] as { call: string }).call, "todo.add");
    const card = await say("Send the quote\npriority: high");
    t.is(card.card?.call, "todo.add");
  },
);

test.serial("the verbs stand in the state of a room for clients that complete them", async (t) => {
  const { commands, sigil } = (await jane.client.getStateEvent(
    direct,
    "org.matrix.msc4332.commands",
    stage.bot,
  )) as { commands: { syntax: string }[]; sigil: string };
  t.is(sigil, "!");
  t.true(commands.some(({ syntax }) => syntax === "log {words}"));
});
