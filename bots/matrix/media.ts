/** Files that people post: what the homeserver holds of them. */
import { atMost } from "../conversation/posted.ts";
import { SurfaceRefused, TryAgain } from "../errors.ts";

/** @returns the file; undefined when it is not there, or larger than allowed. @throws TryAgain when the homeserver cannot answer */
export type Media = (mxc: string, most: number) => Promise<Buffer | undefined>;

/** Milliseconds */
const patience = 20_000;

/** Only what the homeserver has itself: nobody makes it fetch from elsewhere by a message to us. */
export function openMedia(baseUrl: string, accessToken: string, fetch = globalThis.fetch): Media {
  return async (mxc, most) => {
    const [, server, id] = /^mxc:\/\/([^/?#]{1,255})\/([\w-]{1,255})$/.exec(mxc) ?? [];
    if (!server || !id) return undefined;
    const url = `${baseUrl}/_matrix/client/v1/media/download/${encodeURIComponent(server)}/${id}?allow_remote=false`;
    let response: Response;
    try {
      response = await fetch(url, {
        headers: { authorization: `Bearer ${accessToken}` },
        signal: AbortSignal.timeout(patience),
      });
      if (response.ok) return await atMost(response, most);
      await response.body?.cancel();
    } catch (error) {
      throw new TryAgain(`The homeserver cannot be asked for a file: ${String(error)}`);
    }
    const { status } = response;
    if (status >= 500 || status === 429) throw new TryAgain(`The homeserver answered ${status} to a file.`);
    if (status === 401 || status === 403) throw new SurfaceRefused("Matrix", status, "", "a file");
    return undefined;
  };
}
