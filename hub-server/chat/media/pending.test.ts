import test from "ava";
import { chatHub, type ChatHub, type TestPerson } from "../../testing/chat-hub.ts";

const create = "/_matrix/media/v1/create";

const put = (hub: ChatHub, who: TestPerson, uri: string, body: BodyInit, query = "") =>
  fetch(`${hub.url}/_matrix/media/v3/upload/${uri.slice("mxc://".length)}${query}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${who.token}`, "content-type": "text/plain" },
    body,
    ...(typeof body !== "string" && { duplex: "half" }),
  });

const get = (hub: ChatHub, who: TestPerson, uri: string, query = "") =>
  fetch(`${hub.url}/_matrix/client/v1/media/download/${uri.slice("mxc://".length)}${query}`, {
    headers: { authorization: `Bearer ${who.token}` },
  });

const refused = async (answer: Response) =>
  `${answer.status} ${((await answer.json()) as { errcode: string }).errcode}`;

test("a file may come after its address: once, from who asked for it, and readers wait for it", async (t) => {
  const hub = await chatHub(t, { maxUpload: 1000 });
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const { content_uri: uri, unused_expires_at: end } = (await ann.call("POST", create, {})).body;
  t.true(end > Date.now());
  t.is(await refused(await get(hub, ben, uri, "?timeout_ms=10")), "504 M_NOT_YET_UPLOADED");
  t.is(
    await refused(
      await fetch(
        `${hub.url}/_matrix/client/v1/media/thumbnail/${uri.slice(6)}?width=9&height=9&timeout_ms=0`,
        {
          headers: { authorization: `Bearer ${ben.token}` },
        },
      ),
    ),
    "504 M_NOT_YET_UPLOADED",
  );
  t.is(await refused(await put(hub, ben, uri, "mine")), "403 M_FORBIDDEN");
  t.is(await refused(await put(hub, ann, uri, "x".repeat(2000))), "413 M_TOO_LARGE");
  t.is(await refused(await put(hub, ann, uri, new Blob(["x".repeat(2000)]).stream())), "413 M_TOO_LARGE");
  const readers = [get(hub, ben, uri), get(hub, ann, uri, "?timeout_ms=60000")];
  const both = await Promise.all([
    put(hub, ann, uri, "soup", "?filename=menu.txt"),
    put(hub, ann, uri, "salad"),
  ]);
  t.deepEqual(
    both.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409],
  );
  const words = both[0].status === 200 ? "soup" : "salad";
  for (const reader of readers) t.is(await (await reader).text(), words);
  t.is(await refused(await put(hub, ann, uri, "again")), "409 M_CANNOT_OVERWRITE_MEDIA");
  t.is(await (await get(hub, ben, uri)).text(), words);
  const { rowCount } = await hub.pool.query("select from chat.pending_media");
  t.is(rowCount, 0);
});

test("an address that nobody fills is forgotten after a day; a person may have some at once", async (t) => {
  let now = Date.now();
  const hub = await chatHub(t, { clock: () => new Date(now) });
  const ann = await hub.person("ann");
  const made = await Promise.all(Array.from({ length: 100 }, () => ann.call("POST", create, {})));
  t.true(made.every(({ status }) => status === 200));
  const more = await ann.call("POST", create, {});
  t.like(more, { status: 429, body: { errcode: "M_LIMIT_EXCEEDED" } });
  t.is((await (await hub.person("ben")).call("POST", create, {})).status, 200);
  const uri = made[0]!.body.content_uri;
  now += 25 * 3600_000;
  t.is(await refused(await put(hub, ann, uri, "late")), "404 M_NOT_FOUND");
  t.is(await refused(await get(hub, ann, uri)), "404 M_NOT_FOUND");
  t.is((await ann.call("POST", create, {})).status, 200);
  t.is((await hub.pool.query("select from chat.pending_media")).rowCount, 1);
  t.is(
    await refused(await put(hub, ann, `mxc://other.test/${uri.split("/").at(-1)}`, "x")),
    "404 M_NOT_FOUND",
  );
  t.is(await refused(await put(hub, ann, "mxc://hub.test/x", "x")), "404 M_NOT_FOUND");
});
