/** A text field whose label floats. The browser's own input, so that password managers and a strict style policy both work with it. */
import "@material/web/iconbutton/icon-button.js";
import { css, html, nothing, type TemplateResult } from "lit";
import "../../elements/icon/icon.ts";

export interface FieldOptions {
  readonly name: string;
  readonly label: string;
  readonly autocomplete: "username" | "current-password" | "new-password";
  readonly typed?: (text: string) => void;
}

function toggle(event: Event): void {
  const button = event.currentTarget as HTMLElement;
  const input = button.parentElement!.querySelector("input")!;
  input.type = input.type === "password" ? "text" : "password";
  const shown = input.type === "text";
  button.setAttribute("aria-label", shown ? "Hide password" : "Show password");
  button.querySelector("hub-icon")!.setAttribute("name", shown ? "hide" : "show");
}

export function field({ name, label, autocomplete, typed }: FieldOptions): TemplateResult {
  const secret = autocomplete !== "username";
  const eye = html`<md-icon-button type="button" aria-label="Show password" @click=${toggle}
    ><hub-icon name="show"></hub-icon
  ></md-icon-button>`;
  return html`<div class="field">
    <input
      id=${name}
      name=${name}
      type=${secret ? "password" : "text"}
      autocomplete=${autocomplete}
      autocapitalize="none"
      spellcheck="false"
      placeholder=" "
      @input=${(event: Event) => typed?.((event.target as HTMLInputElement).value)}
    />
    <label for=${name}>${label}</label>
    ${secret ? eye : nothing}
  </div>`;
}

/** Enter in a field submits; Material's button is no submit button to the browser. */
export function submitOnEnter(event: KeyboardEvent): void {
  if (event.key === "Enter" && event.target instanceof HTMLInputElement)
    (event.currentTarget as HTMLFormElement).requestSubmit();
}

export const fieldStyles = css`
  .field {
    display: flex;
    align-items: center;
    position: relative;
    height: 56px;
    border: 1px solid var(--md-sys-color-outline);
    border-radius: 12px;
  }
  .field:focus-within {
    border-color: var(--md-sys-color-primary);
    box-shadow: 0 0 0 1px var(--md-sys-color-primary);
  }
  .field input {
    flex: 1;
    min-width: 0;
    height: 100%;
    padding: 0 16px;
    border: 0;
    border-radius: 12px;
    outline: 0;
    background: none;
    color: inherit;
    font: 400 16px/1.4 var(--md-ref-typeface-plain);
  }
  .field input:focus-visible {
    outline: 0;
  }
  .field label {
    position: absolute;
    inset-inline-start: 11px;
    inset-block-start: 17px;
    padding: 0 5px;
    background: var(--md-sys-color-surface);
    color: var(--md-sys-color-on-surface-variant);
    font-size: 15px;
    line-height: 20px;
    pointer-events: none;
    transform-origin: 0 50%;
    transition: transform 0.14s var(--hub-ease);
  }
  .field input:not(:placeholder-shown) + label,
  .field:focus-within label {
    transform: translateY(-27px) scale(0.84);
  }
  .field:focus-within label {
    color: var(--md-sys-color-primary);
  }
  .field md-icon-button {
    margin-inline-end: 6px;
  }
`;
