/** A page of somebody else, on its own origin, that shows elements of the hub. Its policy is strict too. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ExecutionContext } from "ava";
import { foreignPolicy } from "./csp.ts";

export interface ForeignSite {
  readonly url: string;
}

/**
 * @param body HTML of the page; it loads `hub.js` and then `script`
 * @param hub origin of the hub
 */
export async function foreignSite(
  t: Pick<ExecutionContext, "teardown">,
  hub: string,
  body: string,
  script = "",
): Promise<ForeignSite> {
  const page = `<!doctype html><html lang="en"><head><title>Shop</title><meta charset="utf-8">
    <script type="module" src="${hub}/widgets/v1/hub.js"></script><script type="module" src="/page.js"></script></head>
    <body><main>${body}</main></body></html>`;
  const server = createServer((request, response) => {
    const policy = { "content-security-policy": foreignPolicy(hub) };
    if (request.url === "/page.js")
      response.writeHead(200, { "content-type": "text/javascript", ...policy }).end(script);
    else if (request.url === "/")
      response.writeHead(200, { "content-type": "text/html", ...policy }).end(page);
    else response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
