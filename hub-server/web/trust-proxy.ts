/** Whose word counts for where a request comes from: limits on haste are kept per address. */

/** `off`, `on`, or addresses and networks with commas between. */
export const trustedProxies = /^(off|on|[0-9a-fA-F.:]+(\/\d{1,3})?(,[0-9a-fA-F.:]+(\/\d{1,3})?)*)$/;

/**
 * @param setting as in HUB_TRUST_PROXY
 * @returns what Fastify understands. `on` believes the proxy right in front of the hub and nobody before it: what a client
 *   itself writes into X-Forwarded-For never counts.
 */
export function trustOf(setting: string): false | string[] | ((address: string, hop: number) => boolean) {
  if (setting === "off" || setting === "") return false;
  return setting === "on" ? (_address, hop) => hop === 0 : setting.split(",");
}
