import { LitElement, html, nothing, unsafeCSS, type CSSResult, type TemplateResult } from "lit";
import { icon } from "../frame/icons.js";
import { Language, type Texts, type Words } from "../frame/language.js";
import { print, sheets } from "../frame/sheets.js";
import type { Stage } from "../frame/stage.js";
import type { Part } from "../parts.js";
import { texts } from "../frame/texts.js";
import { themeAround, watchThemeAround } from "./theme.js";

const common = sheets.map(unsafeCSS);

/** Those of parts that came later, each made once for all the elements that have the part. */
const later = new Map<string, CSSStyleSheet>();

/** The style sheets of the frame, and those of one element after them. */
export function worn(...own: string[]): CSSResult[] {
  return [...common, ...own.map(unsafeCSS), unsafeCSS(print)];
}

/**
 * English comes with the elements; what checks and loads another language, only where there is one. An attribute that
 * was taken away is null.
 */
export async function languageOf(strings: string | null): Promise<Language> {
  return strings ? (await import("../frame/strings.js")).loadStrings(strings) : new Language();
}

/** What every element of these is: a stage in the looks and the language of the page around it. */
export abstract class Staged extends LitElement implements Stage {
  static override properties = {
    theme: {},
    strings: {},
    headingLevel: { attribute: "heading-level", type: Number },
  };

  declare theme: string;
  /** The address of a file of texts in another language; "" for English. */
  declare strings: string;
  declare headingLevel: number;
  abstract readonly controls: boolean;
  abstract readonly parts: readonly Part[];

  protected language = new Language();
  #stops: (() => void)[] = [];
  /** Why what was attempted last could not be done. */
  #missing: string | undefined;

  constructor() {
    super();
    this.theme = "auto";
    this.strings = "";
    this.headingLevel = 2;
  }

  // ---- on a page, and gone from it

  /** It is on a page: what has to be watched is; what this returns ends that. */
  protected abstract arrive(): () => void;
  /** It has left for good: everything is freed. */
  protected abstract leave(): void;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stops = [this.arrive(), watchThemeAround(this, () => this.requestUpdate())];
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops.splice(0)) {
      stop();
    }
    // Moving an element disconnects it too: only one that has not come back by then has left.
    queueMicrotask(() => {
      if (!this.isConnected) {
        this.leave();
      }
    });
  }

  // ---- what parts of a scene ask for

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

  wear(sheet: string): void {
    const root = this.renderRoot as ShadowRoot;
    const made = later.get(sheet) ?? unsafeCSS(sheet).styleSheet!;
    later.set(sheet, made);
    if (!root.adoptedStyleSheets.includes(made)) {
      // What an element has of its own comes last.
      const all = root.adoptedStyleSheets;
      root.adoptedStyleSheets = [...all.slice(0, common.length), made, ...all.slice(common.length)];
    }
  }

  attempt(act: () => Promise<unknown>): void {
    this.#missing = undefined;
    act().catch((error: unknown) => {
      this.#missing = error instanceof Error ? error.message : String(error);
      this.requestUpdate();
    });
  }

  announce(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  get words(): Words<typeof texts> {
    return this.texts("frame", texts);
  }

  texts<Table extends Texts>(name: string, english: Table): Words<Table> {
    return this.language.words(name, english);
  }

  // ---- what is drawn

  /** `speaks`: whether what is inside is the element's own, in its own language; else it is the host's. */
  protected root(inside: TemplateResult, speaks: boolean): TemplateResult {
    const theme = this.theme === "light" || this.theme === "dark" ? this.theme : themeAround(this);
    const { lang, dir } = speaks ? this.language : { lang: nothing, dir: nothing };
    return html`<div class="root" part="root" lang=${lang} dir=${dir} data-theme=${theme}>
      ${inside} ${this.#missing === undefined ? nothing : this.#complaint(this.#missing)}
    </div>`;
  }

  #complaint(message: string): TemplateResult {
    return html`<p class="complaint missing" role="alert">
      ${icon("refused")}<span>${this.words.say("part_missing", { message })}</span>
    </p>`;
  }
}
