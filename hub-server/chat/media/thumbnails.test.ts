import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import test from "ava";
import sharp from "sharp";
import { MatrixError } from "../../errors.ts";
import { chatHub, type ChatHub, type TestPerson } from "../../testing/chat-hub.ts";
import { openThumbnailer } from "./thumbnailer.ts";

async function upload(hub: ChatHub, who: TestPerson, bytes: Buffer, type: string): Promise<string> {
  const answer = await fetch(`${hub.url}/_matrix/media/v3/upload`, {
    method: "POST",
    headers: { authorization: `Bearer ${who.token}`, "content-type": type },
    body: new Uint8Array(bytes),
  });
  return ((await answer.json()) as { content_uri: string }).content_uri.slice("mxc://".length);
}

async function thumbnail(hub: ChatHub, who: TestPerson, id: string, query: string) {
  const answer = await fetch(`${hub.url}/_matrix/client/v1/media/thumbnail/${id}?${query}`, {
    headers: { authorization: `Bearer ${who.token}` },
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const isPicture = answer.status === 200;
  const { width, height, pages } = isPicture ? await sharp(bytes, { animated: true }).metadata() : {};
  return { status: answer.status, headers: answer.headers, bytes, shape: [width, height, pages] };
}

const photo = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#4a4bbf" } });

/** A PNG that says it is as large as it likes: a header, and next to nothing behind it. */
function pngThatSays(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(body.length + 8);
    frame.writeUInt32BE(data.length);
    body.copy(frame, 4);
    frame.writeUInt32BE(crc(body), body.length + 4);
    return frame;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.writeUInt8(8, 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.alloc(1_000_000))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function crc(bytes: Buffer): number {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

test("thumbnails are cropped or scaled to one of a few sizes, never larger than the picture, and safe to show", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const id = await upload(hub, ann, await photo(2000, 1000).jpeg().toBuffer(), "image/jpeg");
  const shape = async (query: string) => (await thumbnail(hub, ann, id, query)).shape.slice(0, 2);
  t.deepEqual(await shape("width=30&height=30&method=crop"), [32, 32]);
  t.deepEqual(await shape("width=64&height=64&method=crop"), [96, 96]);
  t.deepEqual(await shape("width=300&height=200&method=scale"), [320, 160]);
  t.deepEqual(await shape("width=100000&height=100000"), [1600, 800]);
  const small = await upload(hub, ann, await photo(20, 10).png().toBuffer(), "image/png");
  const tiny = await thumbnail(hub, ann, small, "width=640&height=480&method=scale");
  t.deepEqual(tiny.shape.slice(0, 2), [20, 10]);
  t.is(tiny.headers.get("content-type"), "image/jpeg");
  t.regex(tiny.headers.get("content-security-policy") ?? "", /sandbox/);
  t.is(tiny.headers.get("x-content-type-options"), "nosniff");
  t.regex(tiny.headers.get("content-disposition") ?? "", /^inline; filename=thumbnail/);
  t.is((await fetch(`${hub.url}/_matrix/client/v1/media/thumbnail/${id}?width=32&height=32`)).status, 401);
  t.is((await thumbnail(hub, ann, id, "width=32&height=32&method=stretch")).status, 400);
});

test("what is seen through stays so, what moves moves on request, and a photo stands upright without saying where it was taken", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const clear = await sharp({ create: { width: 400, height: 400, channels: 4, background: "#0000" } })
    .png()
    .toBuffer();
  const png = await thumbnail(
    hub,
    ann,
    await upload(hub, ann, clear, "image/png"),
    "width=96&height=96&method=crop",
  );
  t.is(png.headers.get("content-type"), "image/png");
  t.true((await sharp(png.bytes).metadata()).hasAlpha);
  const frames = ["#f00", "#0f0", "#00f"].map((background) => ({
    input: { create: { width: 100, height: 100, channels: 4 as const, background } },
  }));
  const pictures = await Promise.all(
    frames.map(({ input }) => sharp({ create: input.create }).png().toBuffer()),
  );
  const gif = await sharp(pictures, { join: { animated: true } })
    .gif({ delay: [100, 100, 100] })
    .toBuffer();
  const id = await upload(hub, ann, gif, "image/gif");
  t.is((await thumbnail(hub, ann, id, "width=32&height=32&method=crop&animated=true")).shape[2], 3);
  t.is((await thumbnail(hub, ann, id, "width=32&height=32&method=crop")).shape[2] ?? 1, 1);
  const lying = await photo(600, 300)
    .withExif({ IFD0: { Copyright: "secret place" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const upright = await thumbnail(
    hub,
    ann,
    await upload(hub, ann, lying, "image/jpeg"),
    "width=320&height=240&method=scale",
  );
  t.deepEqual(upright.shape.slice(0, 2), [120, 240]);
  t.false(upright.bytes.includes("secret place"));
});

test("bombs, broken pictures and what only calls itself a picture are refused, and harm nobody", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const svg = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>`,
  );
  const whole = await photo(300, 300).png().toBuffer();
  const wrong: [Buffer, string][] = [
    [pngThatSays(50_000, 50_000), "image/png"],
    [pngThatSays(2_000_000_000, 2_000_000_000), "image/png"],
    [svg, "image/png"],
    [Buffer.from("%PDF-1.7"), "image/jpeg"],
    [whole.subarray(0, 60), "image/png"],
    [Buffer.alloc(0), "image/webp"],
    [Buffer.concat([Buffer.from("GIF89a"), Buffer.alloc(5000, 255)]), "image/gif"],
  ];
  const ids = await Promise.all(wrong.map(([bytes, type]) => upload(hub, ann, bytes, type)));
  const before = process.memoryUsage().rss;
  const answers = await Promise.all(
    ids.map((id) => thumbnail(hub, ann, id, "width=96&height=96&method=crop")),
  );
  t.deepEqual(
    answers.map(({ status, bytes }) => [
      status,
      (JSON.parse(bytes.toString()) as { errcode: string }).errcode,
    ]),
    wrong.map(() => [400, "M_UNKNOWN"]),
  );
  t.true(process.memoryUsage().rss - before < 300e6, "no picture was unpacked to its full size");
  const text = await upload(hub, ann, Buffer.from("hello"), "text/plain");
  t.is((await thumbnail(hub, ann, text, "width=96&height=96")).status, 404);
});

test("what fails for want of disk is not the picture's fault, and says nothing of the disk", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "hub-thumbnails-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const [picture, broken, full] = ["a.png", "b.png", "full"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const bytes = await photo(300, 300).png().toBuffer();
  writeFileSync(picture, bytes);
  writeFileSync(broken, bytes.subarray(0, 60));
  writeFileSync(full, "no folder can be made under a file");
  const wanted = { width: 96, height: 96, method: "crop", isAnimated: false } as const;
  const noDisk = await t.throwsAsync(openThumbnailer(full).of("abcdef", picture, wanted));
  t.false(noDisk instanceof MatrixError);
  const noPicture = await t.throwsAsync(openThumbnailer(folder).of("abcdef", broken, wanted), {
    instanceOf: MatrixError,
  });
  t.is(noPicture.message, "This picture cannot be read.");
  t.is((await openThumbnailer(folder).of("abcdef", picture, wanted)).contentType, "image/jpeg");
});

test("many at once wait for each other, and each thumbnail is made once", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const id = await upload(hub, ann, await photo(1000, 1000).jpeg().toBuffer(), "image/jpeg");
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      thumbnail(hub, ann, id, `width=${n % 2 ? 32 : 96}&height=32&method=crop`),
    ),
  );
  t.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  t.is(new Set(answers.map(({ bytes }) => bytes.toString("base64"))).size, 2);
});
