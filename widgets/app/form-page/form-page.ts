import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { describeForm, NotRead, type AnyCall, type Card, type Form } from "@singularity/hub-server/contract";
import { connect, type Hub } from "@singularity/hub-server/client";
import { define } from "../../elements/define.ts";
import { failureOf } from "../../elements/failure.ts";
import { base, tokens } from "../../theme/tokens.ts";
import type { Filled } from "../room/form.ts";
import "../room/form.ts";
import { drawnFields } from "../room/form-lines.ts";
import type { LinkedForm } from "../session.ts";
import { filledFrom, formInput } from "./form-input.ts";

type Stage =
  | { readonly at: "loading" }
  | {
      readonly at: "filling";
      readonly form: Form;
      readonly values: Filled;
      readonly wrong: string;
      readonly busy: boolean;
    }
  | { readonly at: "over"; readonly title: string; readonly sentence: string };

/** The call that a form makes; the page knows no calls by heart. */
const sentBy = ({ call: name, http, effect }: Form) => ({ name, http, effect }) as unknown as AnyCall;

/** A page with one form, for whoever has the link to it. It needs no sign-in, and is sent once. */
export class HubFormPage extends LitElement {
  static override properties = { linked: { attribute: false }, stage: { state: true } };
  declare linked: LinkedForm;
  declare protected stage: Stage;

  static override styles = [
    tokens,
    base,
    css`
      main {
        display: grid;
        align-content: start;
        justify-content: center;
        grid-template-columns: minmax(0, 600px);
        gap: 8px;
        min-height: 100%;
        padding: max(24px, 6vh) 16px 24px;
        overflow-y: auto;
      }
      h1 {
        margin: 0;
        font-size: 24px;
        font-weight: 600;
      }
      p {
        margin: 0;
        color: var(--md-sys-color-on-surface-variant);
      }
      .wrong {
        color: var(--md-sys-color-error);
      }
      hub-form {
        max-width: none;
      }
    `,
  ];

  constructor() {
    super();
    this.stage = { at: "loading" };
  }

  /** With the link's token, whoever may be signed in here. */
  get #hub(): Hub {
    return connect("", this.linked.token);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  async #load(): Promise<void> {
    const { call, values } = this.linked;
    try {
      const form = await this.#hub(describeForm, { call });
      this.stage = { at: "filling", form, values: filledFrom(form, values), wrong: "", busy: false };
    } catch (error) {
      this.#end("This form cannot be opened", this.#sentenceOf(error));
    }
  }

  #sentenceOf(error: unknown): string {
    const failure = failureOf(error);
    if (failure.kind !== "signed-out") return failure.sentence;
    return "It was sent already, or its link is older than 15 minutes. Ask for the form again where you got it.";
  }

  #end(title: string, sentence: string): void {
    this.stage = { at: "over", title, sentence };
  }

  async #send(filled: Filled): Promise<void> {
    const { stage } = this;
    if (stage.at !== "filling" || stage.busy) return;
    try {
      const input = formInput(stage.form, filled);
      this.stage = { ...stage, wrong: "", busy: true };
      const done = (await this.#hub(sentBy(stage.form), input)) as { card?: Card };
      this.#end(done.card?.title ?? "Done", "You can close this page; the rest is in your chat.");
    } catch (error) {
      const wrong = error instanceof NotRead ? error.message : this.#sentenceOf(error);
      this.stage = { ...stage, wrong, busy: false };
    }
  }

  #filling({ form, values, wrong, busy }: Extract<Stage, { at: "filling" }>): TemplateResult {
    const drawn = drawnFields(form).length > 0;
    return html`<h1>${form.title}</h1>
      <p class="wrong" role="alert" ?hidden=${!wrong}>${wrong}</p>
      ${
        drawn
          ? html`<hub-form
              .form=${form}
              .values=${values}
              waits
              @filled=${({ detail }: CustomEvent<Filled>) => void this.#send(detail)}
              @dropped=${() => this.#end("Nothing was sent", "You can close this page.")}
            ></hub-form>`
          : html`<p>This form can be filled in only where you are signed in.</p>`
      }
      ${busy ? html`<p role="status">Sending …</p>` : nothing}`;
  }

  protected override render(): TemplateResult {
    const { stage } = this;
    if (stage.at === "loading") return html`<main><p role="status">Loading …</p></main>`;
    if (stage.at === "over")
      return html`<main>
        <h1>${stage.title}</h1>
        <p role="status">${stage.sentence}</p>
      </main>`;
    return html`<main>${this.#filling(stage)}</main>`;
  }
}

define("hub-form-page", HubFormPage);
