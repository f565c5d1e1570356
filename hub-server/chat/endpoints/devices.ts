/** The sessions of a user. */
import { endpoint } from "../http/endpoint.ts";
import { text } from "../http/read.ts";
import type { Device } from "../../identity/index.ts";
import { notFound } from "../refusals.ts";

export const deviceEndpoints = [
  endpoint("GET /devices", async ({ core, person }) => ({
    devices: (await core.identity.devices(person.userId)).map((device) => present(device, person.userId)),
  })),
  endpoint("GET /devices/:deviceId", async ({ core, person, params }) => {
    const device = (await core.identity.devices(person.userId)).find(
      (one) => one.deviceId === params.deviceId,
    );
    if (!device) throw notFound("You have no such device.");
    return present(device, person.userId);
  }),
  endpoint("PUT /devices/:deviceId", async ({ core, person, params, body }) => {
    const name = text(body, "display_name");
    const found = await core.identity.renameDevice(person.userId, params.deviceId!, name.slice(0, 255));
    if (!found) throw notFound("You have no such device.");
    return {};
  }),
];

const present = ({ deviceId, name, lastSeenAt }: Device, userId: string) => ({
  device_id: deviceId,
  user_id: userId,
  ...(name !== null && { display_name: name }),
  ...(lastSeenAt && { last_seen_ts: lastSeenAt.getTime() }),
});
