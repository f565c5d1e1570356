/** What an import would do, and what it did, as tables. */
import { html, nothing, type TemplateResult } from "lit";
import type { Input, Output, importDetails, previewImport } from "@singularity/hub-server/contract";

export type Preview = Output<typeof previewImport>;
export type Progress = Output<typeof importDetails>;
/** What a person says about columns and values of a file that was looked at. */
export type Correction = Pick<Input<typeof previewImport>, "mapping" | "answers">;
type Problem = Progress["problems"][number];

/** How many of each, those of which there are none left out. */
export function counts(
  named: readonly (readonly [count: number, word: string, bad?: boolean])[],
): TemplateResult {
  const shown = named.filter(([count]) => count > 0);
  return html`<ul class="counts">
    ${shown.map(([count, word, bad]) => html`<li class=${bad ? "bad" : ""}>${count.toLocaleString()} ${word}</li>`)}
  </ul>`;
}

export const rowsOf = (count: number): string => `${count.toLocaleString()} ${count === 1 ? "row" : "rows"}`;

const asItIs = (header: string) => `Keep as “${header}”`;

/**
 * The columns, each with what it fills.
 * @param corrections what a person said and the hub has not answered yet
 * @param change told the place of a column and its field
 */
export function columnsTable(
  { columns, fields }: Preview,
  corrections: readonly Correction[],
  change: (place: number, field: string | null) => void,
): TemplateResult {
  const said = Object.assign({}, ...corrections.map(({ mapping }) => mapping)) as Record<
    string,
    string | null
  >;
  const chosen = (event: Event, place: number) =>
    change(place, (event.target as HTMLSelectElement).value || null);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Columns">
    <table>
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">Holds</th>
          <th scope="col">Goes to</th>
        </tr>
      </thead>
      <tbody>
        ${columns.map(({ place, header, samples, ...known }) => {
          const field = place in said ? said[place]! : known.field;
          return html`<tr>
            <th scope="row">${header}</th>
            <td class="sample">${samples.join(" · ")}</td>
            <td>
              <select aria-label="Field of ${header}" @change=${(event: Event) => chosen(event, place)}>
                <option value="" .selected=${field === null}>Leave out</option>
                <option value=${custom(field, header)} .selected=${field?.startsWith("custom.") ?? false}>
                  ${asItIs(header)}
                </option>
                ${fields.map(({ key, label }) => html`<option value=${key} .selected=${field === key}>${label}</option>`)}
              </select>
            </td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

const custom = (field: string | null, header: string) =>
  field?.startsWith("custom.")
    ? field
    : `custom.${header
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
        .slice(0, 50)}`;

export function problemsTable(problems: readonly Problem[]): TemplateResult | typeof nothing {
  if (!problems.length) return nothing;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Refused rows">
    <table>
      <thead>
        <tr>
          <th scope="col">Row</th>
          <th scope="col">Column</th>
          <th scope="col">Holds</th>
          <th scope="col">Why not</th>
          <th scope="col">Right would be</th>
        </tr>
      </thead>
      <tbody>
        ${problems.map(
          ({ row, column, value, reason, allowed }) =>
            html`<tr>
              <td>${row}</td>
              <td>${column ?? "—"}</td>
              <td class="sample">${value || "—"}</td>
              <td>${reason}</td>
              <td>${allowed || "—"}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
