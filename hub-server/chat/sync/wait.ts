import type { Core } from "../core.ts";
import type { UserStream } from "./streams.ts";
import type { Place } from "./token.ts";

/**
 * Waits until something happens to the user's stream, time is up, the client is gone or the hub stops.
 * @param milliseconds how long at most
 */
export async function waitForNews(
  core: Core,
  stream: UserStream,
  seen: Place,
  milliseconds: number,
  gone: AbortSignal,
): Promise<void> {
  // Something may have come while the answer was put together.
  if (moved(stream, seen) || gone.aborted || core.stopping.aborted) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stream.waiters.delete(done);
      gone.removeEventListener("abort", done);
      core.stopping.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    stream.waiters.add(done);
    gone.addEventListener("abort", done);
    core.stopping.addEventListener("abort", done);
  });
}

/** Whether something may have come after this place. */
export function moved(stream: UserStream, seen: Place): boolean {
  return stream.newsAt > seen.seq || stream.typingAt > seen.typing;
}
