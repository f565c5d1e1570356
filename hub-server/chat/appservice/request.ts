/** One request to an application service. */
import type { AppService } from "../../identity/index.ts";

/**
 * @param path begins with `/_matrix/app/`
 * @param signal ends it early. Redirects are not followed.
 * @throws Error when the service cannot be reached
 */
export function requestService(
  { registration }: AppService,
  method: "GET" | "POST" | "PUT",
  path: string,
  signal: AbortSignal,
  body?: string,
): Promise<Response> {
  const headers = { authorization: `Bearer ${registration.hs_token}`, "content-type": "application/json" };
  return fetch(registration.url!.replace(/\/$/, "") + path, {
    method,
    headers,
    signal,
    redirect: "error",
    ...(body !== undefined && { body }),
  });
}
