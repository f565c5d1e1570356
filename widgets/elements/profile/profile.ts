import "@material/web/button/text-button.js";
import { html, nothing, type TemplateResult } from "lit";
import { recordProfile, type Output } from "@singularity/hub-server/contract";
import { base, tokens } from "../../theme/tokens.ts";
import "../avatar/avatar.ts";
import { define } from "../define.ts";
import { HubElement } from "../hub-element.ts";
import { timelineItems, timelineStyles } from "../timeline/items.ts";
import "../timeline/timeline.ts";
import { failureView, skeleton, skeletonStyles } from "../views.ts";
import { languageOf } from "../words.ts";
import { factValue, type Link, type ProfileFact } from "./fact.ts";
import { profileStyles } from "./profile.styles.ts";

type Profile = Output<typeof recordProfile>;

/**
 * A record: what it is, its facts, whose it is, and what happened lately. One call draws it; labels, icons and types come with the answer.
 * @attr record - number or id, e.g. `CUS-1`
 * @attr src - address of the hub; the one that the script came from unless set
 * @attr lang, theme, density - language, `light | dark`, `compact`
 * @prop getToken - `() => Promise<string>`: a short-lived token, asked again when it is refused
 * @fires hub-ready - the record is drawn
 * @fires hub-error - it could not be; `detail.failure` says why
 * @fires hub-navigate - the reader wants to see another record, `detail.record`; composed, cancelable
 * @csspart card, header, body, footer
 * @slot - shown while scripts are off
 */
export class HubProfile extends HubElement {
  static override properties = { ...HubElement.properties, profile: { state: true }, whole: { state: true } };
  declare protected profile: Profile | undefined;
  /** Show the whole timeline rather than its latest items. */
  declare protected whole: boolean;

  static override styles = [tokens, base, profileStyles, timelineStyles, skeletonStyles];

  protected override async load() {
    const profile = await this.ask(recordProfile, { ref: this.record });
    return () => (this.profile = profile);
  }

  protected override forget(): void {
    this.profile = undefined;
    this.whole = false;
  }

  readonly #go = (record: Link) => void this.propose("hub-navigate", { record });

  #header({ record, label, icon, badges, removed }: Profile): TemplateResult {
    const all = removed ? [...badges, "removed"] : badges;
    return html`<header part="header">
      <span class="emblem"><hub-icon name=${icon}></hub-icon></span>
      <div class="names">
        <h2>${record.title}</h2>
        <p class="muted">${label} · ${record.number}</p>
      </div>
      ${
        all.length
          ? html`<ul class="badges">
              ${all.map((badge) => html`<li class=${badge === "removed" ? "gone" : ""}>${badge}</li>`)}
            </ul>`
          : nothing
      }
    </header>`;
  }

  #fact(fact: ProfileFact): TemplateResult {
    return html`<div class=${fact.type === "longtext" ? "wide" : ""}>
      <dt>${fact.label}</dt>
      <dd>${factValue(fact, languageOf(this), this.#go)}</dd>
    </div>`;
  }

  #owner(owner: Link): TemplateResult {
    return html`<div>
      <dt>Owner</dt>
      <dd class="owner"><hub-avatar name=${owner.title}></hub-avatar>${owner.title}</dd>
    </div>`;
  }

  #hidden(hidden: readonly string[]): TemplateResult {
    const count = hidden.length === 1 ? "1 field is" : `${hidden.length} fields are`;
    return html`<p class="hidden" title=${hidden.join(", ")}>
      <hub-icon name="lock"></hub-icon
      ><span>${count} hidden from your roles<span class="unseen">: ${hidden.join(", ")}</span></span>
    </p>`;
  }

  #history({ timeline }: Profile): TemplateResult {
    const whole = html`<hub-timeline
      .record=${this.record}
      .src=${this.src}
      .getToken=${this.getToken}
    ></hub-timeline>`;
    const latest = html`${timelineItems(timeline, languageOf(this))}
      <md-text-button class="all" @click=${() => (this.whole = true)}>Show everything</md-text-button>`;
    const nothingYet = html`<p class="muted">Nothing happened yet.</p>`;
    return html`<section part="footer">
      <h3>What happened</h3>
      ${this.whole ? whole : timeline.length ? latest : nothingYet}
    </section>`;
  }

  protected override render() {
    const { profile, failure } = this;
    if (failure && (!profile || failure.kind !== "offline"))
      return html`<article part="card">${failureView(failure, () => void this.refresh())}</article>`;
    if (!profile) return html`<article part="card">${this.record ? skeleton(6) : nothing}</article>`;
    const { facts, owner, hidden } = profile;
    const known = facts.length > 0 || owner;
    return html`<article part="card" aria-label=${profile.record.title} aria-busy=${this.loading}>
      ${this.#header(profile)}
      <section part="body">
        ${known ? html`<dl>${owner ? this.#owner(owner) : nothing}${facts.map((fact) => this.#fact(fact))}</dl>` : html`<p class="muted">No facts are known yet.</p>`}
        ${hidden.length ? this.#hidden(hidden) : nothing}
      </section>
      ${this.#history(profile)}
    </article>`;
  }
}

define("hub-profile", HubProfile);
