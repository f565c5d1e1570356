/** One record of a CSV file: header name → field. An empty field is an empty string. */
export type CsvRecord = Readonly<Record<string, string>>;

/**
 * Reads comma-separated text with a header line.
 * Quoted fields may hold commas, line breaks and doubled quotes (RFC 4180 §2); LF is accepted for CRLF.
 * @throws SyntaxError when a record has not as many fields as the header, naming the record
 */
export function readCsv(text: string): CsvRecord[] {
  const [header = [], ...rows] = splitRecords(text);
  return rows.map((row, index) => {
    if (row.length !== header.length)
      throw new SyntaxError(`Record ${index + 1} must have ${header.length} fields; it has ${row.length}.`);
    return Object.fromEntries(header.map((name, column) => [name, row[column] ?? ""]));
  });
}

/** A field (quoted or bare) and what ends it: a comma, a line break or the end of the text. */
const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;

function splitRecords(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  for (const [whole, quoted, bare, end] of text.matchAll(field)) {
    if (at >= text.length && !record.length) break;
    at += whole.length;
    record.push(quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    records.push(record);
    record = [];
    if (end === "") break;
  }
  if (at < text.length) throw new SyntaxError(`Record ${records.length} has a stray quote.`);
  return records;
}
