import { html, nothing, type TemplateResult } from "lit";
import { embedAddress } from "virtual:address";
import type { Stage } from "../frame/stage.js";
import type { Words } from "../frame/language.js";
import type { Scene } from "../scenes/scene.js";
import { packed, unpacked } from "./moment.js";
import { texts } from "./texts.js";

/** The element whose scene is shared. */
interface Shared extends Stage, HTMLElement {
  scene: string;
  domain: string;
  share: string | null;
}

const fragment = /^#cqrs=([\w-]*)\.([\w-]*)\.([\d]+\.[\w-]+)$/;

/** The moment that the page's address leads to, if it is one of this element. A faulty one is the first element's. */
function addressed(element: Shared): string | undefined {
  if (!location.hash.startsWith("#cqrs=")) {
    return undefined;
  }
  const [, scene, domain, moment] = fragment.exec(location.hash) ?? [];
  const all: (Element & { scene?: string; domain?: string })[] = [
    ...document.querySelectorAll("cqrs-demo"),
  ];
  const names = (other: { scene?: string; domain?: string }) =>
    other.scene === scene && other.domain === domain;
  const its = all.find(names) ?? all[0];
  // Inside somebody's shadow there is nobody else to ask.
  const isMine = its === element || !all.includes(element);
  return isMine ? (names(element) ? moment : "") : undefined;
}

const attributes = ["scene", "domain", "seed", "theme", "heading-level", "controls"];
/** These are addresses, which mean the same only where the snippet is taken from. */
const addresses = ["strings", "src", "module"];

function attribute(name: string, value: string): string {
  const text = value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return ` ${name}="${text}"`;
}

/** Links to the moment of a scene, to be made and to be followed. */
export class Sharing {
  readonly #words: Words<typeof texts>;
  #said: string | undefined;
  #byHand: string | undefined;

  constructor(
    private readonly element: Shared,
    private readonly scene: Scene,
  ) {
    this.#words = element.texts("share", texts);
  }

  /** Goes to the moment that the address or the attribute `share` names, if it can be read. */
  async begin(): Promise<void> {
    const from = addressed(this.element) ?? (this.element.share || undefined);
    if (from === undefined || !this.scene.resume) {
      return;
    }
    try {
      this.scene.resume(await unpacked(from));
    } catch {
      this.#said = this.#words.say("bad_link");
    }
  }

  render(): TemplateResult | typeof nothing {
    const canShare = this.element.share !== null && this.scene.moment !== undefined;
    return canShare || this.#said !== undefined
      ? html`<div class="sharing" role="group" aria-label=${this.#words.say("share")}>
          ${
            canShare
              ? html`<button class="quiet" @click=${() => this.#copy("link")}>
                    ${this.#words.say("copy_link")}
                  </button>
                  <button class="quiet" @click=${() => this.#copy("snippet")}>
                    ${this.#words.say("copy_snippet")}
                  </button>`
              : nothing
          }
          <span role="alert">${this.#said ?? ""}</span>
          ${
            this.#byHand === undefined
              ? nothing
              : html`<textarea
                  readonly
                  rows="3"
                  .value=${this.#byHand}
                  aria-label=${this.#words.say("by_hand")}
                ></textarea>`
          }
        </div>`
      : nothing;
  }

  async #copy(what: "link" | "snippet"): Promise<void> {
    const moment = this.scene.moment?.();
    const text = moment && (await packed(moment));
    this.#byHand = undefined;
    if (text === undefined) {
      this.#said = this.#words.say("too_long");
    } else {
      const copied = what === "link" ? this.#link(text) : this.#snippet(text);
      try {
        await navigator.clipboard.writeText(copied);
        this.#said = this.#words.say(`copied_${what}`);
      } catch {
        this.#said = this.#words.say("by_hand");
        this.#byHand = copied;
      }
    }
    this.element.redraw();
  }

  #link(moment: string): string {
    const { scene, domain } = this.element;
    return `${location.href.replace(/#.*$/s, "")}#cqrs=${scene}.${domain}.${moment}`;
  }

  #snippet(moment: string): string {
    const given = [...attributes, ...addresses].flatMap((name) => {
      const value = this.element.getAttribute(name);
      const isRelative = value !== null && value !== "" && addresses.includes(name);
      return value === null
        ? []
        : [attribute(name, isRelative ? new URL(value, document.baseURI).href : value)];
    });
    // What a playground plays may stand inside the tag.
    const inside = this.element.scene === "playground" ? this.element.innerHTML.trim() : "";
    const script = embedAddress ? `<script type="module" src="${embedAddress}"></script>\n` : "";
    return `${script}<cqrs-demo${given.join("")}${attribute("share", moment)}>${inside}</cqrs-demo>`;
  }
}
