// The page of figures: one section for each benchmark, with when and where it was measured. A run renews the sections of the
// benchmarks that it ran to their end and leaves the others as they are, so that each figure says its own date and machine; the
// section of a benchmark that is gone goes too.

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly [more: string]: unknown;
}

export interface Measured {
  readonly file: string;
  readonly figures: readonly Figure[];
}

const head = `# Figures

Written by \`npm run bench -- --page FIGURES.md [words]\`; nobody edits it. Machines differ and shared ones are noisy: compare by ratio
within one run, and measure on your own.
`;

export const show = (value: number): string =>
  value.toLocaleString(
    "en",
    Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 },
  );

/** What a figure says besides name, value and unit, as text. */
export function moreOf({ name: _name, value: _value, unit: _unit, ...more }: Figure): string {
  return Object.entries(more)
    .map(
      ([key, extra]) =>
        `${key} ${typeof extra === "number" ? show(extra) : typeof extra === "string" ? extra : JSON.stringify(extra)}`,
    )
    .join(", ");
}

/**
 * The page with the sections of these benchmarks renewed.
 * @param page as it was, empty when there was none
 * @param measured whole benchmarks: a part in place of a whole section would pass for it
 * @param isThere whether a benchmark still exists
 */
export function renewed(
  page: string,
  measured: readonly Measured[],
  where: string,
  isThere: (file: string) => boolean,
): string {
  const sections = new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((section): [string, string] => [
        section.split("\n", 1)[0]!,
        section.slice(section.indexOf("\n") + 1).trim(),
      ])
      .filter(([file]) => isThere(file)),
  );
  for (const { file, figures } of measured) sections.set(file, sectionOf(figures, where));
  const ordered = [...sections].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [head, ...ordered.map(([file, text]) => `## ${file}\n\n${text}\n`)].join("\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

function sectionOf(figures: readonly Figure[], where: string): string {
  const rows = figures.map((figure) =>
    [figure.name, show(figure.value), figure.unit, moreOf(figure)].map(cell).join(" | "),
  );
  return [
    `${where}.`,
    "",
    "| Figure | Value | Unit | More |",
    "| --- | ---: | --- | --- |",
    ...rows.map((row) => `| ${row} |`),
  ].join("\n");
}
