import { html, type TemplateResult } from "lit";
import type { Command, Engine, Failure, Receipt, Recorded } from "../engine.js";
import { codeOf, deciding, literal, showRefusal } from "../frame/code.js";
import { icon, type IconName } from "../frame/icons.js";
import { Judgement, type Verdict } from "../frame/judgement.js";
import { narrator, type Sentence } from "../frame/narrator.js";
import { Prediction, type Guess } from "../frame/prediction.js";
import type { Stage } from "../frame/stage.js";
import { Steps } from "../frame/steps.js";
import { Tape, type Slot } from "../frame/tape.js";
import { land, travel, travel_ms } from "../frame/travel.js";
import type { Scene } from "./scene.js";

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

/** Something to try next. */
export interface Offer {
  kind: IconName;
  label: string;
  /** `from`: the button that was pressed. */
  act: (from: Element) => void;
}

/** What became of a command, once the reader may see it. */
export interface Outcome {
  result: Receipt | Failure;
  facts: readonly Recorded[];
}

/**
 * What the scenes have in common: an engine that is opened when a reader is near and closed when the element has left,
 * a claim with a guess before and a judgement after it, the sentence, the offers and the code that ran.
 */
export abstract class Lesson implements Scene {
  protected engine: Engine | undefined;
  protected said: Sentence | undefined;
  protected ran: TemplateResult | undefined;
  /** Where the tape ends, as far as the reader has been shown it. */
  protected head = 0;
  protected slot: Slot = { kind: "empty" };
  protected readonly tape: Tape;
  protected readonly steps: Steps;
  readonly #prediction: Prediction;
  readonly #judgement: Judgement;
  #opening: Promise<void> | undefined;
  #broken: string | undefined;
  /** Counts the engines, so that one that comes too late is known to be. */
  #generation = 0;
  #pulse: ReturnType<typeof setInterval> | undefined;
  #offers: Offer[] = [];

