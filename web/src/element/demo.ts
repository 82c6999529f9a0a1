import { html, unsafeCSS, type PropertyValues, type TemplateResult } from "lit";
import { icon } from "../frame/icons.js";
import type { Brought } from "../frame/stage.js";
import type { Part } from "../parts.js";
import type { Sharing } from "../share/sharing.js";
import { noneNamed, sceneNamed, type Scene, type SceneModule } from "../scenes/scene.js";
import waiting from "./demo.css";
import { noteVisit } from "../scenes/visit.js";
import { watchNear } from "./near.js";
import { languageOf, Staged, worn } from "./staged.js";
import type { CqrsDemoElement } from "./types.js";

/** Each scene's own style sheets, made once for all the elements that show it. */
const made = new WeakMap<SceneModule, CSSStyleSheet[]>();

function sheetsOf(module: SceneModule): CSSStyleSheet[] {
  const known = made.get(module) ?? module.sheets.map((text) => unsafeCSS(text).styleSheet!);
  made.set(module, known);
  return known;
}

const seed_max = 0xffffffff;

/** A whole number of 32 bits; whatever else is said, the scene keeps its own. */
function seedOf(attribute: string | null): number | undefined {
  const seed = attribute?.trim() ? Number(attribute) : NaN;
  return Number.isInteger(seed) && seed >= 0 && seed <= seed_max ? seed : undefined;
}

/**
 * A whole scene: `<cqrs-demo scene="ask-or-tell" domain="bank" theme="auto" heading-level="2">`.
 * Its light-DOM children are what a reader sees until the scene's file has come.
 */
export class CqrsDemo extends Staged implements CqrsDemoElement {
  static override properties = {
    ...Staged.properties,
    scene: {},
    domain: {},
    share: {},
    src: {},
    module: {},
    controls: { type: Boolean },
    seed: { converter: seedOf },
  };
  static override styles = worn(waiting);

  declare scene: string;
  declare domain: string;
  /** Whether the reader can copy links, if it is there; and the moment that the scene begins at, if it names one. */
  declare share: string | null;
  /** The address of a file of commands for the playground; "" for those inside the tag. */
  declare src: string;
  /** The address of a module with a domain of the author's own; "" for none. It is code: no link can name it. */
  declare module: string;
  declare controls: boolean;
  /** What everything made up in the scene comes of; undefined for the scene's own. */
  declare seed: number | undefined;

  #shown: Scene | undefined;
  #sharing: Sharing | undefined;
  #problem: string | undefined;
  /** What is being loaded; anything else that arrives is no longer wanted. */
  #loading: object | undefined;
  #isNear = false;
  /** The scene's own style sheets. */
  #own: CSSStyleSheet[] = [];

  constructor() {
    super();
    this.scene = "ask-or-tell";
    this.domain = "";
    this.share = null;
    this.src = "";
    this.module = "";
    this.controls = false;
    this.seed = undefined;
  }

  protected override arrive(): () => void {
    noteVisit();
    return watchNear(this, (isNear) => {
      this.#isNear = isNear;
      this.#approach();
    });
  }

  protected override leave(): void {
    this.#isNear = false;
    this.#leave();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const another =
      changed.has("scene") ||
      changed.has("domain") ||
      changed.has("seed") ||
      changed.has("strings") ||
      changed.has("src") ||
      changed.has("module") ||
      changed.has("share");
    if (this.hasUpdated && another) {
      this.#leave();
      this.#approach();
    }
  }

  override render(): TemplateResult {
    const shown = this.#shown;
    const inside = shown
      ? html`<div class="scene">${shown.render()}${this.#sharing?.render()}</div>`
      : html`<div class="scene waiting"><slot></slot>${this.#complaint()}</div>`;
    return this.root(inside, shown !== undefined);
  }

  override updated(): void {
    const [narrow, medium, wide] = sceneNamed(this.scene, this.domain)?.heights_px ?? [0, 0, 0];
    const style = this.find<HTMLElement>(".scene.waiting")?.style;
    style?.setProperty("--narrow", `${narrow}px`);
    style?.setProperty("--medium", `${medium}px`);
    style?.setProperty("--wide", `${wide}px`);
  }

  /** Code of the author's may ask for anything. */
  override get parts(): readonly Part[] {
    const named = this.module === "" ? sceneNamed(this.scene, this.domain) : undefined;
    return this.module === "" ? (named?.parts ?? []) : ["all"];
  }

  get brought(): Brought {
    return { src: this.src, module: this.module, inside: this };
  }

  #approach(): void {
    if (!this.#isNear) {
      return;
    }
    if (this.#shown) {
      this.#shown.approach();
    } else if (!this.#loading) {
      void this.#load((this.#loading = {}));
    }
  }

  async #load(wanted: object): Promise<void> {
    this.#problem = undefined;
    let scene: Scene | string;
    try {
      const named = sceneNamed(this.scene, this.domain);
      const [file, language] = await Promise.all([named?.load(), languageOf(this.strings)]);
      if (wanted !== this.#loading) {
        return;
      }
      // A scene speaks one language from beginning to end.
      this.language = language;
      if (named && file) {
        scene = file.scene.begin(this, named.domain);
        this.#dress(sheetsOf(file.scene));
      } else {
        scene = noneNamed(this, this.scene, this.domain);
      }
      const sharing = typeof scene === "object" ? await this.#share(scene) : undefined;
      if (wanted !== this.#loading) {
        return;
      }
      this.#sharing = sharing;
    } catch (error) {
      if (wanted !== this.#loading) {
        return;
      }
      this.#loading = undefined;
      const message = error instanceof Error ? error.message : String(error);
      scene = this.words.say("scene_missing", { message });
    }
    if (typeof scene === "object") {
      this.#shown = scene;
      scene.approach();
    } else {
      this.#problem = scene;
    }
    this.requestUpdate();
  }

  /** What shares a scene comes only where it is asked for, by the element or by a link. */
  async #share(scene: Scene): Promise<Sharing | undefined> {
    if (this.share === null && !location.hash.startsWith("#cqrs=")) {
      return undefined;
    }
    const { Sharing } = await import("../share/sharing.js");
    const sharing = new Sharing(this, scene);
    await sharing.begin();
    return sharing;
  }

  #dress(own: CSSStyleSheet[]): void {
    const root = this.renderRoot as ShadowRoot;
    const others = root.adoptedStyleSheets.filter((sheet) => !this.#own.includes(sheet));
    root.adoptedStyleSheets = [...others, ...own];
    this.#own = own;
  }

  #complaint(): TemplateResult | undefined {
    const again = (): void => {
      this.#approach();
      this.requestUpdate();
    };
    // What is still being loaded, or was answered, is not helped by asking again.
    return this.#problem === undefined
      ? undefined
      : html`<p class="complaint" role="alert">${icon("refused")}<span>${this.#problem}</span></p>
          ${this.#loading ? "" : html`<button @click=${again}>${icon("again")}${this.words.say("try_again")}</button>`}`;
  }

  #leave(): void {
    this.#loading = this.#problem = undefined;
    this.#shown?.leave();
    this.#shown = this.#sharing = undefined;
    this.requestUpdate();
  }
}
