export {};

// One script tag on any page. Importing it where there is no DOM does nothing, and a second copy on
// the same page leaves the first in charge.
if (typeof customElements !== "undefined" && !customElements.get("cqrs-demo")) {
  const { CqrsDemo } = await import("./element/demo.js");
  if (!customElements.get("cqrs-demo")) {
    customElements.define("cqrs-demo", CqrsDemo);
  }
}
