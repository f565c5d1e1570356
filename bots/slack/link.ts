/** `pair` with a code: a Slack user proves who they are in the hub. Strangers may say this one thing. */
import type { Hub } from "@singularity/hub-server/client";
import { redeemIdentity } from "@singularity/hub-server/contract";
import type { Reply } from "../commands/command.ts";
import { withPatience } from "../conversation/converse.ts";
import type { Who } from "./payload.ts";
import { accountOf, type People } from "./people.ts";

/** The code in the words; undefined when they say something else. */
export function codeIn(words: string): string | undefined {
  return /^\s*(?:pair|link)\s+([A-Za-z0-9]{5}[\s-]?[A-Za-z0-9]{5})\s*$/i.exec(words)?.[1];
}

/** @param again it was tried before, perhaps with success: a code is good for once */
export async function redeem(
  { hub, people }: { readonly hub: Hub; readonly people: People },
  who: Who,
  code: string,
  again: boolean,
): Promise<Reply> {
  const { user_id: linked } = await withPatience(hub)(redeemIdentity, {
    surface: "slack",
    account: accountOf(who),
    code,
  });
  const known = linked ?? (again ? (await people(who))?.userId : undefined);
  return {
    lines: known
      ? [`You are ${known} from now on. Type /hub help to see what you can say.`]
      : ['This code is not good, or too old. Say "pair" to the hub in its own chat to get another one.'],
    isPrivate: true,
  };
}
