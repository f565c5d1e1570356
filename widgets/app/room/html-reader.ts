/**
 * Reads HTML into a tree without the browser's parser: that one reports each inline handler that it meets against the page's policy, and
 * under Trusted Types it needs leave. Whatever is misread here ends as text; nothing of it is ever given back to the browser as HTML.
 */
export interface HtmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: HtmlNode[];
}
export type HtmlNode = string | HtmlElement;

const empty = new Set([
  "area",
  "base",
  "br",
  "col",
  "embed",
  "hr",
  "img",
  "input",
  "link",
  "meta",
  "source",
  "track",
  "wbr",
]);
/** What stands in them is not HTML; it goes up to their own end. */
const raw = new Set([
  "script",
  "style",
  "textarea",
  "title",
  "xmp",
  "iframe",
  "noembed",
  "noframes",
  "noscript",
  "plaintext",
]);
/** Beginning one of these ends an open one of the same name, as in lists without end tags. */
const endsItself = new Set(["li", "p", "td", "th", "tr", "option"]);

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  hellip: "…",
  mdash: "—",
  ndash: "–",
  euro: "€",
  copy: "©",
  reg: "®",
  trade: "™",
  laquo: "«",
  raquo: "»",
  ldquo: "“",
  rdquo: "”",
  lsquo: "‘",
  rsquo: "’",
  bull: "•",
  middot: "·",
  times: "×",
  deg: "°",
  rarr: "→",
  larr: "←",
};

function codePoint(code: number): string {
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : "\ufffd";
}

export function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex) return codePoint(Number.parseInt(hex, 16));
      if (decimal) return codePoint(Number(decimal));
      return entities[name!.toLowerCase()] ?? whole;
    },
  );
}

function readAttributes(source: string): Map<string, string> {
  const found = source.matchAll(/([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+)))?/g);
  return new Map(
    [...found].map(([, name, a, b, c]) => [name!.toLowerCase(), decodeEntities(a ?? b ?? c ?? "")]),
  );
}

const token = /<!--[\s\S]*?(?:-->|$)|<[!?][^>]*>|<(\/?)([a-z][^\s/>]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi;

/** The end of raw text, or of the source when it has none. */
function rawEnd(source: string, name: string, from: number): number {
  const end = new RegExp(`</${name}[\\s/>]`, "i").exec(source.slice(from));
  return end ? from + end.index : source.length;
}

function close(open: HtmlElement[], name: string): void {
  const at = open.findLastIndex((element) => element.name === name);
  if (at > 0) open.length = at;
}

export function readHtml(source: string): HtmlElement {
  const root: HtmlElement = { name: "", attributes: new Map(), children: [] };
  const open = [root];
  const add = (node: HtmlNode) => node !== "" && open.at(-1)!.children.push(node);
  let at = 0;
  token.lastIndex = 0;
  for (let match = token.exec(source); match; match = token.exec(source)) {
    add(decodeEntities(source.slice(at, match.index)));
    at = token.lastIndex;
    const [, slash, tag, rest = ""] = match;
    if (!tag) continue;
    const name = tag.toLowerCase();
    if (slash) {
      close(open, name);
      continue;
    }
    if (endsItself.has(name) && open.at(-1)!.name === name) open.pop();
    const element: HtmlElement = { name, attributes: readAttributes(rest), children: [] };
    add(element);
    if (raw.has(name)) token.lastIndex = at = rawEnd(source, name, at);
    else if (!empty.has(name) && !rest.endsWith("/")) open.push(element);
  }
  add(decodeEntities(source.slice(at)));
  return root;
}
