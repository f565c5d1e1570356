/**
 * What assistive technology is told. Chromium's own tree is asked over CDP, because selectors by role cannot see roles that custom elements
 * set through ElementInternals; axe is a second net.
 */
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import type { ExecutionContext } from "ava";
import type { Page } from "playwright-core";

export interface Accessible {
  readonly role: string;
  readonly name: string;
}

/** Every node of the tree that is not ignored, in reading order. */
export async function accessibilityTree(page: Page): Promise<Accessible[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes
    .filter((node) => !node.ignored)
    .map((node) => ({ role: String(node.role?.value ?? ""), name: String(node.name?.value ?? "").trim() }));
}

const interactive = new Set([
  "button",
  "link",
  "textbox",
  "combobox",
  "searchbox",
  "checkbox",
  "radio",
  "switch",
  "tab",
  "menuitem",
  "option",
  "slider",
]);

/** Fails for controls without a name. */
export async function everyControlHasAName(t: ExecutionContext, page: Page): Promise<void> {
  const tree = await accessibilityTree(page);
  const nameless = tree.filter(({ role, name }) => interactive.has(role) && !name);
  t.deepEqual(nameless, [], "controls without a name");
  t.true(
    tree.some(({ role }) => interactive.has(role)),
    "the page has controls",
  );
}

type Axe = {
  run: (
    context: unknown,
    options: unknown,
  ) => Promise<{
    violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
  }>;
};

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Fails for what axe calls serious or critical under WCAG 2.2 AA. */
export async function axeFindsNothingSerious(t: ExecutionContext, page: Page): Promise<void> {
  // Runs in the page's own world but past its policy, as a debugger does.
  await page.evaluate(await readFile(axePath, "utf8"));
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
    });
    return violations
      .filter(({ impact }) => ["serious", "critical"].includes(impact))
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 300)}`).join(" | ")}`,
      );
  });
  t.deepEqual(found, []);
}
