/** Where a file is dropped or chosen. */
import "@material/web/button/filled-button.js";
import { html, type TemplateResult } from "lit";

/** @param over a file hovers above; @param busy one is being read */
export function chooseView(
  { over, busy }: { readonly over: boolean; readonly busy: boolean },
  take: (file: File | undefined) => void,
  hover: (over: boolean) => void,
): TemplateResult {
  const pick = (event: Event) =>
    (event.currentTarget as HTMLElement).parentElement!.querySelector<HTMLInputElement>("input")!.click();
  const dragged = (event: DragEvent, above: boolean) => {
    event.preventDefault();
    hover(above);
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer?.files[0]);
  };
  return html`<div
    class="drop ${over ? "over" : ""}"
    @dragover=${(event: DragEvent) => dragged(event, true)}
    @dragleave=${(event: DragEvent) => dragged(event, false)}
    @drop=${dropped}
  >
    <hub-icon name="file"></hub-icon>
    <h3>Drop a CSV file here</h3>
    <p class="muted">
      As any program exports it, whatever its columns are called. Nothing is written before you have looked at
      it.
    </p>
    <input
      type="file"
      hidden
      aria-label="CSV file"
      accept=".csv,.tsv,.txt,text/csv"
      @change=${(event: Event) => take((event.target as HTMLInputElement).files?.[0])}
    />
    <md-filled-button ?disabled=${busy} @click=${pick}
      >${busy ? "Reading" : "Choose a file"}</md-filled-button
    >
  </div>`;
}
