/**
 * What suspended people may still do ("Account suspension" of the specification): read, leave, take back their own words, report,
 * and look after their account, devices, keys and settings. What is not in the list is refused, so that nothing new slips through.
 */
import { MatrixError } from "../../errors.ts";
import type { Endpoint } from "./endpoint.ts";

/** Beginnings of `METHOD /path`. */
export const stillAllowed = [
  "GET /",
  "POST /logout",
  "POST /login/get_token",
  "POST /account/",
  "POST /delete_devices",
  "PUT /devices/",
  "DELETE /devices/",
  "POST /keys/",
  // By such messages devices verify each other.
  "PUT /sendToDevice/",
  "POST /room_keys/",
  "PUT /room_keys/",
  "DELETE /room_keys/",
  "POST /user/:userId/filter",
  "PUT /user/:userId/",
  "DELETE /user/:userId/",
  "PUT /pushrules/",
  "DELETE /pushrules/",
  "POST /pushers/set",
  "POST /sync",
  "POST /org.matrix.simplified_msc3575/sync",
  "POST /search",
  "POST /publicRooms",
  "POST /user_directory/search",
  "POST /peek/",
  "POST /rooms/:roomId/unpeek",
  "POST /rooms/:roomId/leave",
  "POST /rooms/:roomId/forget",
  "POST /rooms/:roomId/receipt/",
  "POST /rooms/:roomId/read_markers",
  "POST /rooms/:roomId/report",
  "POST /users/:userId/report",
  // Their own events only: the endpoint looks whose it is.
  "PUT /rooms/:roomId/redact/",
] as const;

export const openToSuspended = ({ method, path }: Endpoint) =>
  stillAllowed.some((beginning) => `${method} ${path}`.startsWith(beginning));

export const suspended = () =>
  new MatrixError(
    "M_USER_SUSPENDED",
    403,
    "This account is suspended: it may read, and leave rooms, and no more.",
  );
