/** Slack's way of writing text: three entities, and links in angle brackets. Source: docs.slack.dev/messaging/formatting-message-text */

const entities: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** The text as the person typed it: mentions by name, addresses and links as they were written. */
export function unescape(text: string): string {
  return text
    .replaceAll(/<([^<>\n]*)>/g, (_, inside: string) => shown(inside))
    .replaceAll(/&(?:amp|lt|gt);/g, (entity) => entities[entity]!);
}

function shown(inside: string): string {
  const [target = "", label] = inside.split("|", 2);
  if (target.startsWith("@")) return `@${label || target.slice(1)}`;
  if (target.startsWith("#")) return `#${label || target.slice(1)}`;
  if (target.startsWith("!")) return label || `@${target.slice(1).split("^")[0]}`;
  return label || target.replace(/^(?:mailto|tel):/, "");
}

/** Escapes text for a message, cut to a length that Slack accepts without cutting an entity or a letter in two. */
export function escape(text: string, most: number): string {
  let out = "";
  for (const letter of text) {
    const next = escapes[letter] ?? letter;
    if (out.length + next.length > most - 1) return `${out}…`;
    out += next;
  }
  return out;
}

/** Plain text cut to a length, by whole letters. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  let out = "";
  for (const letter of text) {
    if (out.length + letter.length > most - 1) break;
    out += letter;
  }
  return `${out}…`;
}
