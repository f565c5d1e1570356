/** People and rooms on other networks, as application services know them ("Third-party networks"). */
import { endpoint, type Call } from "../http/endpoint.ts";
import { ownOf } from "../named.ts";
import { missingParam, notFound } from "../refusals.ts";

export const thirdPartyEndpoints = [
  endpoint("GET /thirdparty/protocols", ({ core }) => core.appservices.ask.protocols()),
  endpoint("GET /thirdparty/protocol/:protocol", async ({ core, params }) => {
    const found = ownOf(await core.appservices.ask.protocols(), params.protocol!);
    if (!found) throw notFound("No application service leads to this network.");
    return found;
  }),
  endpoint("GET /thirdparty/location/:protocol", (call) => ask(call, "location")),
  endpoint("GET /thirdparty/user/:protocol", (call) => ask(call, "user")),
  endpoint("GET /thirdparty/location", (call) => askBack(call, "location", "alias")),
  endpoint("GET /thirdparty/user", (call) => askBack(call, "user", "userid")),
];

/** What the client asks for, without its token. */
function fieldsOf({ query }: Call): string {
  const { access_token: _token, ...fields } = query;
  return new URLSearchParams(fields as Record<string, string>).toString();
}

const ask = (call: Call, kind: string) =>
  call.core.appservices.ask.thirdParty(`${kind}/${call.params.protocol!}`, fieldsOf(call));

/** From a Matrix id to what it stands for elsewhere. */
function askBack(call: Call, kind: string, name: string) {
  if (!call.query[name]) throw missingParam(name);
  return call.core.appservices.ask.thirdParty(kind, fieldsOf(call));
}
