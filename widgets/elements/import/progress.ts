/** What an import did so far, or did, and the way back. */
import "@material/web/button/filled-tonal-button.js";
import "@material/web/button/text-button.js";
import { html, nothing, type TemplateResult } from "lit";
import { counts, problemsTable, rowsOf, type Progress } from "./look.ts";

const words: Readonly<Record<Progress["state"], string>> = {
  running: "Loading",
  done: "Loaded",
  stopped: "Stopped",
  undoing: "Taking back",
  undone: "Taken back",
  draft: "Not loaded yet",
};

/** What a person does with an import that was started. */
export interface ProgressDeeds {
  readonly undo: () => void;
  readonly download: () => void;
  readonly another: () => void;
}

/** @param going it is being followed; @param busy something is under way */
export function progressView(
  progress: Progress,
  { going, busy }: { readonly going: boolean; readonly busy: boolean },
  deeds: ProgressDeeds,
): TemplateResult {
  const { file, state, problem, rows, done, refused } = progress;
  const undo = html`<md-text-button ?disabled=${busy} @click=${deeds.undo}>Undo</md-text-button>`;
  return html`<header role="status">
      <h3>${words[state]}: ${file}</h3>
      <p class="muted">${problem ?? `${done.toLocaleString()} of ${rowsOf(rows)}`}</p>
    </header>
    ${state === "undoing" ? html`<progress aria-label="Taking back"></progress>` : html`<progress aria-label="Rows loaded" max=${rows} value=${done}></progress>`}
    ${countsOf(progress)} ${problemsTable(progress.problems)}
    <div class="actions">
      ${refused ? html`<md-text-button @click=${deeds.download}>Download refused rows</md-text-button>` : nothing}
      ${state === "done" || state === "stopped" ? undo : nothing}
      ${going ? nothing : html`<md-filled-tonal-button @click=${deeds.another}>Another file</md-filled-tonal-button>`}
    </div>`;
}

function countsOf({ added, updated, unchanged, besides, kept, refused }: Progress): TemplateResult {
  return counts([
    [added, "added"],
    [updated, "changed"],
    [unchanged, "as they were"],
    [besides, "made besides"],
    [kept, "kept, edited since"],
    [refused, "refused", true],
  ]);
}
