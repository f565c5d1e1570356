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
} from "@singularity/hub-server/contract";
import { base, tokens } from "../../theme/tokens.ts";
import { define } from "../define.ts";
import { failureOf, type Failure } from "../failure.ts";
import { HubElement } from "../hub-element.ts";
import { failureView } from "../views.ts";
import { importStyles } from "./import.styles.ts";
import { Follow, isGoing } from "./follow.ts";
import { columnsTable, counts, problemsTable, type Correction, type Preview, type Progress } from "./look.ts";

/**
 * A CSV file on its way in: chosen or dropped, looked at, corrected, loaded, and taken back.
 * @attr src - address of the hub; the one that the script came from unless set
 * @attr theme, density - `light | dark`, `compact`
 * @prop getToken - `() => Promise<string>`: a short-lived token, asked again when it is refused
 * @fires hub-ready - an import is settled; with `record`, also when it is shown
 * @fires hub-error - the hub refused, or could not be asked; `detail.failure` says why
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
    said: { state: true },
  };
  declare protected preview: Preview | undefined;
  declare protected progress: Progress | undefined;
  declare protected busy: boolean;
  declare protected over: boolean;
  /** What was said and is not answered yet; it is shown as if it held. */
  declare protected said: readonly Correction[];

  static override styles = [tokens, base, importStyles];

  readonly #follow = new Follow(this, {
    look: (id) => this.ask(importDetails, { import: id, limit: 50 }),
    seen: (progress) => {
      this.failure = undefined;
      this.#show(progress);
      if (!isGoing(progress)) this.tell("hub-ready", { record: progress.id });
    },
    failed: (error) => this.#failed(error, () => this.#follow.again()).again,
  });
  #again: () => void = () => void this.refresh();
  #corrected: Promise<void> = Promise.resolve();

  constructor() {
    super();
    this.said = [];
  }

  /** `record` is the id of an import to look at again. */
  protected override async load() {
    const progress = await this.ask(importDetails, { import: this.record });
    return () => {
      this.#show(progress);
      if (isGoing(progress)) void this.#follow.look(progress.id);
    };
  }

  protected override forget(): void {
    this.#follow.stop();
    this.preview = undefined;
    this.progress = undefined;
    this.failure = undefined;
    this.said = [];
  }

  #show(progress: Progress): void {
    this.progress = progress;
    this.preview = undefined;
  }

  /** Says what went wrong instead of letting it go. @param again what "Try again" does */
  #failed(error: unknown, again: () => void): Failure {
    this.#again = again;
    this.failure = failureOf(error);
    this.tell("hub-error", { record: this.record, failure: this.failure });
    return this.failure;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.failure = undefined;
    try {
      await work();
    } catch (error) {
      this.#failed(error, () => void this.#try(work));
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

  /** One after another, so that each is looked at with those before it; what the hub refuses is not shown as if it held. */
  #correct(said: Correction): void {
    const { id } = this.preview!;
    this.said = [...this.said, said];
    this.failure = undefined;
    const ask = async () => {
      if (!this.said.includes(said)) this.said = [...this.said, said];
      try {
        this.preview = await this.ask(previewImport, { import: id, ...said });
      } finally {
        this.said = this.said.filter((one) => one !== said);
      }
    };
    this.#corrected = this.#after(this.#corrected, async () => {
      if (this.preview?.id === id) await this.#try(ask);
    });
  }

  async #after(before: Promise<void>, work: () => Promise<void>): Promise<void> {
    await before;
    await work();
  }

  #start(call: typeof runImport | typeof undoImport, id: string): void {
    void this.#try(async () => {
      await this.ask(call, { import: id });
      await this.#follow.look(id);
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
    const said = Object.assign({}, ...this.said.map(({ answers }) => answers)) as Record<string, string>;
    return questions.map(
      ({ key, question, choices }) =>
        html`<label class="ask"
          >${question}
          <select
            @change=${(event: Event) => this.#correct({ answers: { [key]: (event.target as HTMLSelectElement).value } })}
          >
            <option value="" .selected=${!said[key]} disabled>Say which</option>
            ${choices.map(
              ({ value, label }) =>
                html`<option value=${value} .selected=${said[key] === value}>${label}</option>`,
            )}
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
      ${columnsTable(preview, this.said, (place, field) => this.#correct({ mapping: { [place]: field } }))}
      ${problemsTable(problems)}
      <div class="actions">
        <md-text-button @click=${() => this.forget()}>Another file</md-text-button>
        <md-filled-button
          ?disabled=${this.busy || this.#follow.isOn || questions.length > 0 || !noun}
          @click=${() => this.#start(runImport, id)}
          >Load ${rowsOf(rows - would.refuse)}</md-filled-button
        >
      </div>`;
  }

  #went(progress: Progress): TemplateResult {
    const { id, file, state, problem, rows, done, added, updated, unchanged, refused, besides, kept } =
      progress;
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
        ${this.#follow.isOn ? nothing : html`<md-filled-tonal-button @click=${() => this.forget()}>Another file</md-filled-tonal-button>`}
      </div>`;
  }

  protected override render() {
    const { preview, progress, failure } = this;
    const shown = progress ? this.#went(progress) : preview ? this.#looked(preview) : this.#choose();
    return html`<article part="card" aria-busy=${this.busy ?? false}>
      ${failure ? failureView(failure, () => this.#again()) : nothing} ${shown}
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
