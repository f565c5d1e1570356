import test from "ava";
import Fastify from "fastify";
import { takeIn } from "@singularity/hub-server/contract";
import { HubProblem } from "@singularity/hub-server/client";
import { TryAgain } from "../errors.ts";
import { clean, keeper } from "../inbox/keep.ts";
import { fakeHub, problem } from "../testing/fake-hub.ts";
import { transactions } from "./routes.ts";

const hsToken = "hs-secret";
const authorization = `Bearer ${hsToken}`;
const silent = { warn: () => {}, error: () => {} };

async function serve(keep: (events: readonly unknown[]) => Promise<void> = async () => {}) {
  const app = Fastify();
  await app.register(transactions({ hsToken, keep }));
  return app;
}

const put = (events: unknown) => ({
  method: "PUT" as const,
  url: "/_matrix/app/v1/transactions/1",
  headers: { authorization },
  payload: { events },
});

test("a transaction is acknowledged after it is kept", async (t) => {
  const kept: unknown[] = [];
  const app = await serve(async (events) => {
    kept.push(...events);
  });
  const answer = await app.inject(put([{ a: 1 }]));
  t.is(answer.statusCode, 200);
  t.deepEqual(answer.json(), {});
  t.deepEqual(kept, [{ a: 1 }]);
});

test("a transaction that cannot be kept is not acknowledged", async (t) => {
  const app = await serve(async () => {
    throw new TryAgain("not now");
  });
  t.is((await app.inject(put([]))).statusCode, 500);
});

test("without the hs_token, or with a wrong one, everything is forbidden", async (t) => {
  const app = await serve();
  for (const headers of [{}, { authorization: "Bearer wrong" }, { authorization: hsToken }])
    for (const [method, url] of [
      ["PUT", "/_matrix/app/v1/transactions/1"],
      ["POST", "/_matrix/app/v1/ping"],
      ["GET", "/_matrix/app/v1/users/@a:b"],
    ] as const) {
      const answer = await app.inject({ method, url, headers, payload: { events: [] } });
      t.is(answer.statusCode, 403);
      t.is(answer.json<{ errcode: string }>().errcode, "M_FORBIDDEN");
    }
});

test("users and rooms are not made on demand; a ping is answered; a body without events is refused", async (t) => {
  const app = await serve();
  const headers = { authorization };
  t.is((await app.inject({ url: "/_matrix/app/v1/users/@a:b", headers })).statusCode, 404);
  t.is((await app.inject({ url: "/_matrix/app/v1/rooms/%23a:b", headers })).statusCode, 404);
  const ping = {
    method: "POST" as const,
    url: "/_matrix/app/v1/ping",
    headers,
    payload: { transaction_id: "1" },
  };
  t.deepEqual((await app.inject(ping)).json(), {});
  t.is((await app.inject(put("none"))).statusCode, 400);
});

test("what PostgreSQL cannot keep is replaced, at any depth", (t) => {
  t.deepEqual(clean({ a: ["x\0y", { "k\0": "\ud800" }], n: 1, z: null }), {
    a: ["x\ufffdy", { "k\ufffd": "\ufffd" }],
    n: 1,
    z: null,
  });
});

test("an item that the hub can never take is dropped, and the others are kept", async (t) => {
  const kept: string[] = [];
  const { hub } = fakeHub({
    [takeIn.name]: ({ items }: { items: { id: string }[] }) => {
      if (items.some(({ id }) => id === "bad")) throw problem(400, "input-invalid", "No.");
      kept.push(...items.map(({ id }) => id));
      return { fresh: [] };
    },
  });
  const items = Array.from({ length: 250 }, (_, n) => ({
    source: "matrix",
    id: n === 120 ? "bad" : `$${n}`,
    body: {},
  }));
  await keeper(hub, silent)(items);
  t.is(kept.length, 249);
});

test("a hub that does not know us, or is down, is no reason to drop anything", async (t) => {
  for (const status of [401, 403, 500, 503]) {
    const { hub } = fakeHub({
      [takeIn.name]: () => {
        throw new HubProblem(status, {});
      },
    });
    await t.throwsAsync(keeper(hub, silent)([{ source: "matrix", id: "$1", body: {} }]), {
      instanceOf: TryAgain,
    });
  }
});
