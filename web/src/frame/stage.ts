import type { Part } from "../parts.js";
import type { Texts, Words } from "./language.js";
import type { texts } from "./texts.js";

/** What the parts of a scene may ask of the element that shows them. */
export interface Stage {
  /** Draws again soon. */
  redraw(): void;
  /** Settles when what was asked to be drawn has been drawn. */
  drawn(): Promise<unknown>;
  /** Finds a drawn element. */
  find<E extends Element>(selector: string): E | null;
  /** Focuses what is drawn by then. */
  focusDrawn(selector: string): Promise<void>;
  /** Puts on the style sheet of a part that has come later than the rest. */
  wear(sheet: string): void;
  /** Does what may need a part that has to come first; if it does not, the reader is told. */
  attempt(act: () => Promise<unknown>): void;
  /** Tells the page around the element. */
  announce(
    name:
      | "cqrs-command"
      | "cqrs-event"
      | "cqrs-rejected"
      | "cqrs-guessed"
      | "cqrs-judged"
      | "cqrs-restarted",
    detail: object,
  ): void;
  /** What the frame says, in the reader's language, which stays the same for as long as a scene is shown. */
  readonly words: Words<typeof texts>;
  /** A scene's own texts in that language: `stage.texts("ask-or-tell", texts).say("begin")`. */
  texts<Table extends Texts>(scene: string, english: Table): Words<Table>;
  /** Whether the reader is to have the controls of the tape at once. */
  readonly controls: boolean;
  /** The level of the scene's heading in the outline of the page around it. */
  readonly headingLevel: number;
  /** What everything made up in the scene comes of; each scene has its own unless told. */
  readonly seed?: number | undefined;
  /** What the scene's engine is made of. */
  readonly parts: readonly Part[];
  /** What the author of the page brought along: addresses, "" for none, and what is inside the tag. */
  readonly brought?: Brought;
}

/** Commands and a domain of an author's own. */
export interface Brought {
  src: string;
  module: string;
  inside: ParentNode;
}
