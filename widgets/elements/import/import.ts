import "@material/web/button/filled-button.js";
import "@material/web/button/filled-tonal-button.js";
import "@material/web/button/text-button.js";
import { html, nothing, type TemplateResult } from "lit";
import {
  importDetails,
  importReport,
  previewImport,
  runImport,
  undoImport,
  type Input,
} from "@singularity/hub-server/contract";
import { base, tokens } from "../../theme/tokens.ts";
import { define } from "../define.ts";
import { failureOf } from "../failure.ts";
import { HubElement } from "../hub-element.ts";
import { failureView } from "../views.ts";
import { importStyles } from "./import.styles.ts";
import { columnsTable, counts, problemsTable, type Preview, type Progress } from "./look.ts";

/** Between two looks at how far it is, in milliseconds. */
const pause = 500;

/**
 * A CSV file on its way in: chosen or dropped, looked at, corrected, loaded, and taken back.
 * @attr src - address of the hub; the one that the script came from unless set
 * @attr theme, density - `light | dark`, `compact`
 * @prop getToken - `() => Promise<string>`: a short-lived token, asked again when it is refused
 * @fires hub-ready - an import is settled
 * @fires hub-error - the hub could not be asked; `detail.failure` says why
 * @csspart card
 * @slot - shown while scripts are off
 */
export class HubImport extends HubElement {
  static override properties = {
    ...HubElement.properties,
    preview: { state: true },
    progress: { state: true },
    busy: { state: true },
    over: { state: true },
  };
  declare protected preview: Preview | undefined;
  declare protected progress: Progress | undefined;
  declare protected busy: boolean;
  declare protected over: boolean;

  static override styles = [tokens, base, importStyles];

  /** `record` is the id of an import to look at again. */
  protected override async load() {
    const progress = await this.ask(importDetails, { import: this.record });
    return () => this.#follow(progress);
  }

  protected override forget(): void {
    this.preview = undefined;
    this.progress = undefined;
  }

