import "@material/web/button/filled-button.js";
import "@material/web/button/text-button.js";
import { LitElement, html, nothing, type TemplateResult } from "lit";
import type { Form, FormField } from "../../chat/asks.ts";
import { define } from "../../elements/define.ts";
import { base, tokens } from "../../theme/tokens.ts";
import { drawnFields } from "./form-lines.ts";
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

/** What stands in the fields, by name, as the browser's own inputs hold it. */
export type Filled = Readonly<Record<string, string>>;

/** A form. What is filled in stays while it waits. Fires `filled` with what stands in it, and `dropped` when it is cancelled. */
export class HubForm extends LitElement {
  static override properties = {
    form: { attribute: false },
    values: { attribute: false },
    waits: { type: Boolean },
  };
  declare form: Form;
  /** What stands in it at first. */
  declare values: Filled;
  /** It can be filled in. */
  declare waits: boolean;

  static override styles = [tokens, base, formStyles];

  constructor() {
    super();
    this.values = {};
  }

  #send(event: Event): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const detail: Filled = Object.fromEntries([...data].map(([name, value]) => [name, String(value)]));
    this.dispatchEvent(new CustomEvent("filled", { detail }));
  }

  #submit(): void {
    this.renderRoot.querySelector("form")!.requestSubmit();
  }

  #input(field: FormField): TemplateResult {
    const { name, type, required, options, help = "", max } = field;
    const value = this.values[name];
    const choices = options ?? (type === "boolean" ? ["yes", "no"] : undefined);
    if (choices)
      return html`<select id=${name} name=${name} ?required=${required}>
        <option value="">${required ? "Choose" : "—"}</option>
        ${choices.map(
          (option) => html`<option value=${option} ?selected=${option === value}>${option}</option>`,
        )}
      </select>`;
    if (type === "longtext" || type === "items")
      return html`<textarea
        id=${name}
        name=${name}
        rows="3"
        maxlength=${max ?? nothing}
        ?required=${required}
        aria-describedby=${help ? `${name}-help` : nothing}
        .defaultValue=${value ?? ""}
      ></textarea>`;
    return html`<input
      id=${name}
      name=${name}
      type=${inputTypes[type] ?? "text"}
      maxlength=${max ?? nothing}
      ?required=${required}
      autocomplete="off"
      value=${value ?? nothing}
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
        <md-text-button type="button" @click=${() => this.dispatchEvent(new CustomEvent("dropped"))}
          >Cancel</md-text-button
        >
        <md-filled-button type="button" @click=${() => this.#submit()}>Send</md-filled-button>
      </div>
    </form>`;
  }
}

define("hub-form", HubForm);
