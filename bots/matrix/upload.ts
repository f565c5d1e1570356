/** Pictures of answers, handed to the homeserver. */
import type { Picture } from "../commands/command.ts";
import { SurfaceRefused, TryAgain } from "../errors.ts";

/** @returns the mxc address. @throws TryAgain when the homeserver cannot answer, SurfaceRefused when it refuses */
export type Upload = (picture: Picture) => Promise<string>;

/** Milliseconds */
const patience = 20_000;

export function openUpload(baseUrl: string, accessToken: string, fetch = globalThis.fetch): Upload {
  return async ({ name, png }) => {
    const url = `${baseUrl}/_matrix/media/v3/upload?filename=${encodeURIComponent(name)}`;
    const headers = { authorization: `Bearer ${accessToken}`, "content-type": "image/png" };
    let response: Response;
    let told: { content_uri?: unknown };
    try {
      const signal = AbortSignal.timeout(patience);
      response = await fetch(url, { method: "POST", headers, signal, body: Buffer.from(png, "base64") });
      told = (await response.json()) as typeof told;
    } catch (error) {
      throw new TryAgain(`The homeserver cannot be given a picture: ${String(error)}`);
    }
    const { status } = response;
    if (status >= 500 || status === 429)
      throw new TryAgain(`The homeserver answered ${status} to a picture.`);
    if (typeof told.content_uri !== "string") throw new SurfaceRefused("Matrix", status, "", "a picture");
    return told.content_uri;
  };
}