  /** Says what went wrong instead of letting it go. */
  async #try(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.failure = undefined;
    try {
      await work();
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.busy = false;
    }
  }

  async #take(file: File | undefined): Promise<void> {
    this.over = false;
    if (!file) return;
    await this.#try(async () => {
      const content = await base64(file);
      this.preview = await this.ask(previewImport, { file: file.name.slice(0, 200), content });
    });
  }

  #again(said: Omit<Input<typeof previewImport>, "import" | "file" | "content">): void {
    const { id } = this.preview!;
    void this.#try(async () => {
      this.preview = await this.ask(previewImport, { import: id, ...said });
    });
  }

  #follow(progress: Progress): void {
    this.progress = progress;
    this.preview = undefined;
    const going = progress.state === "running" || progress.state === "undoing";
    if (going && this.isConnected) setTimeout(() => void this.#look(progress.id), pause);
    else
      this.dispatchEvent(
        new CustomEvent("hub-ready", { detail: { record: progress.id }, bubbles: true, composed: true }),
      );
  }

  #look(id: string): Promise<void> {
    return this.#try(async () => this.#follow(await this.ask(importDetails, { import: id, limit: 50 })));
  }

  #start(call: typeof runImport | typeof undoImport, id: string): void {
    void this.#try(async () => {
      await this.ask(call, { import: id });
      await this.#look(id);
    });
  }

  #download(id: string): void {
    void this.#try(async () => {
      const { file_name: name, base64: text } = await this.ask(importReport, { import: id });
      const bytes = Uint8Array.from(atob(text), (character) => character.codePointAt(0)!);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([bytes], { type: "text/csv" }));
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  }

  #choose(): TemplateResult {
    const pick = () => this.renderRoot.querySelector<HTMLInputElement>("input")!.click();
    const dragged = (event: DragEvent, over: boolean) => {
      event.preventDefault();
      this.over = over;
    };
    return html`<div
      class="drop ${this.over ? "over" : ""}"
      @dragover=${(event: DragEvent) => dragged(event, true)}
      @dragleave=${(event: DragEvent) => dragged(event, false)}
      @drop=${(event: DragEvent) => {
        event.preventDefault();
        void this.#take(event.dataTransfer?.files[0]);
      }}
    >
      <hub-icon name="file"></hub-icon>
      <h3>Drop a CSV file here</h3>
      <p class="muted">
        As any program exports it, whatever its columns are called. Nothing is written before you have looked
        at it.
      </p>
      <input
        type="file"
        hidden
        aria-label="CSV file"
        accept=".csv,.tsv,.txt,text/csv"
        @change=${(event: Event) => void this.#take((event.target as HTMLInputElement).files?.[0])}
      />
      <md-filled-button ?disabled=${this.busy} @click=${pick}
        >${this.busy ? "Reading" : "Choose a file"}</md-filled-button
      >
    </div>`;
  }

  #questions({ questions }: Preview): TemplateResult[] {
    return questions.map(
      ({ key, question, choices }) =>
        html`<label class="ask"
          >${question}
          <select
            @change=${(event: Event) => this.#again({ answers: { [key]: (event.target as HTMLSelectElement).value } })}
          >
            <option value="" selected disabled>Say which</option>
            ${choices.map(({ value, label }) => html`<option value=${value}>${label}</option>`)}
          </select></label
        >`,
    );
  }

  #looked(preview: Preview): TemplateResult {
    const { file, source, noun, rows, would, problems, questions, id } = preview;
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
      ${this.#questions(preview)}
      ${columnsTable(preview, (place, field) => this.#again({ mapping: { [place]: field } }))}
      ${problemsTable(problems)}
      <div class="actions">
        <md-text-button @click=${() => this.forget()}>Another file</md-text-button>
        <md-filled-button
          ?disabled=${this.busy || questions.length > 0 || !noun}
          @click=${() => this.#start(runImport, id)}
          >Load ${rowsOf(rows - would.refuse)}</md-filled-button
        >
      </div>`;
  }

  #went(progress: Progress): TemplateResult {
    const { id, file, state, problem, rows, done, added, updated, unchanged, refused, besides, kept } =
      progress;
    const going = state === "running" || state === "undoing";
    const words = {
      running: "Loading",
      done: "Loaded",
      stopped: "Stopped",
      undoing: "Taking back",
      undone: "Taken back",
      draft: "Not loaded yet",
    };
    const undo = html`<md-text-button ?disabled=${this.busy} @click=${() => this.#start(undoImport, id)}
      >Undo</md-text-button
    >`;
    return html`<header role="status">
        <h3>${words[state]}: ${file}</h3>
        <p class="muted">${problem ?? `${done.toLocaleString()} of ${rowsOf(rows)}`}</p>
      </header>
      ${state === "undoing" ? html`<progress aria-label="Taking back"></progress>` : html`<progress aria-label="Rows loaded" max=${rows} value=${done}></progress>`}
      ${counts([
        [added, "added"],
        [updated, "changed"],
        [unchanged, "as they were"],
        [besides, "made besides"],
        [kept, "kept, edited since"],
        [refused, "refused", true],
      ])}
      ${problemsTable(progress.problems)}
      <div class="actions">
        ${refused ? html`<md-text-button @click=${() => this.#download(id)}>Download refused rows</md-text-button>` : nothing}
        ${state === "done" || state === "stopped" ? undo : nothing}
        ${going ? nothing : html`<md-filled-tonal-button @click=${() => this.forget()}>Another file</md-filled-tonal-button>`}
      </div>`;
  }

  protected override render() {
    const { preview, progress, failure } = this;
    const shown = progress ? this.#went(progress) : preview ? this.#looked(preview) : this.#choose();
    return html`<article part="card" aria-busy=${this.busy ?? false}>
      ${failure ? failureView(failure, () => (this.failure = undefined)) : nothing} ${shown}
    </article>`;
  }
}

const rowsOf = (count: number) => `${count.toLocaleString()} ${count === 1 ? "row" : "rows"}`;

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let from = 0; from < bytes.length; from += 32_768)
    text += String.fromCharCode(...bytes.subarray(from, from + 32_768));
  return btoa(text);
}

define("hub-import", HubImport);
