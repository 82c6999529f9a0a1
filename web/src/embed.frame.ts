// What runs in embed.html, the page for an iframe.
import { elementOf } from "./address.js";

/** What the page around the iframe is told whenever the height changes, in px. */
interface HeightMessage {
  type: "cqrs-demo:height";
  height: number;
}

document.body.append(elementOf(location));

// To whatever page it is: the height is no secret, and in a sandboxed iframe nobody has an origin to name.
new ResizeObserver(() => {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  const message: HeightMessage = { type: "cqrs-demo:height", height };
  parent.postMessage(message, "*");
}).observe(document.documentElement);
