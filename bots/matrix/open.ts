/** The Matrix surface, opened: who the bot is, what it hears of, and the worker that answers. */
import type { Hub } from "@singularity/hub-server/client";
import type { Verb } from "@singularity/hub-server/contract";
import type { Converse } from "../conversation/converse.ts";
import type { Fault } from "../inbox/fault.ts";
import { keeper } from "../inbox/keep.ts";
import { startWorker, type Worker, type WorkerLog } from "../inbox/worker.ts";
import { mayPromise } from "../promise/read.ts";
import { announcer } from "./announce.ts";
import { path, type Matrix } from "./client.ts";
import { directRooms } from "./direct.ts";
import { hear, readEvent, type Ears, type MatrixEvent } from "./event.ts";
import type { Media } from "./media.ts";
import { roomsOf } from "./rooms.ts";
import type { Signs } from "./signs.ts";
import { matrixSurface } from "./surface.ts";
import type { Upload } from "./upload.ts";

export interface MatrixOptions {
  readonly hub: Hub;
  readonly matrix: Matrix;
  readonly media: Media;
  readonly upload: Upload;
  readonly converse: Converse;
  readonly isVerb: (word: string) => boolean;
  readonly signs: Signs;
  /** Verbs to publish in the rooms' state; undefined: none. */
  readonly announced?: readonly Verb[] | undefined;
  readonly name: string;
  readonly claimSeconds: number;
  readonly log: WorkerLog;
  readonly fault: Fault;
}

export interface OpenMatrix {
  readonly userId: string;
  /** Keeps those events of a transaction that concern us. @throws TryAgain */
  readonly keep: (events: readonly unknown[]) => Promise<void>;
  readonly worker: Worker;
}

const source = "matrix";

/** @throws TryAgain when the homeserver cannot be asked who the bot is */
export async function openMatrixSurface(options: MatrixOptions): Promise<OpenMatrix> {
  const { matrix, hub, log, fault } = options;
  const { user_id: userId } = await matrix<{ user_id: string }>({
    method: "GET",
    path: path("account", "whoami"),
  });
  const ears: Ears = { userId, isVerb: options.isVerb, signs: options.signs };
  const announce = announcer(matrix, userId, options.announced);
  const rooms = roomsOf(matrix, userId);
  const surface = matrixSurface({
    matrix,
    media: options.media,
    upload: options.upload,
    ears,
    rooms,
    announce,
    direct: directRooms(matrix, userId, fault),
  });
  const worker = startWorker({
    ...options,
    source,
    surface,
    laneOf: (body) => (body as MatrixEvent).room_id,
  });
  const store = keeper(hub, log);
  const concerns = async (event: MatrixEvent): Promise<boolean> => {
    rooms.notice(event);
    const heard = hear(event, ears);
    if (heard?.kind === "file") return rooms.isDirect(event.room_id);
    if (heard?.kind === "bare")
      return heard.of !== undefined || mayPromise(heard.words) || rooms.isDirect(event.room_id);
    return heard?.kind === "edit" && heard.isBare ? rooms.isDirect(event.room_id) : heard !== undefined;
  };
  const keep = async (values: readonly unknown[]): Promise<void> => {
    const items = [];
    for (const event of values.map(readEvent))
      if (event && (await concerns(event)))
        items.push({ source, id: event.event_id, body: event, lane: event.room_id });
    if (items.length === 0) return;
    await store(items);
    fault("after-take");
    worker.wake();
  };
  return { userId, keep, worker };
}
