/** A fact drawn by its type. Values come from people: only addresses with a known scheme become links. */
import { html, nothing, type TemplateResult } from "lit";
import type { Output, recordProfile } from "@singularity/hub-server/contract";
import { plainDate, dayAndTime } from "../words.ts";

type Profile = Output<typeof recordProfile>;
export type ProfileFact = Profile["facts"][number];
export type Link = Profile["record"];

const isLink = (value: unknown): value is Link =>
  typeof value === "object" && value !== null && "id" in value && "title" in value;

function webLink(text: string, value: unknown): TemplateResult {
  const address = typeof value === "string" ? URL.parse(value) : null;
  if (!address || !["http:", "https:"].includes(address.protocol)) return html`${text}`;
  const shown = (address.host + address.pathname).replace(/^www\.|\/$/g, "");
  return html`<a href=${address.href} target="_blank" rel="noopener noreferrer">${shown}</a>`;
}

function dialLink(text: string): TemplateResult {
  const digits = text.replaceAll(/[^\d+*#]/g, "");
  return digits ? html`<a href="tel:${digits}">${text}</a>` : html`${text}`;
}

function tagList(value: unknown, text: string): TemplateResult {
  const tags = Array.isArray(value) ? value.map(String) : text.split(/,\s*/);
  return html`<ul class="tags">
    ${tags.map((tag) => html`<li>${tag}</li>`)}
  </ul>`;
}

/** @param go called with the record that the reader wants to see */
export function factValue(
  fact: ProfileFact,
  lang: string | undefined,
  go: (to: Link) => void,
): TemplateResult | typeof nothing {
  const { type, value, text } = fact;
  switch (type) {
    case "url":
      return webLink(text, value);
    case "email":
      return /^[^\s@?&]+@[^\s@?&]+$/.test(text) ? html`<a href="mailto:${text}">${text}</a>` : html`${text}`;
    case "phone":
      return dialLink(text);
    case "tags":
      return tagList(value, text);
    case "ref":
    case "anyref":
      return isLink(value)
        ? html`<button class="ref" @click=${() => go(value)}>${value.title}</button>`
        : html`${text}`;
    case "date":
      return typeof value === "string"
        ? html`<time datetime=${value}>${plainDate(value, lang)}</time>`
        : html`${text}`;
    case "datetime":
      return typeof value === "string"
        ? html`<time datetime=${value}>${dayAndTime(value, lang)}</time>`
        : html`${text}`;
    case "money":
    case "integer":
      return html`<span class="number">${text}</span>`;
    case "longtext":
      return html`<p class="long">${text}</p>`;
    default:
      return html`${text}`;
  }
}
