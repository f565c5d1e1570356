import { setTimeout as delay } from "node:timers/promises";
import test from "ava";
import type { Reply } from "../commands/command.ts";
import { SurfaceRefused, TryAgain } from "../errors.ts";
import { noFault } from "../inbox/fault.ts";
import type { Matrix, MatrixRequest } from "./client.ts";
import { directRooms } from "./direct.ts";
import { roomsOf } from "./rooms.ts";
import { readSigns } from "./signs.ts";
import { matrixSurface } from "./surface.ts";
import { openUpload, type Upload } from "./upload.ts";

const me = "@hub:hub.localhost";
const room = "!room:hub.localhost";
const refused = (status: number, code: string) => new SurfaceRefused("Matrix", status, code, "it");

/** A homeserver of a few answers: the first whose beginning fits. Unknown ones are not found. */
function fakeMatrix(
  answers: readonly (readonly [string, object | Error])[],
  upload: Upload = async ({ name }) => `mxc://hub.localhost/${name}`,
) {
  const requests: MatrixRequest[] = [];
  const matrix = (async (request: MatrixRequest) => {
    requests.push(request);
    const line = `${request.method} ${decodeURIComponent(request.path)}`;
    const answer = answers.find(([start]) => line.startsWith(start))?.[1] ?? refused(404, "M_NOT_FOUND");
    if (answer instanceof Error) throw answer;
    return answer;
  }) as Matrix;
  const rooms = roomsOf(matrix, me);
  const direct = directRooms(matrix, me, noFault);
  const ears = { userId: me, isVerb: () => false, signs: readSigns("↩=undo ❓=why 📝=log") };
  const sent = () => requests.filter(({ path }) => path.includes("/send/"));
  return {
    surface: matrixSurface({ matrix, media: async () => undefined, upload, ears, rooms, direct }),
    direct,
    requests,
    sent,
  };
}

const heard = (content: object = {}, more: object = {}) => ({
  id: "$1",
  attempts: 1,
  inherited: false,
  body: {
    type: "m.room.message",
    room_id: room,
    event_id: "$1",
    sender: "@jane:hub.localhost",
    origin_server_ts: 1_763_800_000_000,
    content: { msgtype: "m.text", body: "/help", ...content },
    ...more,
  },
});
const reply: Reply = { lines: ["Hello <b>"] };
const team = [`GET /rooms/${room}/joined_members`, { joined: { [me]: {}, "@a:x": {}, "@b:x": {} } }] as const;

test("an answer is a notice in the room, with the same transaction id each time, and HTML that is escaped", async (t) => {
  const { surface, sent } = fakeMatrix([team, ["PUT /rooms", {}]]);
  await surface.answer(heard(), reply);
  await surface.answer(heard(), reply);
  t.is(sent().length, 2);
  t.is(sent()[0]!.path, sent()[1]!.path);
  t.regex(sent()[0]!.path, /\/send\/m\.room\.message\/r-[0-9a-f]{40}$/);
  t.like(sent()[0]!.body, {
    msgtype: "m.notice",
    formatted_body: "<strong>Hello &lt;b&gt;</strong>",
    "m.relates_to": { "m.in_reply_to": { event_id: "$1" } },
  });
});

test("an apology takes no answer's place: the answer that comes after all stands beside it", async (t) => {
  const { surface, sent } = fakeMatrix([team, ["PUT /rooms", {}]]);
  await surface.answer(heard(), { ...reply, apology: true });
  await surface.answer(heard(), reply);
  t.not(sent()[0]!.path, sent()[1]!.path);
});

test("an answer to words in a thread stays in the thread", async (t) => {
  const { surface, sent } = fakeMatrix([team, ["PUT /rooms", {}]]);
  await surface.answer(heard({ "m.relates_to": { rel_type: "m.thread", event_id: "$root" } }), reply);
  t.deepEqual(sent()[0]!.body!["m.relates_to"], {
    rel_type: "m.thread",
    event_id: "$root",
    is_falling_back: true,
    "m.in_reply_to": { event_id: "$1" },
  });
});

test("where the bot may not speak it whispers, and says to what", async (t) => {
  const { surface, sent } = fakeMatrix([
    team,
    [`PUT /rooms/${room}/send`, refused(403, "M_FORBIDDEN")],
    ["POST /createRoom", { room_id: "!direct:hub.localhost" }],
    ["PUT /", {}],
  ]);
  await surface.answer(heard(), reply);
  const whisper = sent().at(-1)!;
  t.regex(decodeURIComponent(whisper.path), /^\/rooms\/!direct/);
  t.deepEqual(whisper.body!["org.singularity.reply_to"], { room_id: room, event_id: "$1" });
});

test("a card that the hub posts to this room is the answer", async (t) => {
  const { surface, sent } = fakeMatrix([team, ["PUT /rooms", {}]]);
  await surface.answer(heard(), { ...reply, posted: room });
  t.is(sent().length, 0);
});

test("a direct room that is known is used; one that its person has left is offered again", async (t) => {
  const list = ["GET /user", { "@jane:hub.localhost": ["!old:x", "!new:x"] }] as const;
  const joined = fakeMatrix([list, ["GET /rooms/!new:x/state/m.room.member", { membership: "join" }]]);
  t.is(await joined.direct.with("@jane:hub.localhost"), "!new:x");
  const left = fakeMatrix([
    list,
    ["GET /rooms/!new:x/state", { membership: "leave" }],
    ["POST /rooms/!new:x/invite", {}],
  ]);
  t.is(await left.direct.with("@jane:hub.localhost"), "!new:x");
});

