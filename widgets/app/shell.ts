import { LitElement, css, html, type TemplateResult } from "lit";
import { closeSession, redeemLink, whoAmI, type Me } from "@singularity/hub-server/contract";
import { HubProblem, connect, type Hub } from "@singularity/hub-server/client";
import { define } from "../elements/define.ts";
import { failureOf, type Failure } from "../elements/failure.ts";
import { failureView } from "../elements/views.ts";
import { base, tokens } from "../theme/tokens.ts";
import { forgetNotices, turnOff } from "./push/notices.ts";
import {
  forgetSession,
  keepSession,
  keptSession,
  takeLinkedForm,
  takeSignInLink,
  type KeptSession,
  type LinkedForm,
} from "./session.ts";
import "./form-page/form-page.ts";
import "./sign-in/new-password.ts";
import "./sign-in/sign-in.ts";
import "./workspace/workspace.ts";
import { tellZone } from "./zone.ts";

type Stage =
  | { readonly at: "starting" }
  | { readonly at: "sign-in"; readonly sentence: string }
  | { readonly at: "new-password" }
  | { readonly at: "form"; readonly form: LinkedForm }
  | { readonly at: "failed"; readonly failure: Failure }
  | { readonly at: "in"; readonly me: Me; readonly session: KeptSession };

export interface Opened {
  readonly access_token: string;
  readonly user_id: string;
  readonly device_id: string;
  readonly must_set_password: boolean;
}

/** Who came by a link and went away before choosing a password is asked again: the link will not work again. */
const stageOf = (me: Me, session: KeptSession): Stage =>
  session.byLink && me.must_set_password ? { at: "new-password" } : { at: "in", me, session };

/** The name with which one signs in, from a Matrix id. */
const userName = (userId = ""): string => userId.replace(/^@([^:]*):.*$/, "$1");

/** The app: decides whether to sign in or to work, and holds the one connection to the hub. */
export class HubApp extends LitElement {
  static override properties = { stage: { state: true } };
  declare protected stage: Stage;

  static override styles = [
    tokens,
    base,
    css`
      .middle {
        display: grid;
        place-content: center;
        height: 100%;
      }
      .pulse {
        width: 44px;
        height: 44px;
        border-radius: 30%;
        background: var(--md-sys-color-primary);
        animation: pulse 0.9s ease-in-out infinite alternate;
      }
      @keyframes pulse {
        to {
          opacity: 0.35;
          transform: scale(0.9);
        }
      }
    `,
  ];

  /** Makes calls as the person; a session that has ended leads back to the door. */
  readonly hub: Hub = async (call, input, options) => {
    try {
      return await connect("", keptSession()?.token)(call, input, options);
    } catch (error) {
      const ended = error instanceof HubProblem && error.status === 401 && call.needs !== "anyone";
      if (ended && this.stage.at === "in") this.#end("Your session has ended. Sign in again.");
      throw error;
    }
  };

  constructor() {
    super();
    this.stage = { at: "starting" };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("storage", this.#elsewhere);
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("storage", this.#elsewhere);
  }

  /** Whoever signs out in one tab has signed out in all. */
  readonly #elsewhere = (): void => {
    if (this.stage.at === "in" && !keptSession()) this.#end("You are signed out.");
  };

  async #start(): Promise<void> {
    const form = takeLinkedForm();
    if (form) return void (this.stage = { at: "form", form });
    const link = takeSignInLink();
    if (link) return this.#redeem(link);
    if (keptSession()) return this.#enter();
    this.stage = { at: "sign-in", sentence: "" };
  }

  async #redeem(link: string): Promise<void> {
    try {
      this.#opened(await this.hub(redeemLink, { link, device: "Web" }));
    } catch (error) {
      const { sentence } = failureOf(error);
      this.stage = { at: "sign-in", sentence };
    }
  }

  #opened(opened: Opened): void {
    const { access_token: token, user_id: userId, device_id: deviceId } = opened;
    keepSession({ token, userId, deviceId, ...(opened.must_set_password ? { byLink: true } : {}) });
    void this.#enter();
  }

  async #enter(): Promise<void> {
    this.stage = { at: "starting" };
    const session = keptSession();
    try {
      const me = await this.hub(whoAmI, {});
      void tellZone(this.hub).catch(() => undefined);
      this.stage = session ? stageOf(me, session) : { at: "sign-in", sentence: "" };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === "signed-out") this.#end("Your session has ended. Sign in again.");
      else this.stage = { at: "failed", failure };
    }
  }

  #end(sentence: string): void {
    forgetSession();
    void forgetNotices().catch(() => undefined);
    this.stage = { at: "sign-in", sentence };
  }

  async #signOut(): Promise<void> {
    // Whether or not the hub hears of it, nothing stays on this device.
    await turnOff().catch(() => undefined);
    await this.hub(closeSession, {}).catch(() => undefined);
    history.replaceState(null, "", location.pathname);
    this.#end("You are signed out.");
  }

  protected override render(): TemplateResult {
    const { stage } = this;
    if (stage.at === "failed")
      return html`<div class="middle">${failureView(stage.failure, () => void this.#enter())}</div>`;
    if (stage.at === "sign-in")
      return html`<hub-sign-in
        .hub=${this.hub}
        .sentence=${stage.sentence}
        @opened=${(event: CustomEvent<Opened>) => this.#opened(event.detail)}
      ></hub-sign-in>`;
    if (stage.at === "new-password")
      return html`<hub-new-password
        .hub=${this.hub}
        .user=${userName(keptSession()?.userId)}
        @done=${() => void this.#enter()}
      ></hub-new-password>`;
    if (stage.at === "form") return html`<hub-form-page .linked=${stage.form}></hub-form-page>`;
    if (stage.at === "starting")
      return html`<div class="middle" role="status" aria-label="Starting"><div class="pulse"></div></div>`;
    return html`<hub-workspace
      .hub=${this.hub}
      .me=${stage.me}
      .session=${stage.session}
      @sign-out=${() => void this.#signOut()}
      @session-ended=${() => this.#end("Your session has ended. Sign in again.")}
    ></hub-workspace>`;
  }
}

define("hub-app", HubApp);
