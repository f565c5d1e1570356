/** The default push rules ("Predefined Rules" of the specification). */

const notify = "notify";
const highlight = { set_tweak: "highlight" };
const quiet = { set_tweak: "highlight", value: false };
const sound = { set_tweak: "sound", value: "default" };

const rule = (rule_id: string, conditions: object[], actions: unknown[], enabled = true) => ({
  rule_id: `.m.rule.${rule_id}`,
  default: true,
  enabled,
  conditions,
  actions,
});
const match = (key: string, pattern: string) => ({ kind: "event_match", key, pattern });
const pair = { kind: "room_member_count", is: "2" };

/** The rule set of a user: some conditions name the user. */
export function pushRules(userId: string) {
  const localpart = userId.slice(1).split(":")[0]!;
  return {
    override: [
      rule("master", [], [], false),
      rule("suppress_notices", [match("content.msgtype", "m.notice")], []),
      rule(
        "invite_for_me",
        [match("type", "m.room.member"), match("content.membership", "invite"), match("state_key", userId)],
        [notify, sound, quiet],
      ),
      rule("member_event", [match("type", "m.room.member")], []),
      rule(
        "is_user_mention",
        [{ kind: "event_property_contains", key: "content.m\\.mentions.user_ids", value: userId }],
        [notify, sound, highlight],
      ),
      rule("contains_display_name", [{ kind: "contains_display_name" }], [notify, sound, highlight]),
      rule(
        "is_room_mention",
        [
          { kind: "event_property_is", key: "content.m\\.mentions.room", value: true },
          { kind: "sender_notification_permission", key: "room" },
        ],
        [notify, highlight],
      ),
      rule(
        "roomnotif",
        [match("content.body", "@room"), { kind: "sender_notification_permission", key: "room" }],
        [notify, highlight],
      ),
      rule("tombstone", [match("type", "m.room.tombstone"), match("state_key", "")], [notify, highlight]),
      rule("reaction", [match("type", "m.reaction")], []),
      rule("room.server_acl", [match("type", "m.room.server_acl"), match("state_key", "")], []),
      rule(
        "suppress_edits",
        [{ kind: "event_property_is", key: "content.m\\.relates_to.rel_type", value: "m.replace" }],
        [],
      ),
    ],
    content: [
      {
        rule_id: ".m.rule.contains_user_name",
        default: true,
        enabled: true,
        pattern: localpart,
        actions: [notify, sound, highlight],
      },
    ],
    room: [],
    sender: [],
    underride: [
      rule("call", [match("type", "m.call.invite")], [notify, { set_tweak: "sound", value: "ring" }, quiet]),
      rule("encrypted_room_one_to_one", [pair, match("type", "m.room.encrypted")], [notify, sound, quiet]),
      rule("room_one_to_one", [pair, match("type", "m.room.message")], [notify, sound, quiet]),
      rule("message", [match("type", "m.room.message")], [notify, quiet]),
      rule("encrypted", [match("type", "m.room.encrypted")], [notify, quiet]),
    ],
  };
}
