/** A server of the Model Context Protocol for one request: its tools are the calls that the person may make, its resources records. */
import {
  ProtocolErrorCode,
  ProtocolError,
  ResourceNotFoundError,
  Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Enter, Entry } from "../api/pipeline.ts";
import { knownError } from "../api/problem.ts";
import { recordProfile, whoAmI, type Me } from "../contract/index.ts";
import { ask } from "./ask.ts";
import { callOf, toolsFor } from "./tools.ts";

/** Who asks, from where. */
export type As = Pick<Entry, "principal" | "source" | "address">;

const instructions = `Singularity is the company's CRM. Every tool makes one call with the rights of the person whose token you hold.
Refer to records by number (CUS-12), by name or by e-mail address. Answers name records by title and number: cite them so.
What is harmful waits until the person confirms it or others approve it; say so and do not try again.
Every other change can be taken back: change_undo takes the "change" of the answer.`;

/** The list is long; clients fetch it page by page. */
const perPage = 100;

const scheme = "hub://records/";

export function mcpServer(enter: Enter, as: As): Server {
  const server = new Server(
    { name: "singularity", title: "Singularity", version: "1" },
    { capabilities: { tools: {}, resources: {} }, instructions },
  );
  server.setRequestHandler("tools/list", async ({ params }) => {
    const me = (await enter({ ...as, call: whoAmI, input: {} })) as Me;
    const from = startOf(params?.cursor);
    const tools = toolsFor(me);
    const next = from + perPage < tools.length ? { nextCursor: String(from + perPage) } : {};
    return { tools: tools.slice(from, from + perPage), ...next };
  });
  server.setRequestHandler("tools/call", async ({ params }, context) => {
    const call = callOf(params.name);
    if (!call) throw invalid(`There is no tool ${params.name.slice(0, 80)}; tools/list names them.`);
    return ask(enter, as, call, params.arguments ?? {}, askingOf(server, context));
  });
  server.setRequestHandler("resources/list", () => ({ resources: [] }));
  server.setRequestHandler("resources/templates/list", () => ({
    resourceTemplates: [
      {
        uriTemplate: `${scheme}{ref}`,
        name: "record",
        title: "A record with its latest interactions",
        description: "ref: a number such as CUS-12, a name, or an e-mail address",
        mimeType: "application/json",
      },
    ],
  }));
  server.setRequestHandler("resources/read", async ({ params: { uri } }) => ({
    contents: [{ uri, mimeType: "application/json", text: JSON.stringify(await record(enter, as, uri)) }],
  }));
  return server;
}

function startOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,4}$/.test(cursor)) throw invalid("The cursor must be the nextCursor of the page before.");
  return Number(cursor);
}

async function record(enter: Enter, as: As, uri: string): Promise<unknown> {
  if (!uri.startsWith(scheme)) throw new ResourceNotFoundError(uri);
  try {
    const ref = decodeURIComponent(uri.slice(scheme.length));
    return await enter({ ...as, call: recordProfile, input: { ref } });
  } catch (error) {
    const known = error instanceof URIError ? undefined : knownError(error);
    if (error instanceof URIError || known?.status === 404) throw new ResourceNotFoundError(uri);
    throw known ? invalid(known.message) : error;
  }
}

/** Only clients of the revision with `input_required` can be asked in the middle of a call. */
function askingOf(server: Server, { mcpReq }: ServerContext) {
  const state = mcpReq.requestState<string>();
  return {
    canAsk: Boolean(server.getClientCapabilities()?.elicitation) && mcpReq.envelope !== undefined,
    answers: mcpReq.inputResponses,
    state: typeof state === "string" ? state : undefined,
  };
}

const invalid = (sentence: string) => new ProtocolError(ProtocolErrorCode.InvalidParams, sentence);
