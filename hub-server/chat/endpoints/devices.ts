/** The sessions of a user. */
import { needPassword } from "../account/uia.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { optionalText, optionalTexts } from "../http/read.ts";
import type { Device } from "../../identity/index.ts";
import { missingParam, notFound } from "../refusals.ts";

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
    const name = optionalText(body, "display_name")?.slice(0, 255);
    const found =
      name === undefined
        ? (await core.identity.devices(person.userId)).some((one) => one.deviceId === params.deviceId)
        : await core.identity.renameDevice(person.userId, params.deviceId!, name);
    if (!found) throw notFound("You have no such device.");
    return {};
  }),
  endpoint("DELETE /devices/:deviceId", async (call) => {
    await needPassword(call.core, call);
    await call.core.identity.removeDevices(call.person.userId, [call.params.deviceId!]);
    return {};
  }),
  endpoint("POST /delete_devices", deleteDevices),
];

async function deleteDevices(call: Call): Promise<object> {
  const body = await needPassword(call.core, call);
  const devices = optionalTexts(body, "devices");
  if (!devices) throw missingParam("devices");
  await call.core.identity.removeDevices(call.person.userId, devices);
  return {};
}

const present = ({ deviceId, name, lastSeenAt }: Device, userId: string) => ({
  device_id: deviceId,
  user_id: userId,
  ...(name !== null && { display_name: name }),
  ...(lastSeenAt && { last_seen_ts: lastSeenAt.getTime() }),
});
