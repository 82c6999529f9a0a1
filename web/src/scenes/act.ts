import { html, type TemplateResult } from "lit";
import type { Command, Engine, Failure, Receipt, Recorded } from "../engine.js";
import { codeOf, deciding, literal, showRefusal } from "../frame/code.js";
import { icon, type IconName } from "../frame/icons.js";
import type { Sentence } from "../frame/narrator.js";
import type { Stage } from "../frame/stage.js";
import { Steps } from "../frame/steps.js";
import { Tape, type Slot } from "../frame/tape.js";
import { land, travel, travel_ms } from "../frame/travel.js";
import type { Scene } from "./scene.js";

/** What became of a command, once the reader may see it. */
export interface Outcome {
  result: Receipt | Failure;
  facts: readonly Recorded[];
}

/**
 * An engine that is opened when a reader is near and closed when the element has left, and what is done with it: a
 * tape, a sentence about what was just seen, the code that ran, and time that ends with the engine.
 */
export abstract class Act implements Scene {
  protected engine: Engine | undefined;
  protected said: Sentence | undefined;
  protected ran: TemplateResult | undefined;
  /** Where the tape ends, as far as the reader has been shown it. */
  protected head = 0;
  protected slot: Slot = { kind: "empty" };
  /** Why there is no engine. */
  protected broken: string | undefined;
  protected readonly tape: Tape;
  protected readonly steps: Steps;
  #opening: Promise<void> | undefined;
  /** Counts the engines, so that one that comes too late is known to be. */
  #generation = 0;
  #pulse: ReturnType<typeof setInterval> | undefined;

  constructor(protected readonly stage: Stage) {
    this.tape = new Tape(stage, (event) => this.summary(event));
    this.steps = new Steps(() => stage.redraw());
  }

  // ---- what makes a scene

  protected abstract open(): Promise<Engine>;
  /** The engine is there: what the scene begins with is made. */
  protected abstract opened(engine: Engine): void;
  /** The reader starts over: everything is as in the beginning. The engine is gone. */
  protected abstract clear(): void;
  abstract render(): TemplateResult;
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
    this.tape.clear();
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
      this.broken = undefined;
      this.opened(engine);
    } catch (error) {
      if (generation !== this.#generation) {
        return;
      }
      this.broken = error instanceof Error ? error.message : String(error);
      this.#opening = undefined;
    }
    this.stage.redraw();
  }

  /** Shows the facts there are, and those to come, on the tape, and tells the page of the latter. */
  protected follow(engine: Engine): void {
    const { head } = engine.stats();
    this.tape.follow(engine);
    engine.subscribe({ from: head + 1 }, (event) => this.stage.announce("cqrs-event", event));
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
    this.head = 0;
    this.slot = { kind: "empty" };
    this.said = this.ran = undefined;
    this.clear();
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
    const { result, facts } = this.dispatch(engine, command);
    const { head } = engine.stats();
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
    return result;
  }

  /** Has a command decided, and tells the page and the reader what ran. */
  protected dispatch(engine: Engine, command: Command): Outcome {
    const before = engine.stats().head;
    this.stage.announce("cqrs-command", command);
    const result = engine.dispatch(command);
    const facts = result.ok ? engine.read({ from: before + 1 }) : [];
    this.show(`cqrs.dispatch(${literal(command)})`, result, deciding(command, result, facts));
    if (!result.ok) {
      this.stage.announce("cqrs-rejected", { command, failure: result });
    }
    void showRefusal(this.stage);
    return { result, facts };
  }

  /** The code that ran: the call, what came back, and the C++ behind it by the names of its sources. */
  protected show(call: string, result: object, names: string[] = []): void {
    this.ran = codeOf(this.stage, call, result, names);
  }

  protected say(kind: Sentence["kind"], lead: string, text: string, reason?: string): void {
    this.said = { kind, lead, text, ...(reason === undefined ? {} : { reason }) };
  }

  // ---- what is drawn

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

  /** The one button of the beginning. */
  protected button(kind: IconName, label: string, act: (from: Element) => void): TemplateResult {
    return html`<button
      class="primary first"
      @click=${(event: Event) => act(event.currentTarget as Element)}
    >
      ${icon(kind)}${label}
    </button>`;
  }

  /** The tape, as the middle of the frame. */
  protected middle(title: string, what: string, invitation: string): TemplateResult {
    return html`<section role="group" class="column middle" aria-label=${title}>
      ${this.title("fact", title, what)} ${this.tape.render(this.head, this.slot, invitation)}
    </section>`;
  }

  protected restart(): TemplateResult {
    return html`<button class="quiet restart" @click=${() => this.startOver()}>
      ${icon("again")}<span>${this.stage.words.say("start_over")}</span>
    </button>`;
  }

  protected code(open: boolean): TemplateResult {
    const { words } = this.stage;
    return html`<details class="code" part="code" ?open=${open}>
      <summary>${words.say("code_that_ran")}</summary>
      ${this.ran ?? html`<p class="blank">${words.say("nothing_ran")}</p>`}
    </details>`;
  }
}
