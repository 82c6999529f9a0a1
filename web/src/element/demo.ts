import { LitElement, html, unsafeCSS, type PropertyValues } from "lit";
import { sheets } from "../frame/sheets.js";
import type { Stage } from "../frame/stage.js";
import askOrTell from "../scenes/ask-or-tell/scene.css";
import { openScene, type Scene } from "../scenes/scene.js";
import { themeAround, watchThemeAround } from "./theme.js";

/** How far from the viewport a reader counts as near. */
const near = "600px";

/**
 * A whole scene: `<cqrs-demo scene="ask-or-tell" domain="bank" theme="auto" heading-level="2">`.
 * Its light-DOM children are what a reader sees until it is upgraded.
 */
export class CqrsDemo extends LitElement implements Stage {
  static override properties = {
    scene: {},
    domain: {},
    theme: {},
    headingLevel: { attribute: "heading-level", type: Number },
  };
  static override styles = [...sheets, askOrTell].map(unsafeCSS);

  declare scene: string;
  declare domain: string;
  declare theme: string;
  declare headingLevel: number;

  #shown: Scene | string | undefined;
  #watching: (() => void)[] = [];

  constructor() {
    super();
    this.scene = "ask-or-tell";
    this.domain = "orders";
    this.theme = "auto";
    this.headingLevel = 2;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) {
          this.#approach();
        }
      },
      { rootMargin: near },
    );
    observer.observe(this);
    this.#watching = [
      () => observer.disconnect(),
      watchThemeAround(this, () => this.requestUpdate()),
    ];
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#watching.splice(0)) {
      stop();
    }
    // Moving an element disconnects it too: only one that has not come back by then has left.
    queueMicrotask(() => {
      if (!this.isConnected) {
        this.#leave();
      }
    });
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const another = changed.has("scene") || changed.has("domain");
    if (another && this.#shown !== undefined) {
      this.#leave();
    }
    if (this.#shown === undefined) {
      this.#shown = openScene(this.scene, this.domain, this);
      if (another && this.hasUpdated) {
        this.#approach();
      }
    }
  }

  override render() {
    const theme = this.theme === "light" || this.theme === "dark" ? this.theme : themeAround(this);
    return html`<div class="root" part="root" data-theme=${theme}>
      <div class="scene">
        ${typeof this.#shown === "object" ? this.#shown.render() : html`<p>${this.#shown}</p>`}
      </div>
    </div>`;
  }

  redraw(): void {
    this.requestUpdate();
  }

  drawn(): Promise<unknown> {
    return this.updateComplete;
  }

  find<E extends Element>(selector: string): E | null {
    return this.renderRoot.querySelector<E>(selector);
  }

  async focusDrawn(selector: string): Promise<void> {
    await this.updateComplete;
    this.find<HTMLElement>(selector)?.focus();
  }

  announce(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #approach(): void {
    if (typeof this.#shown === "object") {
      this.#shown.approach();
    }
  }

  #leave(): void {
    if (typeof this.#shown === "object") {
      this.#shown.leave();
    }
    this.#shown = undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cqrs-demo": CqrsDemo;
  }
}
