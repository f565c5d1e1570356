/** The redaction algorithm of room version 11: what stays of an emptied event. */
import type { ChatEvent } from "../event.ts";
import { ownOf } from "../named.ts";
import type { Content, Json } from "../types.ts";

const kept: Readonly<Record<string, readonly string[] | "all">> = {
  "m.room.create": "all",
  "m.room.member": ["membership", "join_authorised_via_users_server"],
  "m.room.join_rules": ["join_rule", "allow"],
  "m.room.history_visibility": ["history_visibility"],
  "m.room.redaction": ["redacts"],
  "m.room.power_levels": [
    "ban",
    "events",
    "events_default",
    "invite",
    "kick",
    "redact",
    "state_default",
    "users",
    "users_default",
  ],
};

/** Content after redaction. */
export function redacted(type: string, content: Content): Content {
  const keys = ownOf(kept, type) ?? [];
  if (keys === "all") return content;
  const left: [string, Json][] = [];
  for (const key of keys) if (content[key] !== undefined) left.push([key, content[key]]);
  const invite = content.third_party_invite as Content | undefined;
  if (type === "m.room.member" && invite?.signed !== undefined)
    left.push(["third_party_invite", { signed: invite.signed }]);
  return Object.fromEntries(left);
}

/** The event as it reads for those from whom its content is kept. */
export const withoutContent = (event: ChatEvent) =>
  event.with({
    text: JSON.stringify(redacted(event.type, event.content)),
    relType: null,
    relatesTo: null,
    previous: null,
    isErased: true,
  });
