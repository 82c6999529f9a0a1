// The embed as a classic script: for pages without modules, and for servers without the header that modules of another
// origin need. Everything but the engine and the editor is in it.
// These at once: only while it runs does a classic script know its own address.
import "cqrs-wasm";
import "./here.js";
import "./scenes/unplanned-report/editor.js";
import { CqrsDemo } from "./element/demo.js";
import { CqrsInspector } from "./element/inspector/inspector.js";

if (!customElements.get("cqrs-demo")) {
  customElements.define("cqrs-demo", CqrsDemo);
}
if (!customElements.get("cqrs-inspector")) {
  customElements.define("cqrs-inspector", CqrsInspector);
}
