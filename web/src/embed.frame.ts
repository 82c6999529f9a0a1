// What runs in embed.html, the page for an iframe: a classic script.
import { elementOf } from "./address.js";

/** What the page around the iframe is told whenever the height changes, in px. */
interface HeightMessage {
  type: "cqrs-demo:height";
  height: number;
}

const main = document.createElement("main");
main.append(elementOf(location));
document.body.append(main);

// A frame that may run scripts and nothing else has no origin, and gets modules only from a server that gives them to
// everybody, by a header. A classic script comes from any.
const modules = new URL("embed.js", location.href).href;
import(modules).catch(() => {
  const script = document.createElement("script");
  script.src = "embed.classic.js";
  document.head.append(script);
});

// To whatever page it is: the height is no secret, and in a sandboxed iframe nobody has an origin to name.
new ResizeObserver(() => {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  const message: HeightMessage = { type: "cqrs-demo:height", height };
  parent.postMessage(message, "*");
}).observe(document.documentElement);
