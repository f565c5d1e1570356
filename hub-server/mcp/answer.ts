/** One request of an assistant, answered by the official SDK. */
import type { ServerResponse } from "node:http";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { toNodeHandler } from "@modelcontextprotocol/node";
import type { FastifyRequest } from "fastify";
import type { Enter } from "../api/pipeline.ts";
import { mcpServer } from "./server.ts";

/** Bytes */
const largest = 1024 * 1024;

export interface Answering {
  readonly enter: Enter;
  /** Whose rights count, and where it came from. */
  readonly as: Parameters<typeof mcpServer>[1];
  readonly request: FastifyRequest;
  readonly response: ServerResponse;
}

export async function answer({ enter, as, request, response }: Answering): Promise<void> {
  const handler = createMcpHandler(() => mcpServer(enter, as), {
    maxRequestBodySize: largest,
    onerror: (error) => request.log.warn({ err: error }, "an assistant's request failed"),
  });
  await toNodeHandler(handler, { maxRequestBodySize: largest })(request.raw, response);
}
