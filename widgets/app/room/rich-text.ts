/**
 * Other people's HTML, made safe. It is read without the browser's parser, and only the elements named here are drawn anew, without their
 * attributes; of a link the address is kept when its scheme is known. What is not named leaves its text behind.
 */
import { html, nothing, type TemplateResult } from "lit";
import { readHtml, type HtmlElement, type HtmlNode } from "./html-reader.ts";

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

/** An address that may stand in a link, or nothing. */
export function safeAddress(href: string | undefined): string | undefined {
  const address = href ? URL.parse(href) : null;
  return address && ["http:", "https:", "mailto:"].includes(address.protocol) ? address.href : undefined;
}

function drawLink({ attributes }: HtmlElement, children: Drawn[]): TemplateResult {
  const address = safeAddress(attributes.get("href"));
  if (!address) return html`${children}`;
  if (address.startsWith("https://matrix.to/#/")) return html`<span class="mention">${children}</span>`;
  return html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow">${children}</a>`;
}

function draw(node: HtmlNode, depth: number): Drawn {
  if (typeof node === "string") return node;
  if (dropped.has(node.name) || depth > deepest) return nothing;
  if (node.name === "br") return html`<br />`;
  if (node.name === "hr") return html`<hr />`;
  const children = node.children.map((child) => draw(child, depth + 1));
  if (node.name === "a") return drawLink(node, children);
  return draws[node.name]?.(children) ?? html`${children}`;
}

export const richText = (source: string): TemplateResult =>
  html`<div class="rich">${readHtml(source.slice(0, longest)).children.map((node) => draw(node, 0))}</div>`;

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
