import type { Cqrs, Failure } from "cqrs-wasm";

/** What can be written in the tag, for JSX. All of it is optional. */
export interface CqrsDemoAttributes {
  /** Which scene; `ask-or-tell` unless told. */
  scene?: string;
  /** What it is played in, such as `orders` or `bank`; each scene says what it has. */
  domain?: string;
  /** `auto` follows the page around it. */
  theme?: "auto" | "light" | "dark";
  /** Where the scene's heading stands in the outline of the page: 1 to 6; 2 unless told. */
  "heading-level"?: number | string;
  /** What everything made up in the scene comes of: a whole number of 32 bits. The same seed makes the same tape. */
  seed?: number | string;
  /** Shows the controls that go back and forth on the tape from the beginning. */
  controls?: boolean;
  /** The address of a file of texts in another language. */
  strings?: string;
  /** Lets readers copy links to what they see; as a snippet from there has it, the moment that the scene begins at. */
  share?: string | boolean;
  /** Of the scene `playground`: the address of its commands, as JSON. Without it they stand inside the tag. */
  src?: string;
  /** Of the scene `playground`: the address of a JavaScript module with a domain of your own. It runs in your page. */
  module?: string;
  id?: string;
  class?: string;
  children?: unknown;
}

/** A command that a reader gave. */
export interface CqrsDemoCommand {
  type: string;
  data: Record<string, unknown>;
}

/** What the element tells the page around it. All of these bubble and are composed. */
export interface CqrsDemoEventMap {
  /** A command was given. */
  "cqrs-command": CustomEvent<CqrsDemoCommand>;
  /** A fact was recorded, as `read` of the package gives it. */
  "cqrs-event": CustomEvent<{ type: string; position: number; data: Record<string, unknown> }>;
  /** A command was refused. */
  "cqrs-rejected": CustomEvent<{ command: CqrsDemoCommand; failure: Failure }>;
}

/** `<cqrs-demo>`: a whole scene. Attributes and properties have the same names, `heading-level` is `headingLevel`. */
export interface CqrsDemoElement extends HTMLElement {
  scene: string;
  domain: string;
  seed: number | undefined;
  controls: boolean;
  theme: string;
  strings: string;
  share: string | null;
  src: string;
  module: string;
  headingLevel: number;
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

/** `<cqrs-inspector>`: looks into the engine of the page that it is given. */
export interface CqrsInspectorElement extends HTMLElement {
  /** Any engine, whatever its domains; undefined for none. */
  engine: Pick<Cqrs, "stats" | "readModels" | "export" | "close"> | undefined;
  theme: string;
  strings: string;
  headingLevel: number;
}

declare global {
  interface HTMLElementTagNameMap {
    "cqrs-inspector": CqrsInspectorElement;
    "cqrs-demo": CqrsDemoElement;
  }
}
