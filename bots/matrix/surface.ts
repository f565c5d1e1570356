/** Matrix as a surface: turns an event into words, and an answer into a message. */
import type { Surface } from "../conversation/surface.ts";
import type { Announce } from "./announce.ts";
import { answer } from "./answer.ts";
import { ask } from "./ask.ts";
import { path, type Matrix } from "./client.ts";
import type { DirectRooms } from "./direct.ts";
import type { Ears, MatrixEvent } from "./event.ts";
import type { Media } from "./media.ts";
import type { Rooms } from "./rooms.ts";
import type { Upload } from "./upload.ts";

export interface MatrixSurfaceOptions {
  readonly matrix: Matrix;
  readonly media: Media;
  readonly upload: Upload;
  readonly ears: Ears;
  readonly rooms: Rooms;
  readonly direct: DirectRooms;
  readonly announce?: Announce;
}

/** Work that takes longer is shown by "is typing". */
const slow = 300;
const typingFor = 10_000;

export function matrixSurface(options: MatrixSurfaceOptions): Surface {
  return {
    hear: (item) => ask(options, item),
    answer: (item, reply) => answer(options, item.body as MatrixEvent, reply),
    working: (item) => typing(options, (item.body as MatrixEvent).room_id),
  };
}

/** Best effort: nobody misses it. */
function typing({ matrix, ears }: MatrixSurfaceOptions, room: string): () => void {
  let shown = false;
  const show = (is: boolean) => {
    shown = is;
    const body = is ? { typing: true, timeout: typingFor } : { typing: false };
    matrix({ method: "PUT", path: path("rooms", room, "typing", ears.userId), body }).catch(() => {});
  };
  const timer = setTimeout(() => show(true), slow);
  return () => {
    clearTimeout(timer);
    if (shown) show(false);
  };
}
