import { html, nothing, type TemplateResult } from "lit";
import {
  importDetails,
  importReport,
  previewImport,
  runImport,
  undoImport,
  uploadImport,
  type Input,
} from "@singularity/hub-server/contract";
import { base, tokens } from "../../theme/tokens.ts";
import { define } from "../define.ts";
import { failureOf, type Failure } from "../failure.ts";
import { HubElement } from "../hub-element.ts";
import { failureView } from "../views.ts";
import { importStyles } from "./import.styles.ts";
import { chooseView } from "./choose.ts";
import { Follow, isGoing } from "./follow.ts";
import type { Correction, Preview, Progress } from "./look.ts";
import { previewView } from "./preview.ts";
import { progressView } from "./progress.ts";

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
      this.preview = await this.ask(previewImport, await this.#sent(file));
    });
  }

  /** A small file goes whole; of a large one no more than a part is held at a time. */
  async #sent(file: File): Promise<Input<typeof previewImport>> {
    const name = file.name.slice(0, 200);
    if (file.size <= partSize) return { file: name, content: await base64(file) };
    let id: string | undefined;
    for (let part = 0; part * partSize < file.size; part++) {
      const content = await base64(file.slice(part * partSize, (part + 1) * partSize));
      const which = id ? { import: id } : { file: name };
      id = (await this.ask(uploadImport, { ...which, part, content })).import;
    }
    return { import: id! };
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
    const hover = (over: boolean) => (this.over = over);
    return chooseView({ over: this.over, busy: this.busy }, (file) => void this.#take(file), hover);
  }

  #looked(preview: Preview): TemplateResult {
    return previewView(preview, this.said, this.busy || this.#follow.isOn, {
      correct: (said) => this.#correct(said),
      start: () => this.#start(runImport, preview.id),
      another: () => this.forget(),
    });
  }

  #went(progress: Progress): TemplateResult {
    return progressView(
      progress,
      { going: this.#follow.isOn, busy: this.busy },
      {
        undo: () => this.#start(undoImport, progress.id),
        download: () => this.#download(progress.id),
        another: () => this.forget(),
      },
    );
  }

  protected override render() {
    const { preview, progress, failure } = this;
    const shown = progress ? this.#went(progress) : preview ? this.#looked(preview) : this.#choose();
    return html`<article part="card" aria-busy=${this.busy ?? false}>
      ${failure ? failureView(failure, () => this.#again()) : nothing} ${shown}
    </article>`;
  }
}

/** Bytes of a request, at most 4 MB. */
const partSize = 2 * 1024 * 1024;

async function base64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let from = 0; from < bytes.length; from += 32_768)
    text += String.fromCharCode(...bytes.subarray(from, from + 32_768));
  return btoa(text);
}

define("hub-import", HubImport);
