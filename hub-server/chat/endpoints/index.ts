/** Every endpoint of the Client-Server API that this server answers, media aside. */
import type { Endpoint } from "../http/endpoint.ts";
import { accountEndpoints } from "../account/account.ts";
import { loginEndpoints } from "../account/login.ts";
import { ssoEndpoints } from "../account/sso.ts";
import { registerEndpoints } from "../account/register.ts";
import { accountDataEndpoints } from "./account-data.ts";
import { appServiceEndpoints } from "./appservice.ts";
import { deviceEndpoints } from "./devices.ts";
import { directoryEndpoints } from "./directory.ts";
import { ephemeralEndpoints } from "./ephemeral.ts";
import { eventStreamEndpoints } from "./event-stream.ts";
import { eventEndpoints } from "./events.ts";
import { historyEndpoints } from "./history.ts";
import { keyBackupEndpoints } from "./key-backup.ts";
import { keyEndpoints } from "./keys.ts";
import { legacyEndpoints } from "./legacy.ts";
import { moderationEndpoints } from "./moderation.ts";
import { openIdEndpoints } from "./openid.ts";
import { profileEndpoints } from "./profile.ts";
import { publicRoomEndpoints } from "./public-rooms.ts";
import { pusherEndpoints } from "./pushers.ts";
import { pushRuleEndpoints } from "./push-rules.ts";
import { relationEndpoints } from "./relations.ts";
import { roomEndpoints } from "./rooms.ts";
import { searchEndpoints } from "./search.ts";
import { serverEndpoints } from "./server.ts";
import { slidingSyncEndpoints } from "./sliding-sync.ts";
import { spaceEndpoints } from "./spaces.ts";
import { suspendEndpoints } from "./suspend.ts";
import { syncEndpoints } from "./sync.ts";
import { thirdPartyEndpoints } from "./third-party.ts";
import { timestampEndpoints } from "./timestamp.ts";
import { userDirectoryEndpoints } from "./user-directory.ts";

export const endpoints: readonly Endpoint[] = [
  ...serverEndpoints,
  ...loginEndpoints,
  ...ssoEndpoints,
  ...registerEndpoints,
  ...accountEndpoints,
  ...profileEndpoints,
  ...pushRuleEndpoints,
  ...pusherEndpoints,
  ...syncEndpoints,
  ...slidingSyncEndpoints,
  ...roomEndpoints,
  ...eventEndpoints,
  ...historyEndpoints,
  ...relationEndpoints,
  ...ephemeralEndpoints,
  ...accountDataEndpoints,
  ...directoryEndpoints,
  ...publicRoomEndpoints,
  ...userDirectoryEndpoints,
  ...thirdPartyEndpoints,
  ...moderationEndpoints,
  ...suspendEndpoints,
  ...spaceEndpoints,
  ...timestampEndpoints,
  ...searchEndpoints,
  ...deviceEndpoints,
  ...keyEndpoints,
  ...keyBackupEndpoints,
  ...eventStreamEndpoints,
  ...legacyEndpoints,
  ...openIdEndpoints,
  ...appServiceEndpoints,
];
