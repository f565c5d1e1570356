/** Reads the text of a PDF back, as a person or a screen reader would get it: glyphs through each font's ToUnicode map. */
import { inflateSync } from "node:zlib";

type Objects = ReadonlyMap<number, string>;

/** Every text that is shown, one a line. Lines of a wrapped text are lines here too. */
export function textOf(file: Buffer): string {
  const objects = objectsOf(file.toString("latin1"));
  const fonts = fontsOf(objects);
  const texts: string[] = [];
  for (const body of objects.values()) {
    const page = streamOf(body);
    if (!page?.includes("BT")) continue;
    let glyphs = new Map<string, string>();
    for (const [, font, shown] of page.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g))
      if (font) glyphs = fonts.get(font) ?? new Map();
      else
        texts.push([...shown!.matchAll(/<([0-9a-f]+)>/g)].map(([, hex]) => decoded(hex!, glyphs)).join(""));
  }
  return texts.join("\n");
}

const decoded = (hex: string, glyphs: ReadonlyMap<string, string>) =>
  (hex.match(/.{4}/g) ?? []).map((glyph) => glyphs.get(glyph) ?? "\u{fffd}").join("");

function objectsOf(raw: string): Objects {
  const found = raw.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g);
  return new Map([...found].map(([, id, body]) => [Number(id), body!]));
}

function streamOf(body: string): string | undefined {
  const data = /stream\r?\n([\s\S]*?)\r?\nendstream/.exec(body)?.[1];
  if (data === undefined) return undefined;
  try {
    return inflateSync(Buffer.from(data, "latin1")).toString("latin1");
  } catch {
    return data; // not deflated
  }
}

/** Name of a font, as pages call it → glyph → text. */
function fontsOf(objects: Objects): Map<string, Map<string, string>> {
  const fonts = new Map<string, Map<string, string>>();
  for (const body of objects.values())
    for (const [, name, id] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(id)) ?? "")?.[1];
      if (unicode) fonts.set(name!, glyphsOf(streamOf(objects.get(Number(unicode))!) ?? ""));
    }
  return fonts;
}

function glyphsOf(map: string): Map<string, string> {
  const glyphs = new Map<string, string>();
  for (const [, first, , list] of map.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/g))
    for (const [place, one] of [...list!.matchAll(/<([0-9a-f ]+)>/g)].entries())
      glyphs.set((Number.parseInt(first!, 16) + place).toString(16).padStart(4, "0"), unicode(one[1]!));
  return glyphs;
}

const unicode = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex").swap16().toString("utf16le");
