/** What this server is and can do. */
import { endpoint, openEndpoint } from "../http/endpoint.ts";
import { slidingSyncFeature } from "./sliding-sync.ts";
import { defaultVersion, versions } from "../rooms/create.ts";

const specVersions = ["r0.6.1", ...Array.from({ length: 11 }, (_, minor) => `v1.${minor + 1}`)];

export const serverEndpoints = [
  openEndpoint(
    "GET /versions",
    () => ({
      versions: specVersions,
      unstable_features: {
        "org.matrix.msc3440.stable": true,
        "org.matrix.msc4222": true,
        [slidingSyncFeature]: true,
        "uk.tcpip.msc4133": true,
        "uk.tcpip.msc4133.stable": true,
      },
    }),
    [""],
  ),
  endpoint("GET /capabilities", ({ core, person }) => ({
    capabilities: {
      "m.room_versions": {
        default: defaultVersion,
        available: Object.fromEntries(versions.map((version) => [version, "stable"])),
      },
      "m.change_password": { enabled: true },
      "m.set_displayname": { enabled: true },
      "m.set_avatar_url": { enabled: true },
      "m.3pid_changes": { enabled: false },
      "m.get_login_token": { enabled: true },
      "m.profile_fields": { enabled: true },
      ...(person.principal.admin && { "m.account_moderation": { suspend: true, lock: false } }),
      // MSC4174: browsers subscribe with this key.
      "m.webpush": { enabled: true, vapid: core.pushers.vapidKey },
    },
  })),
  endpoint("GET /voip/turnServer", () => ({})),
  // Where calls would be mixed (MSC4143): nowhere.
  endpoint("GET /rtc/transports", () => ({ rtc_transports: [] }), ["v1"]),
  endpoint("GET /org.matrix.msc4143/rtc/transports", () => ({ rtc_transports: [] }), ["unstable"]),
];
