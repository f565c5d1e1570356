import { LitElement, html } from "lit";
import { define } from "../elements/define.ts";
import { base, tokens } from "../theme/tokens.ts";

export class HubApp extends LitElement {
  static override styles = [tokens, base];
  protected override render() {
    return html`<p>Singularity</p>`;
  }
}

define("hub-app", HubApp);
