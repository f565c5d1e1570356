/** The process, as `npm start` runs it: what it prints, how it stops, what it leaves. */
import { existsSync } from "node:fs";
import test from "ava";
import { connect } from "./client.ts";
import { openSession, parties, redeemLink, setPassword, whoAmI } from "./contract/index.ts";
import { dataFolder, startHub } from "./testing/process.ts";
import { testDatabase } from "./testing/database.ts";
import { treeOf, untilGone } from "./testing/process-tree.ts";

const linux = process.platform === "linux" ? test.serial : test.serial.skip;
const password = "correct horse battery";
const everything = { HUB_ANALYTICS: "", HUB_BOTS: "", HUB_LOG: "" };

test.serial(
  "the first start prints one line with a link that works once; after a password was set no start prints one",
  async (t) => {
    const data = dataFolder(t);
    const { ownerUrl } = await testDatabase(t);
    const env = { DATABASE_URL: ownerUrl };
    const first = await startHub(t, data, { env });
    t.is(first.stdout.length, 1);
    t.deepEqual(first.stderr, []);
    const session = await connect(first.url)(redeemLink, { link: first.link! });
    t.like(session, { user_id: "@admin:hub.localhost", must_set_password: true });
    await t.throwsAsync(connect(first.url)(redeemLink, { link: first.link! }), {
      name: "HubProblem",
      message: "This sign-in link was used already or has expired. Ask for a new one.",
    });
    await connect(first.url, session.access_token)(parties.add, { name: "Acme GmbH", role: "prospect" });
    t.deepEqual(await first.kill("SIGTERM"), { code: 0, signal: null });

    const second = await startHub(t, data, { env });
    t.truthy(second.link);
    t.not(second.link, first.link);
    const hub = connect(second.url, session.access_token);
    t.is((await hub(parties.find, { text: "acme" })).items[0]?.name, "Acme GmbH");
    await hub(setPassword, { password });
    await second.kill("SIGTERM");

    const third = await startHub(t, data, { env });
    t.deepEqual(third.stdout, [`Singularity is ready: ${third.url}`]);
    const { access_token: token } = await connect(third.url)(openSession, { user: "admin", password });
    t.is((await connect(third.url, token)(whoAmI, {})).user_id, "@admin:hub.localhost");
    t.is((await connect(third.url, token)(parties.find, { text: "acme" })).items.length, 1);
    await third.kill("SIGTERM");
  },
);

linux(
  "SIGTERM ends it with all its children within ten seconds, and whoever waits is answered",
  async (t) => {
    const data = dataFolder(t);
    const hub = await startHub(t, data, { env: everything });
    const { access_token: token } = await connect(hub.url)(redeemLink, { link: hub.link! });
    const tree = treeOf(hub.pid);
    for (const part of ["postgres", "analytics/main.ts", "bots/main.ts"])
      t.true(
        tree.some(({ command }) => command.includes(part)),
        part,
      );
    const headers = { authorization: `Bearer ${token}` };
    const sync = `${hub.url}/_matrix/client/v3/sync?timeout=30000`;
    const { next_batch: since } = (await (await fetch(sync, { headers })).json()) as { next_batch: string };
    const waiting = fetch(`${sync}&since=${since}`, { headers });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const from = performance.now();
    t.deepEqual(await hub.kill("SIGTERM"), { code: 0, signal: null });
    t.true(performance.now() - from < 10_000, `${performance.now() - from} ms`);
    const answer = await waiting;
    t.is(answer.status, 200);
    t.is(typeof ((await answer.json()) as { next_batch: string }).next_batch, "string");
    t.deepEqual(await untilGone(tree, 0), []);
    t.deepEqual(hub.stderr, []);
  },
);

linux("when the hub is killed its children follow, and the next start works at once", async (t) => {
  const data = dataFolder(t);
  const hub = await startHub(t, data, { env: everything });
  const tree = treeOf(hub.pid);
  await hub.kill("SIGKILL");
  const again = await startHub(t, data, { env: everything });
  t.truthy(again.link);
  t.deepEqual(await untilGone(tree, 5_000), []);
  t.is((await again.kill("SIGTERM")).code, 0);
});

const nobody = 65_534;
const setpriv = ["setpriv", "--reuid", `${nobody}`, "--regid", `${nobody}`, "--clear-groups"];
const asOther = process.geteuid?.() === 0 && existsSync("/usr/bin/setpriv") ? test.serial : test.serial.skip;

asOther("a normal user can run it (skipped unless the tests run as root, with setpriv)", async (t) => {
  const data = dataFolder(t, nobody);
  const hub = await startHub(t, data, {
    before: setpriv,
    env: { HOME: data, HUB_ANALYTICS: "", NODE_V8_COVERAGE: "" },
  });
  const { access_token: token } = await connect(hub.url)(redeemLink, { link: hub.link! });
  t.is((await connect(hub.url, token)(whoAmI, {})).roles[0], "administrator");
  t.is((await hub.kill("SIGTERM")).code, 0);
});
