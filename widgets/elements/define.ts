/** Defines an element unless the page has it already: two versions of `hub.js` on one page must not break each other. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
