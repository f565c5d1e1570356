import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type ExecutionContext } from "ava";
import sharp from "sharp";
import { chatHub, type TestPerson } from "../../../testing/chat-hub.ts";
import { guardedGet } from "./guarded-get.ts";
import { readHead } from "./read-head.ts";

async function site(t: ExecutionContext, answer: RequestListener): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const preview = (who: TestPerson, url: string) =>
  who.call("GET", `/_matrix/client/v1/media/preview_url?url=${encodeURIComponent(url)}`);

test("previews are off unless turned on; then a page shows title, description and picture, read once", async (t) => {
  const picture = await sharp({ create: { width: 40, height: 20, channels: 3, background: "#123" } })
    .png()
    .toBuffer();
  const { url, asked } = await site(t, (request, response) => {
    if (request.url === "/p.png")
      return response.writeHead(200, { "content-type": "image/png" }).end(picture);
    if (request.url === "/old") return response.writeHead(302, { location: "/page" }).end();
    const html = `<!doctype html><head><script>"<meta property='og:title' content=no>"</script><!-- <title>no</title> -->
      <title>The &amp; page</title><meta property="og:description" content='It&#39;s &quot;fine&quot; &#x1F600;'>
      <meta content="/p.png" property="og:image"></head><body><meta property="og:title" content="too late">`;
    return response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html);
  });
  const plain = await chatHub(t);
  const off = await preview(await plain.person("ann"), `${url}/page`);
  t.deepEqual([off.status, off.body.errcode, asked], [404, "M_UNRECOGNIZED", []]);
  const hub = await chatHub(t, { urlPreviews: true, privateGateways: true });
  const ann = await hub.person("ann");
  const { status, body } = await preview(ann, `${url}/old`);
  t.is(status, 200);
  t.like(body, {
    "og:title": "The & page",
    "og:description": `It's "fine" 😀`,
    "og:image:type": "image/png",
    "og:image:width": 40,
    "og:image:height": 20,
    "matrix:image:size": picture.length,
  });
  const id = body["og:image"].slice("mxc://".length);
  const shown = await fetch(`${hub.url}/_matrix/client/v1/media/download/${id}`, {
    headers: { authorization: `Bearer ${ann.token}` },
  });
  t.deepEqual(Buffer.from(await shown.arrayBuffer()), picture);
  t.deepEqual((await preview(ann, `${url}/old`)).body, body);
  t.deepEqual(asked, ["/old", "/page", "/p.png"]);
  t.is((await ann.call("GET", "/_matrix/client/v1/media/preview_url")).status, 400);
});

test("nothing inside is read, however it is written; the answer does not say what is there", async (t) => {
  const { url, asked } = await site(t, (_request, response) => response.end("secret"));
  const { port } = new URL(url);
  const hub = await chatHub(t, { urlPreviews: true });
  const ann = await hub.person("ann");
  const hosts = [
    "127.0.0.1",
    "localhost",
    "0.0.0.0",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::]",
    "[64:ff9b::7f00:1]",
  ];
  for (const host of hosts) {
    const { status, body } = await preview(ann, `http://${host}:${port}/`);
    t.deepEqual([status, body.error], [502, "This page cannot be previewed."], host);
  }
  const options = { most: 1000, patience: 2000, mayBeInside: false };
  for (const address of [
    ...hosts,
    "10.1.2.3",
    "169.254.169.254",
    "192.168.1.1",
    "[fe80::1]",
    "[fc00::1]",
    "[2002:7f00:1::]",
  ])
    await t.throwsAsync(guardedGet(`http://${address}/`, options), { message: /private/ }, address);
  for (const address of [
    "file:///etc/passwd",
    "gopher://a/",
    "http://user:pass@example.org/",
    "http://example.org:22/",
    "no address",
  ])
    await t.throwsAsync(guardedGet(address, options), { message: /read/ }, address);
  t.deepEqual(asked, []);
});

test("redirects, size and time have an end", async (t) => {
  const { url } = await site(t, (request, response) => {
    if (request.url === "/loop") return response.writeHead(302, { location: "/loop" }).end();
    if (request.url === "/file") return response.writeHead(302, { location: "file:///etc/passwd" }).end();
    if (request.url === "/slow")
      return response.writeHead(200, { "content-type": "text/html" }).write("<title>");
    response.writeHead(200, { "content-type": "text/html" });
    return response.end("x".repeat(100_000));
  });
  const options = { most: 1000, patience: 20_000, mayBeInside: true };
  await t.throwsAsync(guardedGet(`${url}/loop`, options), { message: /one address to the next/ });
  await t.throwsAsync(guardedGet(`${url}/file`, options), { message: /only http/ });
  await t.throwsAsync(guardedGet(`${url}/slow`, { ...options, patience: 300 }));
  const { bytes, isCut } = await guardedGet(`${url}/big`, options);
  t.deepEqual([bytes.length, isCut], [1000, true]);
});

test("pages that are no pages are read to their end, and say nothing", (t) => {
  const parts = [
    "<meta ",
    "<meta content=",
    "<title>",
    "<!--",
    "<script>",
    "<",
    "<meta a='",
    '<meta content="&#x',
    "&",
  ];
  for (const part of parts) t.is(readHead(part.repeat(50_000)).meta.size, 0, part);
  // Letters of which one byte is that of ">": whoever looks for it stops at each.
  for (const end of ["", ">", "\u013e".repeat(200_000), `${"\u013e".repeat(200_000)}>`])
    t.is(readHead("<title".repeat(50_000) + end).title, undefined);
  const { title } = readHead(`<title${" ".repeat(9000)}>too long a tag</title><title>Kitchen</title>`);
  t.is(title, "Kitchen");
  t.deepEqual([...readHead(`<meta name=description content=short>`).meta], [["description", "short"]]);
  t.is(readHead("<title>\n a \n b</title>").title, "a b");
  t.is(
    readHead("<META PROPERTY=og:title CONTENT=x><meta property='og:title' content='y'>").meta.get("og:title"),
    "x",
  );
});
