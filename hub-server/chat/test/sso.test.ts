import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type ExecutionContext } from "ava";
import { chatHub } from "../../testing/chat-hub.ts";
import { localpartOf, userIn } from "../account/cas.ts";

/** A CAS server that knows one ticket, good for one service. */
async function fakeCas(t: ExecutionContext) {
  const cas = { ticket: "golden", service: "", user: "Ann", up: true };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://cas.test");
    const isGood =
      pathname === "/cas/proxyValidate" &&
      searchParams.get("ticket") === cas.ticket &&
      searchParams.get("service") === cas.service;
    response
      .writeHead(cas.up ? 200 : 302, { location: "/" })
      .end(
        isGood
          ? `<cas:serviceResponse><cas:authenticationSuccess>\n<cas:user>${cas.user}</cas:user></cas:authenticationSuccess></cas:serviceResponse>`
          : `<cas:serviceResponse><cas:authenticationFailure code="INVALID_TICKET"/></cas:serviceResponse>`,
      );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  return { cas, casUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cas` };
}

const path = "/_matrix/client/v3";

test("who signs in at the CAS server gets an account here, through a page that names the client", async (t) => {
  const { cas, casUrl } = await fakeCas(t);
  const hub = await chatHub(t, { casUrl });
  const get = (address: string) => fetch(address, { redirect: "manual" });
  const redirect = await get(
    `${hub.url}${path}/login/sso/redirect?redirectUrl=${encodeURIComponent("https://app.test/?a=1")}`,
  );
  t.is(redirect.status, 302);
  const there = new URL(redirect.headers.get("location")!);
  t.is(there.origin + there.pathname, `${casUrl}/login`);
  cas.service = there.searchParams.get("service")!;
  const back = await get(`${cas.service}&ticket=golden`);
  const html = await back.text();
  t.is(back.status, 200);
  t.regex(html, /<b>app\.test<\/b>/);
  const token = /href="https:\/\/app\.test\/\?a=1&amp;loginToken=([^"]+)"/.exec(html)![1]!;
  const login = (value: string) =>
    fetch(`${hub.url}${path}/login`, {
      method: "POST",
      body: JSON.stringify({ type: "m.login.token", token: value }),
    });
  t.is(((await (await login(token)).json()) as { user_id: string }).user_id, "@ann:hub.test");
  t.is((await login(token)).status, 403);
  t.is((await get(`${cas.service}&ticket=brass`)).status, 403);
  const inFragment = `${hub.url}${path}/login/sso/redirect?redirectUrl=${encodeURIComponent("https://app.test/#/a?b")}`;
  cas.service = new URL((await get(inFragment)).headers.get("location")!).searchParams.get("service")!;
  const page = await (await get(`${cas.service}&ticket=golden`)).text();
  t.regex(page, /href="https:\/\/app\.test\/\?loginToken=[^"#]+#\/a\?b"/);
  cas.up = false;
  t.is((await get(`${cas.service}&ticket=golden`)).status, 502);
  for (const address of ["javascript:alert(1)", "data:text/html,x", "/app", ""])
    t.is(
      (await get(`${hub.url}${path}/login/sso/redirect?redirectUrl=${encodeURIComponent(address)}`)).status,
      400,
    );
});

test("a sign-on proves who asks for a deed, and proves it for nobody else", async (t) => {
  const { cas, casUrl } = await fakeCas(t);
  const hub = await chatHub(t, { casUrl });
  const ann = await hub.person("ann");
  const { deviceId } = await hub.identity.openSession(ann.userId);
  const remove = (session?: string) =>
    ann.call("DELETE", `/devices/${deviceId}`, session === undefined ? {} : { auth: { session } });
  const prove = async (session: string) => {
    const asked = await (
      await fetch(`${hub.url}${path}/auth/m.login.sso/fallback/web?session=${session}`)
    ).text();
    const link = new URL(/href="([^"]+)"/.exec(asked)![1]!.replaceAll("&amp;", "&"));
    cas.service = link.searchParams.get("service")!;
    return fetch(`${cas.service}&ticket=golden`);
  };
  const first = (await remove()).body;
  t.true(first.flows.some(({ stages }: { stages: string[] }) => stages[0] === "m.login.sso"));
  cas.user = "mallory";
  t.is((await prove(first.session)).status, 200);
  t.is((await remove(first.session)).status, 403);
  cas.user = "ann";
  const second = (await remove()).body;
  t.is((await remove(second.session)).status, 401);
  t.is((await prove(second.session)).status, 200);
  t.is((await remove(second.session)).status, 200);
  t.is((await fetch(`${hub.url}${path}/login/cas/ticket?session=none&ticket=golden`)).status, 404);
});

test("without a CAS server there is no single sign-on", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  t.is((await ann.call("GET", "/login/sso/redirect?redirectUrl=https://app.test")).status, 404);
  t.false(JSON.stringify((await ann.call("GET", "/login")).body).includes("sso"));
});

test("names from elsewhere become names that are allowed here, and stay apart", (t) => {
  t.is(localpartOf("Ann.Smith"), "ann.smith");
  t.is(localpartOf("a=b"), "a=3db");
  t.is(localpartOf("a b!"), "a=20b=21");
  t.is(localpartOf("é"), "=c3=a9");
  t.is(userIn("<cas:authenticationSuccess><cas:user>a&amp;b</cas:user></cas:authenticationSuccess>"), "a&b");
  t.is(userIn("<cas:authenticationFailure>x</cas:authenticationFailure><cas:user>a</cas:user>"), undefined);
});
