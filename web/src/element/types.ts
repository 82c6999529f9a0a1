import type { Cqrs, Failure } from "cqrs-wasm";

/**
 * What can be written in the tag `<cqrs-demo>`, for JSX. All of it is optional.
 *
 * ```ts
 * const written: CqrsDemoAttributes = { scene: "ask-or-tell", domain: "bank", "heading-level": 3 };
 * ```
 */
export interface CqrsDemoAttributes {
  /** Which scene; `ask-or-tell` unless told. */
  scene?: string;
  /** What it is played in, such as `orders` or `bank`; each scene says what it has. */
  domain?: string;
  /** `auto`, the default, follows the page around it. */
  theme?: "auto" | "light" | "dark";
  /** Where the scene's heading stands in the outline of the page: 1 to 6; 2 unless told. */
  "heading-level"?: number | string;
  /** What everything made up in the scene comes of: a whole number from 0 to 4,294,967,295. The same makes the same tape. */
  seed?: number | string;
  /** Whether the controls that go back and forth on the tape are there before the reader asks for them. */
  controls?: boolean;
  /** The address of a file of texts in another language; without it they are English. */
  strings?: string;
  /** Lets readers copy links to what they see; as a snippet from there has it, the moment that the scene begins at. */
  share?: string | boolean;
  /** Of the scene `playground`: the address of its commands, as JSON. Without it they stand inside the tag. */
  src?: string;
  /** Of the scene `playground`: the address of a JavaScript module with a domain of your own. It runs in your page. */
  module?: string;
  /** As on any element. */
  id?: string;
  /** As on any element. */
  class?: string;
  /** What shows until the scene has come, and where there is no JavaScript. */
  children?: unknown;
}

/** A command that a reader gave. */
export interface CqrsDemoCommand {
  /** Which command it is. */
  type: string;
  /** Its data. */
  data: Record<string, unknown>;
}

/**
 * What the element tells the page around it, by the type of the DOM event. All of these bubble and are composed.
 *
 * ```ts
 * document.addEventListener("cqrs-event", (event) => {
 *   const { detail } = event as CqrsDemoEventMap["cqrs-event"];
 *   console.log(detail.position, detail.type, detail.data);
 * });
 * ```
 */
export interface CqrsDemoEventMap {
  /** A command was given. */
  "cqrs-command": CustomEvent<CqrsDemoCommand>;
  /** A fact was recorded, as `read` of the package gives it. */
  "cqrs-event": CustomEvent<{ type: string; position: number; data: Record<string, unknown> }>;
  /** A command was refused, for the reason that the failure says. */
  "cqrs-rejected": CustomEvent<{ command: CqrsDemoCommand; failure: Failure }>;
}

/**
 * `<cqrs-demo>`: a whole scene. Attributes and properties have the same names, `heading-level` is `headingLevel`. A
 * scene begins again where a property says another one.
 *
 * ```ts
 * const demo = document.createElement("cqrs-demo");
 * demo.scene = "money";
 * demo.addEventListener("cqrs-rejected", ({ detail }) => console.log(detail.failure.reason));
 * document.body.append(demo);
 * ```
 */
export interface CqrsDemoElement extends HTMLElement {
  /** Which scene; `ask-or-tell` unless told. */
  scene: string;
  /** What it is played in; "" for what the scene begins with. */
  domain: string;
  /** What everything made up in the scene comes of; undefined for the scene's own. */
  seed: number | undefined;
  /** Whether the controls that go back and forth on the tape are there before the reader asks for them. */
  controls: boolean;
  /** `light`, `dark`, or `auto`, which follows the page around it. */
  theme: string;
  /** The address of a file of texts in another language; "" for English. */
  strings: string;
  /** null where readers cannot copy links; else "", or the moment that the scene begins at. */
  share: string | null;
  /** Of the scene `playground`: the address of its commands; "" for those inside the tag. */
  src: string;
  /** Of the scene `playground`: the address of a module with a domain of your own; "" for none. */
  module: string;
  /** Where the scene's heading stands in the outline of the page: 1 to 6. */
  headingLevel: number;
  /** As on any element, with what it tells: see {@link CqrsDemoEventMap}. */
  addEventListener<K extends keyof CqrsDemoEventMap>(
    type: K,
    listener: (this: CqrsDemoElement, event: CqrsDemoEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: HTMLElement, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/**
 * `<cqrs-inspector>`: looks into the engine of the page that it is given.
 *
 * ```ts
 * const inspector = document.createElement("cqrs-inspector");
 * inspector.engine = await createCqrs();
 * document.body.append(inspector);
 * ```
 */
export interface CqrsInspectorElement extends HTMLElement {
  /** Any engine, whatever its domains; undefined for none. The page that made it closes it. */
  engine: Pick<Cqrs, "stats" | "readModels" | "export" | "close"> | undefined;
  /** `light`, `dark`, or `auto`, which follows the page around it. */
  theme: string;
  /** The address of a file of texts in another language; "" for English. */
  strings: string;
  /** Where its heading stands in the outline of the page: 1 to 6. */
  headingLevel: number;
}

declare global {
  interface HTMLElementTagNameMap {
    "cqrs-inspector": CqrsInspectorElement;
    "cqrs-demo": CqrsDemoElement;
  }
}
