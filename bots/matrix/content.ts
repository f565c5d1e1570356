/** An answer as the content of a Matrix message: plain text for every client, HTML, and our own keys for those that draw them. */
import { cardKey } from "@singularity/hub-server/contract";
import type { Picture, Reply } from "../commands/command.ts";
import { headLines, plainText } from "../conversation/render.ts";

/** Choices of a message: `[{label, words}]`. Replying with a number, or reacting with its keycap, takes one. */
export const choicesKey = "org.singularity.choices";
/** A question: a reply to it is its answer. */
export const waitsKey = "org.singularity.waits";
/** A form to fill in, for clients that draw it: the call's name and its fields. */
export const formKey = "org.singularity.form";
/** To what a private answer belongs: `{room_id, event_id}`; our web app shows it beneath those words. */
export const replyToKey = "org.singularity.reply_to";

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const escapeHtml = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => entities[sign]!);

/** A picture that the homeserver has. */
export interface Shown extends Picture {
  readonly mxc: string;
}

/**
 * The content of a notice; bots never answer notices, so that two of them never talk to each other. With a picture it is that, and the
 * words are its caption (Matrix 1.10, 11.2.1.7): what has a caption also has a file's name.
 */
export function contentOf(reply: Reply, shown?: Shown): Record<string, unknown> {
  if (shown) return { ...contentOf({ ...reply, table: "" }), ...pictureOf(shown) };
  return {
    msgtype: "m.notice",
    body: plainText(reply),
    format: "org.matrix.custom.html",
    formatted_body: html(reply),
    "m.mentions": {},
    ...(reply.card ? { [cardKey]: reply.card } : {}),
    ...(reply.choices?.length ? { [choicesKey]: reply.choices } : {}),
    ...(reply.waits ? { [waitsKey]: true } : {}),
    ...(reply.form ? { [formKey]: reply.form } : {}),
  };
}

function pictureOf({ name, mxc, png, width, height }: Shown): Record<string, unknown> {
  const size = Buffer.byteLength(png, "base64");
  const info = { mimetype: "image/png", w: width, h: height, size };
  return { msgtype: "m.image", filename: name, url: mxc, info };
}

function html(reply: Reply): string {
  const { choices = [], link, table, ...told } = reply;
  const [first = "", ...others] = headLines(told);
  const head = [`<strong>${escapeHtml(first)}</strong>`, ...others.map(escapeHtml)].join("<br>");
  const signs = choices.filter(({ reaction }) => reaction);
  const list = choices
    .filter(({ reaction }) => !reaction)
    .map(
      ({ label, words }) =>
        `<li>${label === words ? "" : `${escapeHtml(label)}: `}<code>${escapeHtml(words)}</code></li>`,
    );
  return [
    head,
    link ? `<br><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a>` : "",
    list.length ? `<ol>${list.join("")}</ol>` : "",
    signs.length
      ? `<br>${signs.map(({ label, reaction }) => escapeHtml(`${reaction} ${label}`)).join(" · ")}`
      : "",
    table ? `<pre><code>${escapeHtml(table)}</code></pre>` : "",
  ].join("");
}
