/** PostgreSQL falls while the hub runs: callers are told, and the hub recovers by itself. */
import { setTimeout as pause } from "node:timers/promises";
import test from "ava";
import { connect, HubProblem } from "./client.ts";
import { parties, redeemLink } from "./contract/index.ts";
import { dataFolder, startHub } from "./testing/process.ts";
import { treeOf } from "./testing/process-tree.ts";

const linux = process.platform === "linux" ? test : test.skip;

linux("while PostgreSQL is down the hub says 503, and it recovers without a restart", async (t) => {
  const hub = await startHub(t, dataFolder(t), { env: { HUB_LOG: "fatal" } });
  const { access_token: token } = await connect(hub.url)(redeemLink, { link: hub.link! });
  const call = connect(hub.url, token);
  const chat = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${hub.url}/_matrix/client/v3${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  };
  const status = async (path: string) => (await fetch(hub.url + path)).status;
  const { room_id: room } = (await chat("POST", "/createRoom", { name: "Team" })).body;
  const say = (txn: string) =>
    chat("PUT", `/rooms/${encodeURIComponent(room!)}/send/m.room.message/${txn}`, {
      msgtype: "m.text",
      body: txn,
    });
  const before = await say("before");
  t.deepEqual([await status("/healthz"), await status("/readyz")], [200, 200]);

  const postmaster = treeOf(hub.pid).find(({ command }) => command.includes("/bin/postgres"))!;
  process.kill(postmaster.pid, "SIGKILL");

  const seen = {
    ready: new Set<number>(),
    rest: new Set<number>(),
    said: new Set<number>(),
    unknown: [] as unknown[],
  };
  let answered = 0;
  for (const deadline = Date.now() + 20_000; answered < 3 && Date.now() < deadline; await pause(20)) {
    const [ready, said, rest] = await Promise.all([
      status("/readyz"),
      say("during"),
      call(parties.add, { name: "Acme" }, { key: "during" }).catch((error: unknown) => error),
    ]);
    seen.ready.add(ready);
    seen.said.add(said.status);
    if (rest instanceof HubProblem) {
      seen.rest.add(rest.status);
      if (rest.code !== "unavailable") seen.unknown.push(rest.problem);
    }
    if (said.status !== 200 && said.status !== 503) seen.unknown.push(said.body);
    answered = ready === 200 && said.status === 200 && !(rest instanceof Error) ? answered + 1 : 0;
  }
  t.is(answered, 3, "it recovered");
  t.deepEqual(seen.unknown, []);
  t.deepEqual(
    [...seen.ready].toSorted((a, b) => a - b),
    [200, 503],
  );
  t.true(seen.rest.has(503) && seen.rest.size === 1, [...seen.rest].join());
  t.true(seen.said.has(503), [...seen.said].join());
  t.is((await say("before")).body["event_id"], before.body["event_id"]);
  t.is((await call(parties.find, { text: "acme" })).items.length, 1);
  t.is((await hub.kill("SIGTERM")).code, 0);
});
