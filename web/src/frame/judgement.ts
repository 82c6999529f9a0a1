import { html, type TemplateResult } from "lit";
import { icon } from "./icons.js";
import type { Stage } from "./stage.js";
import { capitalised } from "./words.js";

const stamps = ["holds", "holds at a price", "does not hold here"] as const;

/** What one comes to think of a claim, and why. */
export interface Verdict {
  stamp: (typeof stamps)[number];
  why: string;
}

/** The stamp at the end: the reader's own, once everything has been done, and the page's beside it. */
export class Judgement {
  #mine: Verdict["stamp"] | undefined;

  constructor(private readonly stage: Stage) {}

  clear(): void {
    this.#mine = undefined;
  }

  render(toDo: [string, boolean][], ours: Verdict): TemplateResult {
    const ready = toDo.every(([, done]) => done);
    return html`<footer class="judgement" part="stamp">
      <div>
        <p class="label">Does the claim hold?</p>
        <ul class="done">
          ${toDo.map(
            ([what, done]) =>
              html`<li class=${done ? "yes" : ""}>
                ${done ? icon("done") : html`<span class="todo"></span>`}${done ? "" : "not yet "}${what}
              </li>`,
          )}
        </ul>
      </div>
      ${this.#mine ? this.#stamped(this.#mine, ours) : this.#ballot(ready)}
    </footer>`;
  }

  #ballot(ready: boolean): TemplateResult {
    if (!ready) {
      return html`<p class="blank">Judge it when you have done all three.</p>`;
    }
    return html`<div class="ballot" role="group" aria-label="Your judgement">
      ${stamps.map(
        (stamp) => html`<button @click=${() => this.#judge(stamp)}>${capitalised(stamp)}</button>`,
      )}
    </div>`;
  }

  #stamped(mine: string, { stamp, why }: Verdict): TemplateResult {
    return html`<div class="stamped" tabindex="-1">
      <p class="stamp"><small>you</small>${mine}</p>
      <p class="stamp ours"><small>this page</small>${stamp}</p>
      <p class="why">
        ${why}
        <button class="quiet" @click=${() => this.#judge(undefined)}>Judge again</button>
      </p>
    </div>`;
  }

  #judge(stamp: Verdict["stamp"] | undefined): void {
    this.#mine = stamp;
    this.stage.redraw();
    void this.stage.focusDrawn(stamp ? ".stamped" : ".ballot button");
  }
}
