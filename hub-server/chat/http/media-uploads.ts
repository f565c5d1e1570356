/** Upload: at once, or to an address that was asked for before. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Readable } from "node:stream";
import type { Core } from "../core.ts";
import { isMediaId, type NewMedia } from "../media/media-store.ts";
import { notFound, tooLarge } from "../refusals.ts";
import type { Person } from "./endpoint.ts";
import { accountOf } from "./person.ts";
import { suspended } from "./suspended.ts";
import { takeTurn } from "./take-turn.ts";

type Handler = (core: Core, request: FastifyRequest, reply: FastifyReply) => Promise<object>;

export function mountUploads(app: FastifyInstance, core: Core, known: Map<string, Set<string>>): void {
  const route = (part: FastifyInstance, method: "POST" | "PUT", url: string, run: Handler) => {
    part.route({ method, url, handler: (request, reply) => run(core, request, reply) });
    known.set(url, new Set([method]));
  };
  route(app, "POST", "/media/v1/create", create);
  void app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser("*", { bodyLimit: core.media.limit }, (_request, payload, done) =>
      done(null, payload),
    );
    route(uploads, "POST", "/media/v3/upload", upload);
    route(uploads, "POST", "/media/r0/upload", upload);
    route(uploads, "PUT", "/media/v3/upload/:serverName/:mediaId", fill);
  });
}

async function uploaderOf(core: Core, request: FastifyRequest): Promise<Person> {
  const person = await accountOf(core, request);
  if (person.principal.suspended) throw suspended();
  return person;
}

const create: Handler = async (core, request) => {
  const person = await uploaderOf(core, request);
  takeTurn({ core, person }, "message");
  const { id, until } = await core.media.reserve(person.userId);
  return { ...addressed(core, id), unused_expires_at: until };
};

const upload: Handler = async (core, request, reply) => {
  const { userId } = await uploaderOf(core, request);
  return addressed(core, await core.media.save({ userId, ...announced(core, request, reply) }));
};

const fill: Handler = async (core, request, reply) => {
  const { userId } = await uploaderOf(core, request);
  const { serverName, mediaId } = request.params as { serverName: string; mediaId: string };
  if (serverName !== core.serverName || !isMediaId(mediaId))
    throw notFound("There is no such address for a file to come.");
  await core.media.fill(mediaId, { userId, ...announced(core, request, reply) });
  return {};
};

const addressed = (core: Core, id: string) => ({ content_uri: `mxc://${core.serverName}/${id}` });

/** What the request says of the file that comes with it. @throws MatrixError M_TOO_LARGE */
function announced(core: Core, request: FastifyRequest, reply: FastifyReply): Omit<NewMedia, "userId"> {
  const size = Number(request.headers["content-length"] ?? 0);
  if (size > core.media.limit) {
    // The rest is not read: the connection ends with the answer.
    void reply.header("connection", "close");
    throw tooLarge("An upload", core.media.limit, size);
  }
  const { filename } = request.query as { filename?: string };
  return {
    contentType: safeType(request.headers["content-type"]),
    name: typeof filename === "string" && filename ? filename.slice(0, 255) : null,
    bytes: (request.body as Readable | undefined) ?? request.raw,
  };
}

/** A type that browsers may be told; anything that is no type becomes plain bytes. */
function safeType(header: string | undefined): string {
  const type = header?.trim() ?? "";
  return /^[\w.+-]+\/[\w.+-]+(\s*;\s*[\w-]+=[\w."+/-]+)*$/.test(type) ? type : "application/octet-stream";
}
