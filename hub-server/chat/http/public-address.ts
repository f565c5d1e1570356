/** Addresses that people may make the hub talk to: those outside. Names are judged by the address that is then used. */
import { lookup } from "node:dns";
import type { RequestOptions } from "node:http";
import { BlockList, isIP } from "node:net";

/** Loopback, private, link-local, shared, multicast, documentation and reserved addresses (RFC 6890), and ways around them. */
const inside = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  inside.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const)
  inside.addSubnet(net, bits, "ipv6");

/** @param address IPv4 or IPv6; an IPv4 address inside of an IPv6 one is judged as what it is */
export const isInside = (address: string) => inside.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

/** For `http.request`: a name cannot change its mind between the judgement and the connection. */
export const guardedLookup: NonNullable<RequestOptions["lookup"]> = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, "", 0);
    if (addresses.some(({ address }) => isInside(address)))
      return done(new Error(`${host} leads into a private network.`), "", 0);
    return options.all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family);
  });
};

/** Addresses written as numbers are not looked up, so they are judged here. @throws Error */
export function refuseInside(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) && isInside(host)) throw new Error(`${host} is a private address.`);
}
