/**
 * Other people's HTML, made safe. It is parsed into a document that runs nothing, and only the elements named here are drawn anew, without
 * their attributes; of a link the address is kept when its scheme is known. What is not named leaves its text behind.
 */
import { html, nothing, type TemplateResult } from "lit";

type Drawn = TemplateResult | string | typeof nothing;
type Draw = (children: Drawn[]) => TemplateResult;

const draws: Readonly<Record<string, Draw>> = {
  b: (c) => html`<strong>${c}</strong>`,
  strong: (c) => html`<strong>${c}</strong>`,
  i: (c) => html`<em>${c}</em>`,
  em: (c) => html`<em>${c}</em>`,
  u: (c) => html`<u>${c}</u>`,
  s: (c) => html`<s>${c}</s>`,
  del: (c) => html`<s>${c}</s>`,
  code: (c) => html`<code>${c}</code>`,
  pre: (c) => html`<pre>${c}</pre>`,
  p: (c) => html`<p>${c}</p>`,
  div: (c) => html`<p>${c}</p>`,
  ul: (c) =>
    html`<ul>
      ${c}
    </ul>`,
  ol: (c) =>
    html`<ol>
      ${c}
    </ol>`,
  li: (c) => html`<li>${c}</li>`,
  blockquote: (c) => html`<blockquote>${c}</blockquote>`,
  h1: (c) => html`<p><strong>${c}</strong></p>`,
  h2: (c) => html`<p><strong>${c}</strong></p>`,
  h3: (c) => html`<p><strong>${c}</strong></p>`,
  h4: (c) => html`<p><strong>${c}</strong></p>`,
  h5: (c) => html`<p><strong>${c}</strong></p>`,
  h6: (c) => html`<p><strong>${c}</strong></p>`,
  table: (c) =>
    html`<table>
      ${c}
    </table>`,
  tbody: (c) => html`${c}`,
  thead: (c) => html`${c}`,
  tr: (c) =>
    html`<tr>
      ${c}
    </tr>`,
  th: (c) => html`<th>${c}</th>`,
  td: (c) => html`<td>${c}</td>`,
  sub: (c) => html`<sub>${c}</sub>`,
  sup: (c) => html`<sup>${c}</sup>`,
};

/** Left out with all they hold. */
const dropped = new Set([
  "script",
  "style",
  "template",
  "iframe",
  "object",
  "embed",
  "svg",
  "math",
  "form",
  "input",
  "select",
  "textarea",
  "noscript",
  "title",
  "head",
  "mx-reply",
  "audio",
  "video",
  "img",
]);
const longest = 64_000;
const deepest = 40;

/** Trusted Types demand that whoever parses HTML is named: this policy may only feed the inert parser below. */
const policy = (
  globalThis as {
    trustedTypes?: {
      createPolicy: (name: string, rules: object) => { createHTML: (html: string) => string };
    };
  }
).trustedTypes?.createPolicy("hub-inert", {
  createHTML: (source: string) => source,
});

function parse(source: string): HTMLElement {
  // Style attributes would be reported as violations of the page's policy although nothing is ever drawn from them.
  const plain = source.slice(0, longest).replaceAll(/\sstyle\s*=/gi, " data-style=");
  return new DOMParser().parseFromString(policy?.createHTML(plain) ?? plain, "text/html").body;
}

/** An address that may stand in a link, or nothing. */
export function safeAddress(href: string | null): string | undefined {
  const address = href ? URL.parse(href) : null;
  return address && ["http:", "https:", "mailto:"].includes(address.protocol) ? address.href : undefined;
}

function drawLink(element: Element, children: Drawn[]): TemplateResult {
  const address = safeAddress(element.getAttribute("href"));
  if (!address) return html`${children}`;
  if (address.startsWith("https://matrix.to/#/")) return html`<span class="mention">${children}</span>`;
  return html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow">${children}</a>`;
}

function drawElement(element: Element, depth: number): Drawn {
  const name = element.localName;
  if (dropped.has(name)) return nothing;
  if (name === "br") return html`<br />`;
  if (name === "hr") return html`<hr />`;
  const children = drawNodes(element, depth + 1);
  if (name === "a") return drawLink(element, children);
  return draws[name]?.(children) ?? html`${children}`;
}

function drawNodes(parent: Element, depth: number): Drawn[] {
  if (depth > deepest) return [parent.textContent ?? ""];
  return [...parent.childNodes].map((node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? "";
    return node.nodeType === Node.ELEMENT_NODE ? drawElement(node as Element, depth) : nothing;
  });
}

export const richText = (source: string): TemplateResult =>
  html`<div class="rich">${drawNodes(parse(source), 0)}</div>`;

/** Plain text with its web addresses as links. */
export function plainText(text: string): TemplateResult {
  const parts = text.slice(0, longest).split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/);
  const drawn = parts.map((part, index) => {
    const address = index % 2 ? safeAddress(part) : undefined;
    return address
      ? html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow">${part}</a>`
      : part;
  });
  return html`<div class="plain">${drawn}</div>`;
}
