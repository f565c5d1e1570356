import "@material/web/button/filled-button.js";
import "@material/web/button/text-button.js";
import { LitElement, html, nothing, type TemplateResult } from "lit";
import type { Form, FormField } from "../../chat/asks.ts";
import { define } from "../../elements/define.ts";
import { base, tokens } from "../../theme/tokens.ts";
import { drawnFields, formLines } from "./form-lines.ts";
import { formStyles } from "./form.styles.ts";

const inputTypes: Readonly<Record<string, string>> = {
  date: "date",
  datetime: "datetime-local",
  integer: "number",
  email: "email",
  phone: "tel",
};

/** Fields that need not be filled in are shown at once up to this many in all. */
const most = 5;

/** A form of the bot in the conversation. What is filled in stays while it waits. Fires `answer` with the words for it. */
export class HubForm extends LitElement {
  static override properties = {
    form: { attribute: false },
    asked: {},
    waits: { type: Boolean },
  };
  declare form: Form;
  /** Name of the field that the question is about. */
  declare asked: string | undefined;
  /** It can be filled in. */
  declare waits: boolean;

  static override styles = [tokens, base, formStyles];

  #answer(words: string): void {
    this.dispatchEvent(new CustomEvent<string>("answer", { detail: words }));
  }

  #send(event: Event): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const values = Object.fromEntries([...data].map(([name, value]) => [name, String(value)]));
    const words = formLines(this.form, values, this.asked);
    if (words) this.#answer(words);
  }

  #submit(): void {
    this.renderRoot.querySelector("form")!.requestSubmit();
  }

  #input(field: FormField): TemplateResult {
    const { name, type, required, options, help = "", max } = field;
    const choices = options ?? (type === "boolean" ? ["yes", "no"] : undefined);
    if (choices)
      return html`<select id=${name} name=${name} ?required=${required}>
        <option value="">${required ? "Choose" : "—"}</option>
        ${choices.map((option) => html`<option value=${option}>${option}</option>`)}
      </select>`;
    if (type === "longtext")
      return html`<textarea
        id=${name}
        name=${name}
        rows="3"
        maxlength=${max ?? nothing}
        ?required=${required}
        aria-describedby=${help ? `${name}-help` : nothing}
      ></textarea>`;
    return html`<input
      id=${name}
      name=${name}
      type=${inputTypes[type] ?? "text"}
      maxlength=${max ?? nothing}
      ?required=${required}
      autocomplete="off"
      aria-describedby=${help ? `${name}-help` : nothing}
    />`;
  }

  #field(field: FormField): TemplateResult {
    const { name, label, required, help, options } = field;
    const shown = help && !options ? html`<p class="help" id="${name}-help">${help}</p>` : nothing;
    return html`<div class="field">
      <label for=${name}>${label}${required ? nothing : html` <span class="help">optional</span>`}</label>
      ${this.#input(field)} ${shown}
    </div>`;
  }

  protected override render() {
    const fields = drawnFields(this.form);
    const needed = fields.filter(({ required }) => required).length;
    const first = fields.slice(0, Math.max(needed, most));
    const more = fields.slice(first.length);
    return html`<form
      aria-label=${this.form.title}
      ?hidden=${!this.waits}
      @submit=${(event: Event) => this.#send(event)}
    >
      <div class="fields">${first.map((field) => this.#field(field))}</div>
      ${
        more.length > 0
          ? html`<details>
              <summary>More</summary>
              <div class="fields">${more.map((field) => this.#field(field))}</div>
            </details>`
          : nothing
      }
      <div class="actions">
        <md-text-button type="button" @click=${() => this.#answer("cancel")}>Cancel</md-text-button>
        <md-filled-button type="button" @click=${() => this.#submit()}>Send</md-filled-button>
      </div>
    </form>`;
  }
}

define("hub-form", HubForm);
