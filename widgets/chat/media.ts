/** Pictures and files: fetched with the token in a header, so that no address that one could share opens them. */
import type { ChatOptions } from "./store.ts";

/** @param mxc `mxc://server/id` @throws Error with a sentence when the hub does not hand it out */
export async function fetchMedia(
  { base, token }: Pick<ChatOptions, "base" | "token">,
  mxc: string,
): Promise<Blob> {
  const path = mxc.replace(/^mxc:\/\//, "");
  const response = await fetch(`${base}/_matrix/client/v1/media/download/${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error("The file could not be loaded.");
  return response.blob();
}
