/**
 * What guests may do ("Guest Access" of the specification): look where they are let in, and speak where they have joined. Files
 * are no endpoints: `media-routes.ts` lets guests see them, and neither upload nor preview.
 */
import { MatrixError } from "../../errors.ts";
import type { Endpoint } from "./endpoint.ts";

const allowed = new Set([
  "GET /account/whoami",
  "GET /capabilities",
  "GET /devices",
  "GET /events",
  "GET /initialSync",
  "GET /joined_rooms",
  "GET /pushrules/",
  "GET /rooms/:roomId/context/:eventId",
  "GET /rooms/:roomId/event/:eventId",
  "GET /rooms/:roomId/initialSync",
  "GET /rooms/:roomId/joined_members",
  "GET /rooms/:roomId/members",
  "GET /rooms/:roomId/messages",
  "GET /rooms/:roomId/state",
  "GET /rooms/:roomId/state/:type",
  "GET /rooms/:roomId/state/:type/",
  "GET /rooms/:roomId/state/:type/:stateKey",
  "GET /sync",
  "GET /user/:userId/filter/:filterId",
  "GET /voip/turnServer",
  "POST /join/:roomIdOrAlias",
  "POST /keys/claim",
  "POST /keys/query",
  "POST /keys/upload",
  "POST /logout",
  "POST /logout/all",
  "POST /rooms/:roomId/join",
  "POST /rooms/:roomId/leave",
  "POST /rooms/:roomId/receipt/:kind/:eventId",
  "POST /rooms/:roomId/read_markers",
  "POST /rooms/:roomId/send/:type",
  "POST /user/:userId/filter",
  "PUT /profile/:userId/:key",
  "PUT /rooms/:roomId/send/:type/:txnId",
  "PUT /rooms/:roomId/typing/:userId",
  "PUT /sendToDevice/:type/:txnId",
]);

export const openToGuests = ({ method, path }: Endpoint) => allowed.has(`${method} ${path}`);

export const noGuests = () =>
  new MatrixError("M_GUEST_ACCESS_FORBIDDEN", 403, "Guests may not do this; make an account first.");
