/** Good inputs for the calls that other chats need. */
import { inviteIdentity, parties } from "../../contract/index.ts";
import type { World } from "./examples.ts";

export const surfaceExamples: Readonly<Record<string, (world: World) => Promise<Record<string, unknown>>>> = {
  "installation.keep": ({ unique }) => Promise.resolve({ surface: "slack", id: unique(), sealed: "v1.x" }),
  "installation.details": ({ unique }) => Promise.resolve({ surface: "slack", id: unique() }),
  "installation.remove": ({ unique }) =>
    Promise.resolve({ surface: "slack", id: unique(), before: "2100-01-01T00:00:00Z" }),
  "identity.invite": () => Promise.resolve({}),
  "identity.redeem": async ({ test, unique }) => ({
    surface: "slack",
    account: `T1/${unique()}`,
    code: (await test.admin.hub(inviteIdentity, {})).code,
  }),
  "identity.reach": ({ test, unique }) =>
    Promise.resolve({ surface: "slack", account: `T1/${unique()}`, person: test.admin.userId }),
  "identity.list": () => Promise.resolve({}),
  "identity.unlink": ({ unique }) => Promise.resolve({ surface: "slack", account: `T1/${unique()}` }),
  "channel.link": async ({ test, unique }) => ({
    ref: (await test.admin.hub(parties.add, { name: `Party ${unique()}` })).record.number,
    surface: "slack",
    channel: `T1/${unique()}`,
  }),
  "channel.unlink": ({ unique }) => Promise.resolve({ surface: "slack", channel: `T1/${unique()}` }),
  "channel.shows": () => Promise.resolve({ surface: "slack", channel: "T1/C1" }),
  "channel.targets": () => Promise.resolve({ surface: "slack", rooms: ["!none:hub.localhost"] }),
};
