import { LitElement, css, html, nothing } from "lit";
import type { Media } from "../../chat/store.ts";
import { define } from "../../elements/define.ts";
import "../../elements/icon/icon.ts";
import { fileSize } from "../../elements/words.ts";
import { base, tokens } from "../../theme/tokens.ts";

const drawable = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "image/svg+xml",
  "",
]);

/** A picture or file of a message. Its bytes come with the person's token and live as long as the element. */
export class HubMedia extends LitElement {
  static override properties = {
    media: { attribute: false },
    load: { attribute: false },
    picture: { type: Boolean },
    url: { state: true },
    failed: { state: true },
  };
  declare media: Media;
  declare load: (mxc: string) => Promise<Blob>;
  declare picture: boolean;
  declare protected url: string | undefined;
  declare protected failed: boolean;

  static override styles = [
    tokens,
    base,
    css`
      :host {
        display: block;
        margin-top: 4px;
      }
      img {
        display: block;
        max-width: min(100%, 560px);
        max-height: 400px;
        width: auto;
        height: auto;
        border-radius: 12px;
        border: 1px solid var(--md-sys-color-outline-variant);
        background: var(--md-sys-color-surface-container);
      }
      .picture {
        display: block;
        max-width: 100%;
        cursor: zoom-in;
      }
      dialog {
        max-width: 100vw;
        max-height: 100dvh;
        margin: auto;
        padding: 0;
        border: 0;
        overflow: auto;
        cursor: zoom-out;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 70%);
      }
      dialog img {
        max-width: none;
        max-height: none;
        border-radius: 0;
        border: 0;
      }
      .file {
        display: flex;
        align-items: center;
        gap: 12px;
        max-width: 360px;
        padding: 10px 16px 10px 12px;
        border: 1px solid var(--md-sys-color-outline-variant);
        border-radius: 12px;
        background: var(--md-sys-color-surface);
      }
      .file:hover {
        background: var(--md-sys-color-surface-container);
      }
      .name {
        display: block;
        overflow-wrap: anywhere;
        font-weight: 550;
      }
      .size {
        color: var(--md-sys-color-on-surface-variant);
        font-size: 12.5px;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.#fetch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = undefined;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("media") as Media | undefined;
    if (changed.has("media") && before?.mxc !== this.media.mxc) void this.#fetch();
  }

  get #isPicture(): boolean {
    return this.picture && drawable.has(this.media.type);
  }

  async #fetch(): Promise<void> {
    if (!this.#isPicture || this.url) return;
    try {
      const blob = await this.load(this.media.mxc);
      if (this.isConnected) this.url = URL.createObjectURL(blob);
    } catch {
      this.failed = true;
    }
  }

  /** Wherever one clicks in it, and by Escape, it closes. */
  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  async #save(): Promise<void> {
    const url = URL.createObjectURL(await this.load(this.media.mxc));
    const link = Object.assign(document.createElement("a"), { href: url, download: this.media.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  protected override render() {
    const { name, size, width, height } = this.media;
    if (this.#isPicture && !this.failed) {
      const picture = html`<img
        src=${this.url ?? nothing}
        alt=${name}
        width=${width ?? nothing}
        height=${height ?? nothing}
      />`;
      return html`<button
          class="picture"
          aria-haspopup="dialog"
          title="Enlarge"
          @click=${() => this.#dialog.showModal()}
        >
          ${picture}
        </button>
        <dialog aria-label=${name} @click=${() => this.#dialog.close()}>${picture}</dialog>`;
    }
    return html`<button class="file" @click=${() => this.#save().catch(() => (this.failed = true))}>
      <hub-icon name=${this.failed ? "error" : "file"}></hub-icon>
      <span
        ><span class="name">${name}</span
        ><span class="size"
          >${this.failed ? "Could not be loaded" : size ? fileSize(size) : "Download"}</span
        ></span
      >
    </button>`;
  }
}

define("hub-media", HubMedia);
