/** An answer as a picture. No browser, no network, no file but the fonts. */
import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import sharp from "sharp";
import { parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile } from "vega-lite";
import type { Answer } from "../metrics/answer.ts";
import { specOf } from "./spec.ts";

export interface Drawn {
  readonly png: Buffer;
  /** Pixels of the screen that it is meant for; the picture has twice as many. */
  readonly width: number;
  readonly height: number;
}

const zoom = 2;
const noto = "@expo-google-fonts/noto-sans";
const require = createRequire(import.meta.url);
const fontFiles = ["400Regular/NotoSans_400Regular.ttf", "600SemiBold/NotoSans_600SemiBold.ttf"].map((file) =>
  require.resolve(`${noto}/${file}`),
);

/** What the fonts that we bring cannot write: letters beyond Latin, Greek and Cyrillic, and pictures. */
const foreign = /[\u0590-\u1dff\u20d0-\u20ff\u2150-\uffff]/;

/** Nothing is fetched, whatever a specification says. */
const refuse = () => Promise.reject(new Error("A chart fetches nothing."));
const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse, options: {} };

/** @returns SVG; undefined where a picture would tell nothing */
export async function svgOf(answer: Answer): Promise<string | undefined> {
  const spec = specOf(answer);
  if (!spec) return undefined;
  // Expressions are interpreted and never made into functions.
  const runtime = parse(compile(spec).spec, undefined, { ast: true });
  const view = new View(runtime, { renderer: "none", loader, expr: expressionInterpreter });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** A chart has few colours: a palette makes it a quarter of its size. */
const small = (png: Buffer): Promise<Buffer> =>
  sharp(png).png({ palette: true, colours: 64, effort: 1, compressionLevel: 9 }).toBuffer();

/** @returns undefined where a picture would tell nothing */
export async function draw(answer: Answer): Promise<Drawn | undefined> {
  const svg = await svgOf(answer);
  if (!svg) return undefined;
  // The machine's own fonts are looked for only where ours have no letters: then pictures may differ between machines.
  const font = { fontFiles, defaultFontFamily: "Noto Sans", loadSystemFonts: foreign.test(svg) };
  const image = new Resvg(svg, { fitTo: { mode: "zoom", value: zoom }, font }).render();
  return {
    png: await small(image.asPng()),
    width: Math.round(image.width / zoom),
    height: Math.round(image.height / zoom),
  };
}