  constructor(protected readonly stage: Stage) {
    this.#prediction = new Prediction(stage, (guess) => this.#guessed(guess));
    this.#judgement = new Judgement(stage, (stamp) =>
      stage.announce("cqrs-judged", { claim: this.plot.claim, stamp }),
    );
    this.tape = new Tape(stage, (event) => this.summary(event));
    this.steps = new Steps(() => stage.redraw());
  }

  // ---- what makes a scene

  protected abstract readonly plot: Plot;
  protected abstract open(): Promise<Engine>;
  /** The engine is there: what the scene begins with is made. */
  protected abstract opened(engine: Engine): void;
  /** The reader starts over: everything is as in the beginning. The engine is gone. */
  protected abstract clear(): void;
  /** Whether the reader has seen how the guess turns out. */
  protected abstract settles(): boolean;
  protected abstract toDo(): [what: string, done: boolean][];
  protected abstract offers(): (Offer | false)[];
  /** What stands in the frame below the narrator. */
  protected abstract body(): TemplateResult;
  /** The fact in words. */
  protected summary(_event: Recorded): string {
    return "";
  }

  // ---- the engine

  approach(): void {
    this.#opening ??= this.#open();
  }

  leave(): void {
    this.#stop();
  }

  #stop(): void {
    this.#generation += 1;
    this.steps.cancel();
    this.rest();
    land(this.stage.find(".layer"));
    this.engine?.close();
    this.engine = this.#opening = undefined;
  }

  async #open(): Promise<void> {
    const generation = this.#generation;
    try {
      const engine = await this.open();
      if (generation !== this.#generation) {
        engine.close();
        return;
      }
      this.engine = engine;
      this.#broken = undefined;
      this.opened(engine);
    } catch (error) {
      if (generation !== this.#generation) {
        return;
      }
      this.#broken = error instanceof Error ? error.message : String(error);
      this.#opening = undefined;
    }
    this.stage.redraw();
  }

  /** Shows the facts there are, and those to come, on the tape, and tells the page of the latter. */
  protected follow(engine: Engine): void {
    const { head } = engine.stats();
    engine.subscribe({}, (event) => {
      this.tape.add(event);
      if (event.position > head) {
        this.stage.announce("cqrs-event", event);
      }
    });
    this.head = head;
  }

  /** Does it with the engine, now or as soon as there is one. */
  protected withEngine(act: (engine: Engine) => void): void {
    if (this.engine) {
      act(this.engine);
      return;
    }
    this.approach();
    void this.#opening?.then(() => this.engine && act(this.engine));
  }

  protected startOver(): void {
    this.#stop();
    this.#prediction.clear();
    this.#judgement.clear();
    this.tape.clear();
    this.head = 0;
    this.slot = { kind: "empty" };
    this.said = this.ran = undefined;
    this.clear();
    this.stage.announce("cqrs-restarted", { claim: this.plot.claim });
    this.approach();
    this.stage.redraw();
  }

  // ---- what happens over time

  /** Runs it again and again until it says that it is done, or something else is repeated instead. */
  protected repeat(every_ms: number, run: (engine: Engine) => boolean): void {
    this.rest();
    this.#pulse = setInterval(() => {
      if (!this.engine || run(this.engine)) {
        this.rest();
      }
      this.stage.redraw();
    }, every_ms);
  }

  protected rest(): void {
    clearInterval(this.#pulse);
    this.#pulse = undefined;
  }

  protected get isBusy(): boolean {
    return this.#pulse !== undefined;
  }

  // ---- telling

  /** Has a command decided, and calls back once what became of it may be seen. */
  protected tell(
    engine: Engine,
    command: Command,
    from: Element | null,
    seen: (outcome: Outcome) => void,
  ): Receipt | Failure {
    this.steps.settle();
    const known = this.tape.events.length;
    this.stage.announce("cqrs-command", command);
    const result = engine.dispatch(command);
    const facts = this.tape.events.slice(known);
    const { head } = engine.stats();
    this.show(`cqrs.dispatch(${literal(command)})`, result, deciding(command, result, facts));
    if (!result.ok) {
      this.stage.announce("cqrs-rejected", { command, failure: result });
    }
    this.slot = { kind: "intent", label: command.type };
    this.tape.jumpToTheEnd();
    travel(this.stage.find(".layer"), from, this.stage.find(".slot"), "intent", command.type);
    this.steps.later(travel_ms, () => {
      this.head = head;
      this.slot = result.ok
        ? { kind: "empty" }
        : { kind: "refused", label: command.type, reason: result.reason ?? result.code };
      seen({ result, facts });
      void this.tape.toTheEnd();
    });
    this.stage.redraw();
    void showRefusal(this.stage);
    return result;
  }

  /** The code that ran: the call, what came back, and the C++ behind it by the names of its sources. */
  protected show(call: string, result: object, names: string[] = []): void {
    this.ran = codeOf(this.stage, call, result, names);
  }

  protected say(kind: Sentence["kind"], lead: string, text: string, reason?: string): void {
    this.said = { kind, lead, text, ...(reason === undefined ? {} : { reason }) };
  }

  #guessed(guess: number | "skipped"): void {
    const { claim, guess: asked } = this.plot;
    const { question, options, right } = asked;
    this.stage.announce("cqrs-guessed", {
      claim,
      question,
      ...(guess === "skipped"
        ? { skipped: true }
        : { guess: options[guess], right: guess === right }),
    });
  }

  // ---- what is drawn

  render(): TemplateResult {
    return html`
      ${this.#heading()} ${this.#prediction.render(this.plot.guess, this.settles())}
      <div class="frame" part="frame">${this.#narrator()} ${this.body()}</div>
      ${this.code()} ${this.#judgement.render(this.toDo(), this.plot.verdict)}
      <div class="layer" aria-hidden="true"></div>
    `;
  }

  /** Where the scene's heading stands in the outline of the page around it. */
  protected get level(): number {
    const level = this.stage.headingLevel;
    return level >= 1 && level <= 6 ? level : 2;
  }

  protected title(kind: IconName, title: string, what: string): TemplateResult {
    return html`<p class="title ${kind}" role="heading" aria-level=${this.level + 1}>
      ${icon(kind)}${title} <small>${what}</small>
    </p>`;
  }

  protected button(kind: IconName, label: string, act: (from: Element) => void): TemplateResult {
    return html`<button
      class="primary first"
      @click=${(event: Event) => act(event.currentTarget as Element)}
    >
      ${icon(kind)}${label}
    </button>`;
  }

  /** The middle of the frame. */
  protected middle(title: string, what: string, invitation: string): TemplateResult {
    return html`<section class="column middle" aria-label=${title}>
      ${this.title("fact", title, what)} ${this.tape.render(this.head, this.slot, invitation)}
    </section>`;
  }

  #heading(): TemplateResult {
    const { title, claim } = this.plot;
    return html`<header class="heading" part="heading">
      <div>
        <p class="name" role="heading" aria-level=${this.level}>${title}</p>
        <blockquote>“${claim}”</blockquote>
      </div>
      <button class="quiet restart" @click=${() => this.startOver()}>
        ${icon("again")}<span>${this.stage.words.say("start_over")}</span>
      </button>
    </header>`;
  }

  #narrator(): TemplateResult {
    const { words } = this.stage;
    if (this.#broken !== undefined) {
      const text = words.say("engine_missing", { message: this.#broken });
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
          @click=${(event: Event) => act(event.currentTarget as Element)}
        >
          ${icon(kind)}${label}
        </button>`,
    );
    const begin = { kind: "intent", lead: words.say("begin_here"), text: this.plot.begin } as const;
    return narrator(this.stage, this.said ?? begin, chips);
  }

  protected code(): TemplateResult {
    const { words } = this.stage;
    return html`<details class="code" part="code" open>
      <summary>${words.say("code_that_ran")}</summary>
      ${this.ran ?? html`<p class="blank">${words.say("nothing_ran")}</p>`}
    </details>`;
  }
}
