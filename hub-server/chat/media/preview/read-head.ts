/**
 * What the head of a page says of itself (Open Graph, else description and title). Read from left to right without going back, so
 * that no page can keep the hub busy; nothing of it is ever shown as HTML.
 */
export interface Head {
  readonly title: string | undefined;
  /** By name or property, in lower case; the first one counts. */
  readonly meta: ReadonlyMap<string, string>;
}

const longest = 2000;

/** A tag that is longer swallows so many characters, and says nothing. */
const longestTag = 4 * longest;

export function readHead(html: string): Head {
  const meta = new Map<string, string>();
  let title: string | undefined;
  for (let at = html.indexOf("<"); at >= 0; at = html.indexOf("<", at + 1)) {
    if (html.startsWith("<!--", at)) {
      const end = html.indexOf("-->", at + 4);
      if (end < 0) break;
      at = end;
      continue;
    }
    const name = /^[a-z]{1,10}/i.exec(html.slice(at + 1, at + 12))?.[0].toLowerCase();
    if (name === "body") break;
    if (name === "meta") {
      const { found, end } = attributes(html, at + 5);
      put(meta, found);
      at = end - 1;
    }
    if (name === "title" && title === undefined) {
      const tag = html.slice(at, at + longestTag);
      const end = tag.indexOf(">");
      at += end < 0 ? tag.length - 1 : end;
      const words = end < 0 ? "" : html.slice(at + 1, at + 1 + longest).split("<", 1)[0]!;
      if (words) title = clean(words);
    }
    if (name === "script" || name === "style") {
      const end = html.indexOf(`</${name}`, at + 1);
      if (end < 0) break;
      at = end;
    }
  }
  return { title, meta };
}

function put(meta: Map<string, string>, found: ReadonlyMap<string, string>): void {
  const key = (found.get("property") ?? found.get("name"))?.toLowerCase();
  const value = found.get("content");
  if (key && value && key.length < 60 && !meta.has(key)) meta.set(key, clean(value));
}

const space = /\s/;

/** Attributes of the tag from here to its end, and where that is. */
function attributes(html: string, start: number): { found: Map<string, string>; end: number } {
  const found = new Map<string, string>();
  const end = Math.min(html.length, start + longestTag);
  let at = start;
  const skip = (while_: (character: string) => boolean) => {
    const from = at;
    while (at < end && while_(html[at]!)) at++;
    return html.slice(from, at);
  };
  while (at < end && html[at] !== ">") {
    skip((c) => space.test(c) || c === "/");
    const name = skip((c) => !space.test(c) && c !== "=" && c !== ">" && c !== "/").toLowerCase();
    skip((c) => space.test(c));
    if (html[at] !== "=") {
      if (!name && html[at] !== ">") at++;
      continue;
    }
    at++;
    skip((c) => space.test(c));
    const quote = html[at];
    let value: string;
    if (quote === '"' || quote === "'") {
      at++;
      value = skip((c) => c !== quote);
      at++;
    } else value = skip((c) => !space.test(c) && c !== ">");
    if (!found.has(name)) found.set(name, value);
  }
  return { found, end: at };
}

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** Plain text of one line. */
function clean(text: string): string {
  return text
    .slice(0, longest)
    .replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
      if (name) return named[String(name).toLowerCase()] ?? whole;
      const code = decimal ? Number(decimal) : Number.parseInt(String(hex), 16);
      return code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff)
        ? String.fromCodePoint(code)
        : "";
    })
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, 500);
}
