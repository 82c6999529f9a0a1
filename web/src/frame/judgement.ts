import { html, type TemplateResult } from "lit";
import { icon } from "./icons.js";
import type { Stage } from "./stage.js";

const stamps = ["holds", "holds at a price", "does not hold here"] as const;

type Stamp = (typeof stamps)[number];
const keys = {
  holds: "holds",
  "holds at a price": "holds_at_a_price",
  "does not hold here": "does_not_hold",
} as const;

function said(words: Stage["words"], stamp: Stamp): string {
  return words.say(keys[stamp]);
}

/** What one comes to think of a claim, and why. */
export interface Verdict {
  stamp: Stamp;
  why: string;
}

/** The stamp at the end: the reader's own, once everything has been done, and the page's beside it. */
export class Judgement {
  #mine: Verdict["stamp"] | undefined;

  /** `judged`: told the stamp; none when the reader judges again. */
  constructor(
    private readonly stage: Stage,
    private readonly judged: (stamp: Stamp | undefined) => void = () => undefined,
  ) {}

  clear(): void {
    this.#mine = undefined;
  }

  render(toDo: [string, boolean][], ours: Verdict): TemplateResult {
    const ready = toDo.every(([, done]) => done);
    const question = this.stage.words.say("does_it_hold");
    return html`<div class="judgement" part="stamp" role="group" aria-label=${question}>
      <div>
        <p class="label">${question}</p>
        <ul class="done">
          ${toDo.map(
            ([what, done]) =>
              html`<li class=${done ? "yes" : ""}>
                ${done ? icon("done") : html`<span class="todo"></span>`}${done ? what : this.stage.words.say("not_yet", { what })}
              </li>`,
          )}
        </ul>
      </div>
      ${this.#mine ? this.#stamped(this.#mine, ours) : this.#ballot(ready)}
    </div>`;
  }

  #ballot(ready: boolean): TemplateResult {
    if (!ready) {
      return html`<p class="blank">${this.stage.words.say("judge_later")}</p>`;
    }
    const { words } = this.stage;
    return html`<div class="ballot" role="group" aria-label=${words.say("your_judgement")}>
      ${stamps.map(
        (stamp) =>
          html`<button @click=${() => this.#judge(stamp)}>
            ${words.capitalised(said(words, stamp))}
          </button>`,
      )}
    </div>`;
  }

  #stamped(mine: Verdict["stamp"], { stamp, why }: Verdict): TemplateResult {
    const { words } = this.stage;
    return html`<div class="stamped" tabindex="-1">
      <p class="stamp"><small>${words.say("stamped_by_you")}</small>${said(words, mine)}</p>
      <p class="stamp ours"><small>${words.say("stamped_by_page")}</small>${said(words, stamp)}</p>
      <p class="why">
        ${why}
        <button class="quiet" @click=${() => this.#judge(undefined)}>
          ${words.say("judge_again")}
        </button>
      </p>
    </div>`;
  }

  #judge(stamp: Verdict["stamp"] | undefined): void {
    this.#mine = stamp;
    this.judged(stamp);
    this.stage.redraw();
    void this.stage.focusDrawn(stamp ? ".stamped" : ".ballot button");
  }
}
