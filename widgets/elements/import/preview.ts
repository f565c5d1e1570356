/** What an import would do, and what has to be said before it may. */
import "@material/web/button/filled-button.js";
import "@material/web/button/text-button.js";
import { html, type TemplateResult } from "lit";
import { columnsTable, counts, problemsTable, rowsOf, type Correction, type Preview } from "./look.ts";

/** What a person does with a preview. */
export interface PreviewDeeds {
  readonly correct: (said: Correction) => void;
  readonly start: () => void;
  readonly another: () => void;
}

/**
 * @param said corrections that the hub has not answered yet
 * @param busy something is under way: nothing can be loaded meanwhile
 */
export function previewView(
  preview: Preview,
  said: readonly Correction[],
  busy: boolean,
  deeds: PreviewDeeds,
): TemplateResult {
  const { file, source, noun, rows, would, problems, questions } = preview;
  const from = source === "file" ? "" : `, as ${source} writes it`;
  return html`<header>
      <h3>${file}</h3>
      <p class="muted">${rowsOf(rows)}${noun ? ` of kind ${noun}` : ""}${from}</p>
    </header>
    ${counts([
      [would.add, "new"],
      [would.update, "change what is there"],
      [would.repeat, "say something twice"],
      [would.refuse, "would be refused", true],
    ])}
    ${questionsView(preview, said, deeds.correct)}
    ${columnsTable(preview, said, (place, field) => deeds.correct({ mapping: { [place]: field } }))}
    ${problemsTable(problems)}
    <div class="actions">
      <md-text-button @click=${deeds.another}>Another file</md-text-button>
      <md-filled-button ?disabled=${busy || questions.length > 0 || !noun} @click=${deeds.start}
        >Load ${rowsOf(rows - would.refuse)}</md-filled-button
      >
    </div>`;
}

function questionsView(
  { questions }: Preview,
  corrections: readonly Correction[],
  correct: (said: Correction) => void,
): TemplateResult[] {
  const said = Object.assign({}, ...corrections.map(({ answers }) => answers)) as Record<string, string>;
  const answer = (key: string, event: Event) =>
    correct({ answers: { [key]: (event.target as HTMLSelectElement).value } });
  return questions.map(
    ({ key, question, choices }) =>
      html`<label class="ask"
        >${question}
        <select @change=${(event: Event) => answer(key, event)}>
          <option value="" .selected=${!said[key]} disabled>Say which</option>
          ${choices.map(
            ({ value, label }) =>
              html`<option value=${value} .selected=${said[key] === value}>${label}</option>`,
          )}
        </select></label
      >`,
  );
}
