/** What other chats need kept. */
import type { Handler } from "../context.ts";
import { accountHandlers } from "./account.ts";
import { channelHandlers } from "./channel.ts";
import { installationHandlers } from "./installation.ts";

export const surfaceHandlers: readonly Handler[] = [
  ...installationHandlers,
  ...accountHandlers,
  ...channelHandlers,
];
