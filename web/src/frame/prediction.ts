import { html, type TemplateResult } from "lit";
import type { Stage } from "./stage.js";

export interface Guess {
  question: string;
  options: readonly string[];
  /** Which option is right. */
  right: number;
  /** What turns out, in words. */
  outcome: string;
}

/** A question to answer before one begins; it can be skipped. */
export class Prediction {
  #made: number | "skipped" | undefined;

  /** `guessed`: told the number of the option that was chosen. */
  constructor(
    private readonly stage: Stage,
    private readonly guessed: (guess: number | "skipped") => void = () => undefined,
  ) {}

  clear(): void {
    this.#made = undefined;
  }

  /** `known`: the reader has seen by now how it turns out. */
  render(guess: Guess, known: boolean): TemplateResult {
    const made = this.#made;
    return made === undefined ? this.#asked(guess) : answered(this.stage, guess, made, known);
  }

  #asked({ question, options }: Guess): TemplateResult {
    return html`<div class="guess" role="group" aria-label=${this.stage.words.say("guess")}>
      <p>${question}</p>
      <div class="options">
        ${options.map((option, i) => html`<button @click=${() => this.#make(i)}>${option}</button>`)}
        <button class="quiet" @click=${() => this.#make("skipped")}>
          ${this.stage.words.say("skip")}
        </button>
      </div>
    </div>`;
  }

  #make(guess: number | "skipped"): void {
    this.#made = guess;
    this.guessed(guess);
    this.stage.redraw();
    void this.stage.focusDrawn(".first");
  }
}

function answered(
  { words }: Stage,
  { question, options, right, outcome }: Guess,
  made: number | "skipped",
  known: boolean,
): TemplateResult {
  const yours =
    made === "skipped"
      ? words.say("no_guess")
      : words.say("your_guess", { guess: (options[made] ?? "").toLocaleLowerCase(words.lang) });
  const verdict = words.say(made === right ? "guess_right" : "guess_turned_out", { outcome });
  return html`<div class="guess made">
    <p>${question}</p>
    <p class="outcome">
      <strong>${yours}.</strong>
      ${known ? verdict : words.say("try_and_see")}
    </p>
  </div>`;
}

/** What the page around a scene is told of a guess. */
export function guessMade(
  title: string,
  { question, options, right }: Guess,
  made: number | "skipped",
): object {
  const guess = made === "skipped" ? {} : { guess: options[made], right: made === right };
  return { title, question, ...guess };
}
