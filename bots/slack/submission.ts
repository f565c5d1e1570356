/** What somebody filled in and sent. Pure. */
import { createHash } from "node:crypto";
import { list, part, text, whoOf, type Body, type Who } from "./payload.ts";

/** A modal that was sent, in a form that is kept in the inbox. */
export interface Submission extends Who {
  readonly kind: "form";
  /** Differs for each time that somebody presses the button, and stays the same however often Slack delivers it. */
  readonly id: string;
  /** The same for the same values of the same modal: so often as it is sent, it is done once. */
  readonly key: string;
  readonly form: string;
  /** Block id → what stands in the field, as Slack tells it. */
  readonly values: Readonly<Record<string, Body>>;
  /** Fields whose box was drawn ticked: unticked, it says no. */
  readonly ticked?: readonly string[];
  readonly meta: Meta;
}

/** What a modal remembers of how it came to be: its private metadata. */
export interface Meta {
  readonly responseUrl?: string;
  readonly channel?: string;
  /** Time stamp of the message that it is about. */
  readonly ts?: string;
  /** It was opened from the app's home, which shows then what changed. */
  readonly home?: boolean;
}

export function readSubmission(body: Body): Submission | undefined {
  const [view, who] = [part(body["view"]), whoOf(body)];
  const [id, form] = [text(view["id"]), text(view["callback_id"])];
  if (!who || !id || !form) return undefined;
  const values = valuesOf(part(part(view["state"])["values"]));
  const hash = createHash("sha1")
    .update(JSON.stringify([values, view["private_metadata"]]))
    .digest("hex");
  return {
    ...who,
    kind: "form",
    id: `view ${text(body["trigger_id"]) || `${id} ${text(view["hash"])} ${hash}`}`.slice(0, 300),
    key: `view:${id}:${hash}`,
    form,
    values,
    ...tickedIn(view),
    meta: readMeta(text(view["private_metadata"])),
  };
}

/** Each of our blocks holds one element. */
function valuesOf(blocks: Body): Record<string, Body> {
  return Object.fromEntries(
    Object.entries(blocks).map(([block, elements]) => [block, part(Object.values(part(elements))[0])]),
  );
}

function tickedIn(view: Body): Pick<Submission, "ticked"> {
  const ticked = list(view["blocks"])
    .map(part)
    .filter((block) => list(part(block["element"])["initial_options"]).length > 0)
    .map((block) => text(block["block_id"]));
  return ticked.length ? { ticked } : {};
}

export function readMeta(json: string): Meta {
  try {
    const { responseUrl, channel, ts, home } = part(JSON.parse(json));
    return {
      ...(typeof responseUrl === "string" ? { responseUrl } : {}),
      ...(typeof channel === "string" ? { channel } : {}),
      ...(typeof ts === "string" ? { ts } : {}),
      ...(home === true ? { home } : {}),
    };
  } catch {
    return {};
  }
}
