/**
 * Mentions as people pick them: clients write the display name into the body and a link into the HTML. In the words the id must stand,
 * since a name may be anybody's. Source: https://spec.matrix.org/v1.16/client-server-api/#user-and-room-mentions
 */

const link = /<a href="https:\/\/matrix\.to\/#\/([^"?/]{1,300})[^"]{0,300}">([^<]{1,200})<\/a>/g;
const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  nbsp: "\u00a0",
};

const plain = (html: string) =>
  html.replaceAll(/&(#?\w{1,5});/g, (whole, name: string) => entities[name] ?? whole);

/** @param me who we are: a mention of ourselves says to whom the words are, and stays as it is */
export function withPills(body: string, html: unknown, me: string): string {
  if (typeof html !== "string" || !html.includes("https://matrix.to/#/")) return body;
  let [text, from] = [body, 0];
  for (const [, target = "", name = ""] of html.matchAll(link)) {
    const id = decoded(target);
    const shown = plain(name);
    const at = text.indexOf(shown, from);
    if (at < 0 || !/^[@#]/.test(id)) continue;
    const written = id === me || shown === id ? shown : id;
    text = text.slice(0, at) + written + text.slice(at + shown.length);
    from = at + written.length;
  }
  return text;
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(plain(target));
  } catch {
    return "";
  }
}
