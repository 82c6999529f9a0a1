import { html, type TemplateResult } from "lit";
import { icon, type IconName } from "../frame/icons.js";
import type { KeyOf, Text, Values, Words } from "../frame/language.js";
import { Judgement, type Verdict } from "../frame/judgement.js";
import { narrator } from "../frame/narrator.js";
import { guessMade, Prediction, type Guess } from "../frame/prediction.js";
import type { Stage } from "../frame/stage.js";
import { Act } from "./act.js";

/** How many offers are made at one time. */
const offers_max = 3;

/** What a scene is about, in its reader's language. */
export interface Plot {
  title: string;
  claim: string;
  guess: Guess;
  verdict: Verdict;
  /** What to do first. */
  begin: string;
}

type Told = "title" | "claim" | "question" | "outcome" | "stamp_why" | "begin";

/** The plot of a scene whose texts have these keys, with the options of the guess and which of them is right. */
export function plotOf<Table extends Record<string, Text> & Record<Told, Text>>(
  words: Words<Table>,
  options: readonly KeyOf<Table>[],
  right: number,
  stamp: Verdict["stamp"],
  values: Values = {},
): Plot {
  const say = (key: KeyOf<Table>) => words.say(key, values);
  return {
    title: say("title"),
    claim: say("claim"),
    guess: { question: say("question"), options: options.map(say), right, outcome: say("outcome") },
    verdict: { stamp, why: say("stamp_why") },
    begin: say("begin"),
  };
}

/** Something to try next. */
export interface Offer {
  kind: IconName;
  label: string;
  /** `from`: the button that was pressed. */
  act: (from: Element) => void;
}

/** A scene that puts a claim to the test: a guess before, something to do, offers to go on, and a judgement after. */
export abstract class Lesson extends Act {
  readonly #prediction: Prediction;
  readonly #judgement: Judgement;
  #offers: Offer[] = [];
  /** The offer that was taken last, as long as whoever took it may be there still. */
  #taken: HTMLElement | undefined;

  constructor(stage: Stage) {
    super(stage);
    this.#prediction = new Prediction(stage, (made) =>
      stage.announce("cqrs-guessed", guessMade(this.plot.title, this.plot.guess, made)),
    );
    this.#judgement = new Judgement(stage, (stamp) =>
      stage.announce("cqrs-judged", { title: this.plot.title, stamp }),
    );
  }

  // ---- what makes a lesson

  protected abstract readonly plot: Plot;
  /** Whether the reader has seen how the guess turns out. */
  protected abstract settles(): boolean;
  protected abstract toDo(): [what: string, done: boolean][];
  protected abstract offers(): (Offer | false)[];
  /** What stands in the frame below the narrator. */
  protected abstract body(): TemplateResult;

  protected override startOver(): void {
    this.#prediction.clear();
    this.#judgement.clear();
    this.#offers = [];
    this.stage.announce("cqrs-restarted", { title: this.plot.title });
    super.startOver();
  }

  // ---- what is drawn

  render(): TemplateResult {
    const { title, claim, guess, verdict } = this.plot;
    return html`
      <div class="heading" part="heading">
        <div>
          <p class="name" role="heading" aria-level=${this.level}>${title}</p>
          <blockquote>“${claim}”</blockquote>
        </div>
        ${this.restart()}
      </div>
      ${this.#prediction.render(guess, this.settles())}
      <div class="frame" part="frame">${this.#narrator()} ${this.body()}</div>
      ${this.code(true)} ${this.#judgement.render(this.toDo(), verdict)}
      <div class="layer" aria-hidden="true"></div>
    `;
  }

  /** An offer that is gone takes the focus along: then the sentence has it, from which the next offers are in reach. */
  async #keepFocus(taken: HTMLElement): Promise<void> {
    await this.stage.drawn();
    if (taken === this.#taken && !taken.isConnected) {
      this.#taken = undefined;
      if (document.activeElement === document.body) {
        this.stage.find<HTMLElement>(".narration")?.focus({ preventScroll: true });
      }
    }
  }

  #narrator(): TemplateResult {
    const { words } = this.stage;
    if (this.broken !== undefined) {
      const text = words.say("engine_missing", { message: this.broken });
      const again = html`<button class="chip" @click=${() => this.approach()}>
        ${icon("again")}${words.say("try_again")}
      </button>`;
      return narrator(this.stage, { kind: "refused", lead: this.plot.title, text }, [again]);
    }
    // While a command is on its way nothing else changes under the reader's hand.
    if (this.slot.kind !== "intent") {
      const offers = this.offers().filter((offer) => offer !== false);
      this.#offers = offers.slice(0, offers_max);
    }
    const chips = this.#offers.map(
      ({ kind, label, act }) =>
        html`<button
          class="chip ${kind}"
          @click=${(event: Event) => {
            this.#taken = event.currentTarget as HTMLElement;
            act(this.#taken);
          }}
        >
          ${icon(kind)}${label}
        </button>`,
    );
    if (this.#taken) {
      void this.#keepFocus(this.#taken);
    }
    const begin = { kind: "intent", lead: words.say("begin_here"), text: this.plot.begin } as const;
    return narrator(this.stage, this.said ?? begin, chips);
  }
}
