// What is in cqrs-demo.html: everything, for a file that opens by double click.
import { elementOf } from "./address.js";
import { CqrsDemo } from "./element/demo.js";
import { scenes } from "./scenes/scene.js";

customElements.define("cqrs-demo", CqrsDemo);

const nav = document.createElement("nav");
nav.setAttribute("aria-label", "Scenes");
nav.append(
  ...Object.keys(scenes).map((name) => {
    const link = document.createElement("a");
    link.href = `?scene=${name}`;
    link.textContent = name;
    return link;
  }),
);
const main = document.createElement("main");
main.append(elementOf(location));
document.body.replaceChildren(nav, main);
