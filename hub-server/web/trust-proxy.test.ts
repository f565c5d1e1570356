import test from "ava";
import Fastify from "fastify";
import { trustOf, trustedProxies } from "./trust-proxy.ts";

const addressSeen = async (setting: string, forwarded: string, remoteAddress = "10.0.0.1") => {
  const trust = trustOf(setting);
  const app = Fastify({ trustProxy: trust });
  app.get("/", (request) => request.ip);
  const headers = { "x-forwarded-for": forwarded };
  const { body } = await app.inject({ url: "/", headers, remoteAddress });
  await app.close();
  return body;
};

test("a request comes from where the trusted proxy says, and never from where its sender says", async (t) => {
  t.is(await addressSeen("off", "1.1.1.1"), "10.0.0.1");
  t.is(await addressSeen("on", "1.1.1.1"), "1.1.1.1");
  t.is(await addressSeen("on", "6.6.6.6, 1.1.1.1"), "1.1.1.1");
  t.is(await addressSeen("10.0.0.0/8", "1.1.1.1"), "1.1.1.1");
  t.is(await addressSeen("10.0.0.0/8", "6.6.6.6, 1.1.1.1, 10.0.0.2"), "1.1.1.1");
  t.is(await addressSeen("10.0.0.0/8", "6.6.6.6", "9.9.9.9"), "9.9.9.9");
});

test("the setting is off, on, or a list of addresses", (t) => {
  for (const setting of ["off", "on", "10.0.0.1", "10.0.0.0/8,fd00::/8"]) t.regex(setting, trustedProxies);
  for (const setting of ["yes", "10.0.0.1 10.0.0.2", "proxy.example", "on,10.0.0.1"])
    t.notRegex(setting, trustedProxies);
});
