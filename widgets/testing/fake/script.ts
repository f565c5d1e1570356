/** The rooms of the fake hub and a bot that understands `log` and ↩️: enough for a person's first five minutes. */
import { alfreds, happened, type Profile } from "./company.ts";
import { botId, userId, type FakeEvent, type FakeMatrix } from "./matrix.ts";

export const rooms = {
  alfreds: "!alfreds:hub.localhost",
  sales: "!sales:hub.localhost",
  bot: "!bot:hub.localhost",
  bonapp: "!bonapp:hub.localhost",
};
const members = {
  [botId]: "Hub",
  [userId]: "Nancy Davolio",
  "@andrew:hub.localhost": "Andrew Fuller",
  "@janet:hub.localhost": "Janet Leverling",
};

export const cardContent = (title: string, text: string, state: "current" | "undone" = "current") => ({
  msgtype: "m.notice",
  body: `${title} · Alfreds Futterkiste\n${text}`,
  "org.singularity.card": {
    record: { id: "0197a000-0000-7000-8000-000000000142", noun: "interaction", number: "INT-42", title },
    about: alfreds,
    call: "interaction.add",
    change: "0197a000-0000-7000-8000-000000000900",
    title,
    text,
    by: "Nancy Davolio",
    facts: [
      { label: "Channel", value: "Call" },
      { label: "Duration", value: "25 min" },
      { label: "With", value: "Alfreds Futterkiste" },
    ],
    actions: state === "undone" ? [] : [{ label: "Undo", words: "undo", reaction: "↩️" }],
    state,
  },
});

export function fillRooms(matrix: FakeMatrix): void {
  matrix.room(rooms.sales, "Sales", members, "Targets, quotes, good news");
  matrix.room(rooms.bonapp, "Bon app'", members);
  matrix.room(rooms.alfreds, "Alfreds Futterkiste", members, "CUS-1");
  matrix.room(rooms.bot, undefined, { [botId]: "Hub", [userId]: "Nancy Davolio" });
  matrix.direct = { [botId]: [rooms.bot] };
  matrix.say(
    rooms.sales,
    "@andrew:hub.localhost",
    "November is at 92 % of target. Two more orders and we are there.",
  );
  matrix.say(rooms.bonapp, "@janet:hub.localhost", "Laurence asked for a sample of the new syrups.");
  matrix.say(rooms.bot, botId, "Good morning. Type help to see what I understand.", { msgtype: "m.notice" });
  const first = matrix.say(
    rooms.alfreds,
    "@andrew:hub.localhost",
    "Maria called this morning, she is asking for the winter price list.",
  );
  matrix.say(rooms.alfreds, "@andrew:hub.localhost", "I promised it **before Friday**.", {
    format: "org.matrix.custom.html",
    formatted_body:
      'I promised it <strong>before Friday</strong>. The draft is at <a href="https://example.org/prices">our price page</a>.',
  });
  matrix.now += 20 * 3600_000;
  matrix.say(rooms.alfreds, userId, "Thanks! I will send it today.", {
    "m.relates_to": { "m.in_reply_to": { event_id: first } },
  });
  matrix.react(rooms.alfreds, "@andrew:hub.localhost", first, "👍");
}

/** What the bot does with a message; it answers with a card and takes it back when it is asked to. */
export function botHears(matrix: FakeMatrix, profiles: Map<string, Profile>, event: FakeEvent): void {
  const { body = "" } = event.content as { body?: string };
  const relation = event.content["m.relates_to"] as { key?: string; event_id?: string } | undefined;
  const profile = profiles.get("CUS-1")!;
  const words = /^\/?log call (.*?)(?: -- (.*))?$/.exec(body);
  if (event.type === "m.room.message" && words) {
    profile.timeline = [
      { ...happened(42, "Call", words[2] ?? "", new Date(matrix.now).toISOString(), "phone") },
      ...profile.timeline,
    ];
    matrix.post(event.room_id, botId, "m.room.message", cardContent("Call logged", words[2] ?? ""));
  }
  if (event.type === "m.reaction" && relation?.key === "↩️") {
    profile.timeline = profile.timeline.filter((item) => item.number !== "INT-42");
    matrix.edit(
      event.room_id,
      botId,
      relation.event_id!,
      cardContent("Call logged", "wants 40 cases of Chai", "undone"),
    );
  }
  if (/^\/?salary/.test(body)) {
    const target = { room_id: event.room_id, event_id: event.event_id };
    matrix.say(rooms.bot, botId, "You need the right salary:view for this. Ask Andrew Fuller.", {
      msgtype: "m.notice",
      "org.singularity.reply_to": target,
    });
  }
}
