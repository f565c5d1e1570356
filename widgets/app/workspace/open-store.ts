/** Loads the chat library, which is too large to wait for before the first paint. */
import type { Me } from "@singularity/hub-server/contract";
import type { ChatStore } from "../../chat/store.ts";
import { showsPresence } from "../presence.ts";
import type { KeptSession } from "../session.ts";

export async function openStore({ token, userId, deviceId }: KeptSession, { bot }: Me): Promise<ChatStore> {
  const { openMatrixStore } = await import("../../chat/matrix-store.ts");
  const presence = showsPresence();
  return openMatrixStore({ base: "", userId, token, bot, presence, ...(deviceId ? { deviceId } : {}) });
}
