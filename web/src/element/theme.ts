export type Theme = "light" | "dark";

const attributes = ["data-theme", "data-md-color-scheme", "data-bs-theme", "data-color-mode"];
const words: Record<string, Theme> = {
  dark: "dark",
  slate: "dark",
  light: "light",
  default: "light",
};

function parentOf(element: Element): Element | null {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}

function* ancestorsOf(element: Element): Generator<Element> {
  for (let at: Element | null = element; at; at = parentOf(at)) {
    yield at;
  }
}

function statedBy(element: Element): Theme | undefined {
  for (const name of attributes) {
    const theme = words[element.getAttribute(name) ?? ""];
    if (theme) {
      return theme;
    }
  }
  if (element.classList.contains("dark")) {
    return "dark";
  }
  return element.classList.contains("light") ? "light" : undefined;
}

/** What the page around the element looks like: what it states, else its `color-scheme`, else the reader's preference. */
export function themeAround(element: Element): Theme {
  for (const ancestor of ancestorsOf(element)) {
    const theme = statedBy(ancestor);
    if (theme) {
      return theme;
    }
  }
  const scheme = getComputedStyle(element).colorScheme;
  const dark = scheme.includes("dark");
  if (dark !== scheme.includes("light")) {
    return dark ? "dark" : "light";
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Calls back whenever the page around the element may have changed its looks. */
export function watchThemeAround(element: Element, changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  for (const ancestor of ancestorsOf(element)) {
    observer.observe(ancestor, { attributeFilter: ["class", "style", ...attributes] });
  }
  const preference = matchMedia("(prefers-color-scheme: dark)");
  preference.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    preference.removeEventListener("change", changed);
  };
}