/** A homeserver on which the name of the direct room leads to a room that this user made. */
const taken = (maker: string) =>
  fakeMatrix([
    ["POST /createRoom", refused(400, "M_ROOM_IN_USE")],
    ["GET /directory/room/#direct-", { room_id: "!theirs:x" }],
    ["GET /rooms/!theirs:x/state/m.room.member", { membership: "join" }],
    ["GET /rooms/!theirs:x/state", [{ type: "m.room.create", sender: maker, content: {} }]],
    ["PUT /", {}],
  ]);

test("a direct room that another process made is found by its alias", async (t) => {
  const { direct, requests } = taken(me);
  t.is(await direct.with("@jane:hub.localhost"), "!theirs:x");
  const noted = requests.find(({ path }) => path.endsWith("m.direct") && true)!;
  t.is(noted.method, "GET");
  t.deepEqual(requests.at(-1)?.body, { "@jane:hub.localhost": ["!theirs:x"] });
});

test("a room that somebody else made is no direct room, whatever it is called", async (t) => {
  await t.throwsAsync(taken("@mallory:hub.localhost").direct.with("@jane:hub.localhost"), {
    message: /createRoom/,
  });
});

test("slow work is shown by typing, quick work is not", async (t) => {
  const { surface, requests } = fakeMatrix([["PUT /rooms", {}]]);
  surface.working(heard())();
  await delay(350);
  t.is(requests.length, 0);
  const rest = surface.working(heard());
  await delay(400);
  rest();
  t.deepEqual(
    requests.map(({ body }) => body!["typing"]),
    [true, false],
  );
});

test("a reaction to something that is not ours asks for nothing", async (t) => {
  const relation = { rel_type: "m.annotation", event_id: "$card", key: "↩️" };
  const reaction = heard({ "m.relates_to": relation }, { type: "m.reaction" });
  const theirs = fakeMatrix([[`GET /rooms/${room}/event/$card`, { sender: "@raj:x", content: {} }]]);
  t.is(await theirs.surface.hear(reaction), undefined);
  t.is(await fakeMatrix([]).surface.hear(reaction), undefined);
  const plain = fakeMatrix([[`GET /rooms/${room}/event/$card`, { sender: me, content: {} }]]);
  t.is(await plain.surface.hear(reaction), undefined);
});

test("an invitation is accepted; one that cannot be is let go", async (t) => {
  const invite = heard({ membership: "invite" }, { type: "m.room.member", state_key: me });
  const open = fakeMatrix([["POST /rooms", {}]]);
  t.is(await open.surface.hear(invite), undefined);
  t.is(decodeURIComponent(open.requests[0]!.path), `/rooms/${room}/join`);
  t.is(await fakeMatrix([]).surface.hear(invite), undefined);
});

const picture = {
  name: "revenue.png",
  title: "Revenue",
  png: Buffer.from("picture").toString("base64"),
  width: 600,
  height: 300,
};
const drawn: Reply = { lines: ["Revenue: 3 EUR.", "How computed: …"], table: "Month  EUR\nMay  3", picture };

test("a picture stands with the words as its caption, the same each time, and no table", async (t) => {
  const { surface, sent } = fakeMatrix([team, ["PUT /rooms", { event_id: "$2" }]]);
  await surface.answer(heard(), drawn);
  t.like(sent()[0]!.body, {
    msgtype: "m.image",
    url: "mxc://hub.localhost/revenue.png",
    filename: "revenue.png",
    body: "Revenue: 3 EUR.\nHow computed: …",
    formatted_body: "<strong>Revenue: 3 EUR.</strong><br>How computed: …",
    info: { mimetype: "image/png", w: 600, h: 300, size: 7 },
  });
  await surface.answer(heard(), { ...drawn, replaces: `${room} $2` });
  t.like(sent()[1]!.body!["m.new_content"], { msgtype: "m.image", filename: "revenue.png" });
});

test("a picture that the homeserver refuses is told by its table; one that it cannot take now is tried again", async (t) => {
  const refusing = fakeMatrix([team, ["PUT /rooms", {}]], () => Promise.reject(refused(413, "M_TOO_LARGE")));
  await refusing.surface.answer(heard(), drawn);
  t.like(refusing.sent()[0]!.body, { msgtype: "m.notice" });
  t.regex(String(refusing.sent()[0]!.body!["formatted_body"]), /May {2}3/);
  const away = fakeMatrix([team], () => Promise.reject(new TryAgain("away")));
  await t.throwsAsync(away.surface.answer(heard(), drawn), { instanceOf: TryAgain });
  t.is(away.sent().length, 0);
});

test("pictures are handed over as PNG, by name; what the homeserver says is told apart", async (t) => {
  const asked: { url: string; init: RequestInit }[] = [];
  const answering = (response: () => Response | Promise<Response>) =>
    openUpload("http://hub", "secret", (async (url: string, init: RequestInit) => {
      asked.push({ url, init });
      return response();
    }) as typeof fetch);
  const taken = answering(() => Response.json({ content_uri: "mxc://hub/1" }));
  t.is(await taken({ ...picture, name: "a b&c.png" }), "mxc://hub/1");
  t.is(asked[0]!.url, "http://hub/_matrix/media/v3/upload?filename=a%20b%26c.png");
  t.like(asked[0]!.init.headers, { authorization: "Bearer secret", "content-type": "image/png" });
  t.is(Buffer.from(asked[0]!.init.body as Uint8Array).toString(), "picture");
  for (const status of [429, 500])
    await t.throwsAsync(answering(() => Response.json({}, { status }))(picture), { instanceOf: TryAgain });
  await t.throwsAsync(answering(() => Response.json({}, { status: 413 }))(picture), {
    instanceOf: SurfaceRefused,
  });
  await t.throwsAsync(answering(() => Promise.reject(new Error("line")))(picture), { instanceOf: TryAgain });
});
