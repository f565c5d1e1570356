/** Upload and download. What people upload is never run: types, disposition and sandbox see to it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import type { Core } from "../core.ts";
import { invalidParam, missingParam, notFound, unrecognized } from "../refusals.ts";
import { isMediaId, type MediaFile } from "../media/media-store.ts";
import { goneSignal } from "./gone.ts";
import { mountUploads } from "./media-uploads.ts";
import { accountOf, personOf } from "./person.ts";
import { oneOf, queryFlag, queryNumber } from "./read.ts";

/** "Serving inline content" of the specification: everything else is a download. */
const inline = new Set([
  "text/css",
  "text/plain",
  "text/csv",
  "application/json",
  "application/ld+json",
  "image/jpeg",
  "image/gif",
  "image/png",
  "image/apng",
  "image/webp",
  "image/avif",
  "video/mp4",
  "video/webm",
  "video/ogg",
  "video/quicktime",
  "audio/mp4",
  "audio/webm",
  "audio/aac",
  "audio/mpeg",
  "audio/ogg",
  "audio/wave",
  "audio/wav",
  "audio/x-wav",
  "audio/x-pn-wav",
  "audio/flac",
  "audio/x-flac",
]);

type Known = Map<string, Set<string>>;
type Handler = (core: Core, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

export function mountMedia(app: FastifyInstance, core: Core, known: Known): void {
  const route = (method: "GET" | "POST", url: string, run: Handler) => {
    app.route({ method, url, handler: (request, reply) => run(core, request, reply) });
    known.set(url, (known.get(url) ?? new Set()).add(method));
  };
  for (const base of ["/client/v1/media", "/media/v3", "/media/r0"]) {
    route("GET", `${base}/config`, limits);
    route("GET", `${base}/preview_url`, preview);
    route("GET", `${base}/download/:serverName/:mediaId`, download);
    route("GET", `${base}/download/:serverName/:mediaId/:fileName`, download);
    route("GET", `${base}/thumbnail/:serverName/:mediaId`, thumbnail);
  }
  mountUploads(app, core, known);
}

const limits: Handler = async (core, request) => {
  await personOf(core, request);
  return { "m.upload.size": core.media.limit };
};

/** Without previews the path is one that nobody knows. */
const preview: Handler = async (core, request) => {
  const { userId } = await accountOf(core, request);
  if (!core.previews) throw unrecognized(request.method, request.url.split("?")[0]!);
  const { url } = request.query as { url?: string };
  if (typeof url !== "string" || url.length > 4000) throw missingParam("url");
  return core.previews.of(url, userId);
};

const download: Handler = async (core, request, reply) => {
  const { fileName } = request.params as { fileName?: string };
  const file = await fileOf(core, request, reply);
  return send(core, reply, file, fileName ?? file.name);
};

const thumbnail: Handler = async (core, request, reply) => {
  const { width, height, method = "scale", animated } = request.query as Record<string, string | undefined>;
  if (![width, height].every((value) => value !== undefined && /^[1-9]\d{0,5}$/.test(value)))
    throw invalidParam("width and height must be whole numbers from 1.");
  const wanted = {
    width: Number(width),
    height: Number(height),
    method: oneOf(method, "method", ["crop", "scale"]),
    isAnimated: queryFlag(animated),
  };
  const file = await fileOf(core, request, reply);
  if (!/^image\/(jpeg|gif|png|apng|webp|avif)$/.test(file.contentType.split(";")[0]!.trim()))
    throw notFound("This file is no picture; there is no thumbnail of it.");
  const { path, contentType, size } = await core.media.thumbnail(file.id, wanted);
  return sendFile(
    reply,
    { contentType, size, name: `thumbnail.${contentType.split("/")[1]}` },
    createReadStream(path),
  );
};

/** ms: how long a client that does not say waits for a file that is yet to come, and how long any one may. */
const usualWait = 20_000;
const longestWait = 60_000;

/** @throws MatrixError M_NOT_FOUND, M_NOT_YET_UPLOADED */
async function fileOf(core: Core, request: FastifyRequest, reply: FastifyReply): Promise<MediaFile> {
  // Old paths were open to everybody once; here every path asks who comes.
  await personOf(core, request);
  const { serverName, mediaId } = request.params as { serverName: string; mediaId: string };
  const { timeout_ms: asked } = request.query as { timeout_ms?: string };
  const patience = queryNumber(asked, "timeout_ms", usualWait, longestWait);
  if (serverName !== core.serverName || !isMediaId(mediaId)) throw notFound("There is no such file.");
  const file =
    (await core.media.find(mediaId)) ??
    (await core.media.findLater(mediaId, patience, AbortSignal.any([goneSignal(reply), core.stopping])));
  if (!file) throw notFound("There is no such file.");
  return file;
}

const send = (core: Core, reply: FastifyReply, file: MediaFile, name: string | null) =>
  sendFile(reply, { ...file, name }, core.media.read(file.id));

/** A reader who takes nothing for so long (ms) loses the connection, and the open file with it. */
const stall = 30_000;

function sendFile(
  reply: FastifyReply,
  { contentType, size, name }: Pick<MediaFile, "contentType" | "size" | "name">,
  bytes: Readable,
): FastifyReply {
  const kind = inline.has(contentType.split(";")[0]!.trim().toLowerCase()) ? "inline" : "attachment";
  reply.raw.setTimeout(stall, () => void reply.raw.socket?.destroy());
  return reply
    .headers({
      "content-type": contentType,
      "content-length": size,
      "content-disposition": name ? `${kind}; ${fileNameParameter(name)}` : kind,
      "content-security-policy":
        "sandbox; default-src 'none'; script-src 'none'; plugin-types application/pdf; style-src 'unsafe-inline'; media-src 'self'; object-src 'self';",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
      "cache-control": "private, max-age=31536000, immutable",
    })
    .send(bytes);
}

/** RFC 6266: plain where possible, encoded otherwise. */
function fileNameParameter(name: string): string {
  if (/^[\w.-]+$/.test(name)) return `filename=${name}`;
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename*=utf-8''${encoded}`;
}
