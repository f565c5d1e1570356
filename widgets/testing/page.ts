/** A page under watch: what it asks of other origins, what the policy stops, what it throws. */
import type { ExecutionContext } from "ava";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export interface Watched {
  readonly page: Page;
  /** Violations of the page's policy, as `directive blocked`. */
  readonly violations: () => Promise<string[]>;
  /** Addresses outside the allowed origins that the page asked for. */
  readonly foreign: string[];
  /** Uncaught errors and dialogs; a test page has none. */
  readonly faults: string[];
}

type Watching = typeof globalThis & { violations?: string[] };

/** Runs in the page before anything else. */
function listen(): void {
  const page = globalThis as Watching;
  page.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    page.violations?.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
  );
}

/** @param origins all that the page may talk to */
export async function watch(
  t: Pick<ExecutionContext, "teardown">,
  browser: Browser,
  origins: readonly string[],
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 860 },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    ...options,
  });
  t.teardown(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const [foreign, faults]: [string[], string[]] = [[], []];
  await page.addInitScript(listen);
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!["blob:", "data:", "about:"].includes(protocol) && !origins.includes(origin))
      foreign.push(request.url());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const violations = () => page.evaluate(() => (globalThis as Watching).violations ?? []);
  return { page, violations, foreign, faults };
}

/** Fails unless the page kept to its policy and its origins, and threw nothing. */
export async function keptTheRules(
  t: ExecutionContext,
  { violations, foreign, faults }: Watched,
): Promise<void> {
  t.deepEqual(await violations(), []);
  t.deepEqual(foreign, []);
  t.deepEqual(faults, []);
}
