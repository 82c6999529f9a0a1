/** What may be said of the element in an address. Not `module`: whoever makes a link must not choose what code runs. */
const attributes = [
  "scene",
  "domain",
  "seed",
  "theme",
  "heading-level",
  "controls",
  "share",
  "src",
  "strings",
];

/** The element that an address asks for: `?scene=ask-or-tell&domain=bank&theme=dark`. What it does not know it ignores. */
export function elementOf({ search }: { search: string }): HTMLElement {
  const asked = new URLSearchParams(search);
  const element = document.createElement("cqrs-demo");
  for (const name of attributes) {
    const value = asked.get(name);
    if (value !== null) {
      element.setAttribute(name, value);
    }
  }
  return element;
}
