/** A Slack stage that ends with its test, in whose workspace U1 is Jane, whom the hub knows by her address. */
import { slackStage, type SlackStage } from "./slack-stage.ts";

/** Jane, as users.info tells of her. */
export const jane = {
  id: "U1",
  team_id: "T1",
  is_email_confirmed: true,
  profile: { email: "jane@acme.example", display_name: "Jane" },
};

/** Slack says in whose name of ours it delivers an event. */
export const heardBy = { authorizations: [{ team_id: "T1", user_id: "UBOT", is_bot: true }] };

/** @see slackStage */
export async function janesStage(
  t: { readonly teardown: (end: () => Promise<void>) => void },
  ...options: Parameters<typeof slackStage>
): Promise<SlackStage> {
  const stage = await slackStage(...options);
  t.teardown(stage.stop);
  stage.slack.users.set("U1", jane);
  return stage;
}
