// The embed as a classic script: for pages without modules, and for servers without the header that modules of another
// origin need. Everything but the engine is in it.
import "cqrs-wasm"; // at once: only while it runs does a classic script know its own address
import { CqrsDemo } from "./element/demo.js";
import { CqrsInspector } from "./element/inspector/inspector.js";

if (!customElements.get("cqrs-demo")) {
  customElements.define("cqrs-demo", CqrsDemo);
}
if (!customElements.get("cqrs-inspector")) {
  customElements.define("cqrs-inspector", CqrsInspector);
}
