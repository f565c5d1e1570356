/** Delivering requests as Slack does: signed, late, early, again. */
import { createHmac } from "node:crypto";

export const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";

export interface Delivery {
  readonly body: string;
  /** `application/json` unless it is a form. */
  readonly form?: boolean;
  /** Seconds by which Slack's clock differs from ours. */
  readonly skew?: number;
  /** How it is signed; rightly unless said. */
  readonly signed?: "rightly" | "wrongly" | "not";
  readonly retry?: number;
}

/** Delivers a request; returns its status and its answer. */
export async function deliver(url: string, delivery: Delivery): Promise<{ status: number; text: string }> {
  const { body, form = false, skew = 0, signed = "rightly", retry } = delivery;
  const stamp = String(Math.floor(Date.now() / 1000) + skew);
  const secret = signed === "wrongly" ? "another secret" : signingSecret;
  const hash = createHmac("sha256", secret).update(`v0:${stamp}:${body}`).digest("hex");
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: {
      "content-type": form ? "application/x-www-form-urlencoded; charset=utf-8" : "application/json",
      ...(signed === "not" ? {} : { "x-slack-signature": `v0=${hash}`, "x-slack-request-timestamp": stamp }),
      ...(retry ? { "x-slack-retry-num": String(retry), "x-slack-retry-reason": "http_timeout" } : {}),
    },
  });
  return { status: response.status, text: await response.text() };
}

/** An interaction, as Slack posts it. */
export const payload = (body: object): Delivery => ({
  body: new URLSearchParams({ payload: JSON.stringify(body) }).toString(),
  form: true,
});

/** A slash command. */
export const slash = (text: string, more: Readonly<Record<string, string>> = {}): Delivery => ({
  body: new URLSearchParams({
    command: "/hub",
    text,
    team_id: "T1",
    user_id: "U1",
    channel_id: "C1",
    trigger_id: `${text.length}.${text}`.slice(0, 60),
    response_url: "https://hooks.slack.com/commands/T1/1/x",
    ...more,
  }).toString(),
  form: true,
});

/** An event. */
export const event = (id: string, inner: object, more: object = {}): Delivery => ({
  body: JSON.stringify({
    type: "event_callback",
    team_id: "T1",
    event_id: id,
    event_time: Math.floor(Date.now() / 1000),
    event: { user: "U1", ...inner },
    ...more,
  }),
});
