import { whenThereIsOne } from "./element/wanted.js";

// One script tag on any page. Importing it where there is no DOM does nothing, and a second copy on
// the same page leaves the first in charge. Not awaited here: not every bundler's output may await at the top.
if (typeof customElements !== "undefined" && !customElements.get("cqrs-demo")) {
  void import("./element/demo.js").then(({ CqrsDemo }) => {
    if (!customElements.get("cqrs-demo")) {
      customElements.define("cqrs-demo", CqrsDemo);
    }
  });
  whenThereIsOne("cqrs-inspector", () => {
    void import("./element/inspector/inspector.js").then(({ CqrsInspector }) => {
      if (!customElements.get("cqrs-inspector")) {
        customElements.define("cqrs-inspector", CqrsInspector);
      }
    });
  });
}
