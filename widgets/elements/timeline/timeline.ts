import "@material/web/button/text-button.js";
import { css, html, nothing } from "lit";
import { recordTimeline, type TimelineItem } from "@singularity/hub-server/contract";
import { base, tokens } from "../../theme/tokens.ts";
import { define } from "../define.ts";
import { failureOf } from "../failure.ts";
import { HubElement } from "../hub-element.ts";
import { failureView, skeleton, skeletonStyles } from "../views.ts";
import { languageOf } from "../words.ts";
import { timelineItems, timelineStyles } from "./items.ts";

/**
 * Everything that happened with a record, a page at a time.
 * @attr record - number or id, e.g. `CUS-1`
 * @attr src - address of the hub; the one that the script came from unless set
 * @attr lang, theme, density - language, `light | dark`, `compact`
 * @prop getToken - `() => Promise<string>`: a short-lived token, asked again when it is refused
 * @fires hub-ready, hub-error
 * @csspart body - the list
 * @csspart footer - the button for earlier items
 * @slot - shown while scripts are off
 */
export class HubTimeline extends HubElement {
  static override properties = {
    ...HubElement.properties,
    items: { state: true },
    next: { state: true },
    sentence: { state: true },
  };
  declare protected items: readonly TimelineItem[] | undefined;
  declare protected next: string | null;
  /** Why earlier items could not be had. */
  declare protected sentence: string;

  static override styles = [
    tokens,
    base,
    timelineStyles,
    skeletonStyles,
    css`
      :host {
        display: block;
      }
      footer {
        padding-top: 8px;
      }
    `,
  ];

  protected override async load() {
    const { items, next } = await this.ask(recordTimeline, { ref: this.record, limit: 20 });
    return () => {
      this.items = items;
      this.next = next;
    };
  }

  protected override forget(): void {
    this.items = undefined;
    this.next = null;
  }

  async #earlier(): Promise<void> {
    const { record, next } = this;
    if (!next || this.loading) return;
    this.loading = true;
    try {
      const page = await this.ask(recordTimeline, { ref: record, limit: 20, after: next });
      if (record !== this.record) return;
      this.items = [...(this.items ?? []), ...page.items];
      this.next = page.next;
      this.sentence = "";
    } catch (error) {
      this.sentence = failureOf(error).sentence;
    } finally {
      this.loading = false;
    }
  }

  protected override render() {
    if (this.failure) return failureView(this.failure, () => void this.refresh());
    if (!this.items) return skeleton(4);
    if (this.items.length === 0)
      return html`<hub-state quiet icon="clock" heading="Nothing happened yet"></hub-state>`;
    const button = html`<footer part="footer">
      <md-text-button ?disabled=${this.loading} @click=${() => this.#earlier()}>Show earlier</md-text-button>
      ${this.sentence ? html`<p role="alert">${this.sentence}</p>` : nothing}
    </footer>`;
    return html`<div part="body">${timelineItems(this.items, languageOf(this))}</div>
      ${this.next ? button : nothing}`;
  }
}

define("hub-timeline", HubTimeline);
