/** Whether a request comes from Slack: signed with our secret, and neither old nor from the future. */
import { isValidSlackRequest } from "@slack/bolt";

/** Seconds by which the clocks may differ. Bolt looks only at the past; a stolen request from the future would stay good. */
const tolerance = 300;

export function trusted(
  headers: Readonly<Record<string, unknown>>,
  body: string,
  { signingSecret, now }: { signingSecret: string; now: () => number },
): boolean {
  const signature = headers["x-slack-signature"];
  const stamp = headers["x-slack-request-timestamp"];
  if (typeof signature !== "string" || typeof stamp !== "string" || !/^\d{1,12}$/.test(stamp)) return false;
  const nowMilliseconds = now();
  if (Math.abs(nowMilliseconds / 1000 - Number(stamp)) > tolerance) return false;
  const signed = { "x-slack-signature": signature, "x-slack-request-timestamp": Number(stamp) };
  return isValidSlackRequest({ signingSecret, body, headers: signed, nowMilliseconds });
}
