// What is in cqrs-demo.html: everything, for a file that opens by double click.
import { elementOf } from "./address.js";
import { CqrsDemo } from "./element/demo.js";
import { scenes } from "./scenes/scene.js";

customElements.define("cqrs-demo", CqrsDemo);

const nav = document.createElement("nav");
nav.setAttribute("aria-label", "Scenes");
// The playground plays what the author of a page brings, and here there is none.
const playable = Object.keys(scenes).filter((name) => name !== "playground");
nav.append(
  ...playable.map((name) => {
    const link = document.createElement("a");
    link.href = `?scene=${name}`;
    link.textContent = name;
    return link;
  }),
);
const main = document.createElement("main");
main.append(elementOf(location));
document.body.replaceChildren(nav, main);
