/** Reactions as words. */

/** A verb by its sign; it is said about the message at which the sign stands. */
export type Signs = ReadonlyMap<string, string>;

export const yes = "✅";
export const no = "❌";

/** Without the variation selector that asks for a picture: clients send both. */
export const plainSign = (key: string) => key.replaceAll("\ufe0f", "");

/** Reads `↩=undo ❓=why`. What is no pair is left out. */
export function readSigns(setting: string): Signs {
  const pairs = setting.split(/\s+/).map((pair) => pair.split("="));
  return new Map(pairs.flatMap(([sign, verb]) => (sign && verb ? [[plainSign(sign), verb] as const] : [])));
}
