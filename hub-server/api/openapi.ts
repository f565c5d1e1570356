/** The OpenAPI 3.1 document, made from the list of calls. */
import type { TSchema } from "typebox";
import { pathFields, route, writes, type AnyCall } from "../contract/index.ts";

type Json = Record<string, unknown>;

const problem = {
  description: "RFC 9457 problem document",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

export function openApi(calls: readonly AnyCall[]): Json {
  const paths: Record<string, Json> = {};
  for (const call of calls) {
    const { method, path } = route(call);
    (paths[path] ??= {})[method.toLowerCase()] = operation(call);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Singularity",
      version: "1",
      description: "Every call of the hub. The same calls serve chat, Slack, the web app and widgets.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/api/v1" }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "access token, personal API token or embed token",
        },
      },
      schemas: {
        Problem: {
          type: "object",
          required: ["type", "title", "status", "code", "detail"],
          properties: {
            type: { type: "string" },
            title: { type: "string" },
            status: { type: "integer" },
            code: { type: "string", description: "stable; switch on this" },
            detail: { type: "string", description: "one sentence, fit to show" },
            errors: {
              type: "array",
              items: {
                type: "object",
                required: ["field", "allowed", "got"],
                properties: {
                  field: { type: "string" },
                  allowed: { type: "string" },
                  got: { type: "string" },
                },
              },
            },
          },
        },
      },
    },
  };
}

function operation(call: AnyCall): Json {
  const { method } = route(call);
  const { properties, required = [] } = call.input as unknown as {
    properties: Record<string, TSchema>;
    required?: string[];
  };
  const inPath = pathFields(call);
  const rest = Object.keys(properties).filter((name) => !inPath.includes(name));
  const parameters = [
    ...inPath.map((name) => ({ name, in: "path", required: true, schema: properties[name] })),
    ...(method === "GET"
      ? rest.map((name) => ({
          name,
          in: "query",
          required: required.includes(name),
          schema: properties[name],
        }))
      : []),
    ...(writes(call)
      ? [{ name: "Idempotency-Key", in: "header", schema: { type: "string", maxLength: 255 } }]
      : []),
    ...(call.ifMatch ? [{ name: "If-Match", in: "header", schema: { type: "string" } }] : []),
  ];
  const body = {
    type: "object",
    additionalProperties: false,
    required: rest.filter((name) => required.includes(name)),
    properties: Object.fromEntries(rest.map((name) => [name, properties[name]])),
  };
  return {
    operationId: call.name,
    tags: [call.name.split(".")[0]],
    summary: call.help,
    description: `Needs: ${call.needs}. Effect: ${call.effect}.`,
    "x-needs": call.needs,
    "x-effect": call.effect,
    ...(call.needs === "anyone" ? { security: [] } : {}),
    parameters,
    ...(method !== "GET" && rest.length
      ? {
          requestBody: {
            required: body.required.length > 0,
            content: { "application/json": { schema: body } },
          },
        }
      : {}),
    responses: {
      "200": { description: "Done", content: { "application/json": { schema: call.output } } },
      default: problem,
    },
  };
}
