/** What application services ask of the server. */
import { endpoint } from "../http/endpoint.ts";
import { optionalText } from "../http/read.ts";
import { forbidden } from "../refusals.ts";

export const appServiceEndpoints = [
  endpoint(
    "POST /appservice/:id/ping",
    async ({ core, person, params, body }) => {
      if (person.principal.appservice?.id !== params.id)
        throw forbidden("Only the application service itself may ask for this.");
      return { duration_ms: await core.appservices.ping(params.id!, optionalText(body, "transaction_id")) };
    },
    ["v1"],
  ),
];
