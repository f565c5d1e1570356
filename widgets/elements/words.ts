/** Dates and times as people read them, in the language of the page. */

/** The language for an element: its own or inherited `lang`, else the browser's; never one that `Intl` refuses. */
export function languageOf(element: Element): string | undefined {
  const host = (element.getRootNode() as Partial<ShadowRoot>).host;
  const lang = (element.closest("[lang]") ?? host?.closest("[lang]"))?.getAttribute("lang");
  try {
    return lang ? regional(Intl.getCanonicalLocales(lang)[0]!) : undefined;
  } catch {
    return undefined;
  }
}

/** `en` says nothing of how dates are written; the reader's own kind of English does. */
function regional(lang: string): string {
  return navigator.languages.find((own) => own.startsWith(`${lang}-`)) ?? lang;
}

const valid = (at: string | number): Date | undefined => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

/** `17 Nov`, with the year when it is another one. @param now milliseconds since the epoch */
export function day(at: string | number, lang: string | undefined, now = Date.now()): string {
  const date = valid(at);
  if (!date) return String(at);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return date.toLocaleDateString(lang, {
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
  });
}

export const time = (at: string | number, lang?: string): string =>
  valid(at)?.toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit" }) ?? String(at);

export const dayAndTime = (at: string | number, lang?: string): string =>
  valid(at)?.toLocaleString(lang, { dateStyle: "full", timeStyle: "short" }) ?? String(at);

/** A date without time of day; it is the same day in every time zone. */
export function plainDate(value: string, lang?: string): string {
  const date = valid(`${value}T00:00:00Z`);
  return date ? date.toLocaleDateString(lang, { dateStyle: "medium", timeZone: "UTC" }) : value;
}

/** Bytes as `1.4 MB`. */
export function fileSize(bytes: number, lang?: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return (bytes / 1000 ** step).toLocaleString(lang, {
    style: "unit",
    unit: units[step]!,
    maximumFractionDigits: step > 1 ? 1 : 0,
  });
}
