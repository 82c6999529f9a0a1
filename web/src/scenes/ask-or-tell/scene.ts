import { html, nothing, type TemplateResult } from "lit";
import {
  openEngine,
  type Command,
  type Engine,
  type Failure,
  type JsonSchema,
  type Receipt,
  type Recorded,
} from "../../engine.js";
import { codeOf, deciding, literal, showRefusal } from "../../frame/code.js";
import { CommandForm } from "../../frame/form.js";
import { icon, type IconName } from "../../frame/icons.js";
import { Judgement } from "../../frame/judgement.js";
import type { Words } from "../../frame/language.js";
import { narrator, type Sentence } from "../../frame/narrator.js";
import { guessMade, Prediction } from "../../frame/prediction.js";
import type { Stage } from "../../frame/stage.js";
import { Steps } from "../../frame/steps.js";
import { Timeline } from "../../frame/timeline.js";
import { Tape, type Slot } from "../../frame/tape.js";
import { land, travel, travel_ms } from "../../frame/travel.js";
import type { Moment, Scene, SceneModule } from "../scene.js";
import { Asking } from "./asking.js";
import { Bank } from "./bank.js";
import { none, withAsked, withRefusal, withTold } from "./counts.js";
import sheet from "./scene.css";
import { Shop } from "./shop.js";
import type { Ask, Story, Tell } from "./story.js";
import { texts } from "./texts.js";

/** Between a fact on the tape and the answers that follow it. */
const follow_ms = 320;

/** Commands tell and may be refused; queries ask and change nothing. */
class AskOrTell implements Scene {
  readonly #words: Words<typeof texts>;
  #story: Story;
  #engine: Engine | undefined;
  #opening: Promise<void> | undefined;
  #broken: string | undefined;
  #left = false;
  /** What each engine was told here; a fork was not told what lies before it. */
  readonly #told = new WeakMap<Engine, Command[]>();
  #resuming: Command[] = [];

  readonly #prediction: Prediction;
  readonly #tape: Tape;
  readonly #timeline: Timeline;
  readonly #form: CommandForm;
  readonly #asking: Asking;
  readonly #judgement: Judgement;
  readonly #steps: Steps;

  #schemas: Record<string, JsonSchema> = {};
  /** Where the tape ends, as far as the reader has been shown it. */
  #head = 0;
  #slot: Slot = { kind: "empty" };
  #counts = none;
  #askedSinceTold = 0;
  #said: Sentence;
  #offers: (Tell | Ask)[] = [];
  #last: Command | undefined;
  #ran: TemplateResult | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly begin: (words: Words<typeof texts>) => Story,
  ) {
    const words = stage.texts("ask-or-tell", texts);
    this.#words = words;
    this.#story = begin(words);
    this.#said = { kind: "intent", lead: words.say("begin_here"), text: this.#story.begin };
    this.#prediction = new Prediction(stage, (made) =>
      stage.announce("cqrs-guessed", guessMade(this.#story.title, this.#story.guess, made)),
    );
    this.#tape = new Tape(stage, (event) => words.capitalised(this.#story.summary(event)));
    this.#timeline = new Timeline(stage, this.#tape, {
      engine: () => this.#engine,
      moved: () => this.#engine && this.#look(this.#engine),
      goOnWith: (engine, from) => this.#goOnWith(engine, from),
    });
    this.#timeline.open = stage.controls;
    this.#form = new CommandForm(stage, (command) =>
      this.#tell(command, stage.find(".form [type=submit]")),
    );
    this.#asking = new Asking(stage, words, (name) => this.#onAsk(name, 1));
    this.#judgement = new Judgement(stage, (stamp) =>
      stage.announce("cqrs-judged", { title: this.#story.title, stamp }),
    );
    this.#steps = new Steps(() => stage.redraw());
  }

  approach(): void {
    this.#opening ??= this.#open(this.#story);
  }

  leave(): void {
    this.#left = true;
    this.#steps.cancel();
    land(this.#layer());
    this.#timeline.clear();
    this.#engine?.close();
    this.#engine = undefined;
  }

  moment(): Moment | undefined {
    const told = this.#engine ? this.#told.get(this.#engine) : [];
    return told && { commands: told, knobs: {} };
  }

  resume({ commands }: Moment): void {
    this.#resuming = commands;
  }

  // ---- the engine

  async #open(story: Story): Promise<void> {
    try {
      const engine = await openEngine({ domains: [story.domain] });
      if (this.#left || story !== this.#story) {
        engine.close();
        return;
      }
      this.#engine = engine;
      this.#broken = undefined;
      this.#schemas = engine.schema().commands;
      this.#tape.follow(engine);
      engine.subscribe({}, (event) => this.stage.announce("cqrs-event", event));
      this.#told.set(engine, []);
      for (const command of this.#resuming.splice(0)) {
        this.#dispatch(engine, command, null);
      }
      this.#steps.settle();
    } catch (error) {
      this.#broken = error instanceof Error ? error.message : String(error);
      this.#opening = undefined;
    }
    this.stage.redraw();
  }

  /** Does it with the engine, now or as soon as there is one. */
  #withEngine(act: (engine: Engine) => void): void {
    if (this.#engine) {
      act(this.#engine);
      return;
    }
    this.approach();
    void this.#opening?.then(() => this.#engine && act(this.#engine));
  }

  #startOver(): void {
    this.#steps.cancel();
    this.#timeline.clear();
    this.#engine?.close();
    this.#engine = this.#opening = undefined;
    this.#story = this.begin(this.#words);
    this.#prediction.clear();
    this.#tape.clear();
    this.#asking.clear();
    this.#judgement.clear();
    this.#form.open = false;
    this.#head = this.#askedSinceTold = 0;
    this.#slot = { kind: "empty" };
    this.#counts = none;
    this.#last = this.#ran = undefined;
    this.#said = { kind: "intent", lead: this.#words.say("a_new_tape"), text: this.#story.begin };
    this.approach();
    this.stage.redraw();
  }

  /** Goes on with a fork, or with the engine that it was forked from. */
  #goOnWith(engine: Engine, from: number | undefined): void {
    this.#steps.settle();
    this.#engine = engine;
    this.#head = engine.stats().head;
    this.#tape.follow(engine);
    if (from !== undefined) {
      engine.subscribe({ from: this.#head + 1 }, (event) =>
        this.stage.announce("cqrs-event", event),
      );
    }
    this.#story = this.begin(this.#words);
    for (const fact of engine.read({})) {
      this.#story.follow(fact);
    }
    this.#slot = { kind: "empty" };
    this.#look(engine);
  }

  #look(engine: Engine): void {
    this.#asking.look(engine, this.#timeline.asked(engine));
    this.stage.redraw();
  }

  // ---- telling

  #tell(command: Command, from: Element | null): Failure | undefined {
    let failure: Failure | undefined;
    this.#withEngine((engine) => {
      const result = this.#dispatch(engine, command, from);
      failure = result.ok ? undefined : result;
    });
    return failure;
  }

  #dispatch(engine: Engine, command: Command, from: Element | null): Receipt | Failure {
    this.#steps.settle();
    this.#timeline.now();
    const known = engine.stats().head;
    this.stage.announce("cqrs-command", command);
    const result = engine.dispatch(command);
    this.#told.get(engine)?.push(command);
    const facts = engine.read({ from: known + 1 });
    const { head } = engine.stats();
    this.#last = command;
    this.#askedSinceTold = 0;
    this.#counts = withTold(this.#counts, facts.length);
    this.#ran = codeOf(
      this.stage,
      `cqrs.dispatch(${literal(command)})`,
      result,
      deciding(command, result, facts),
    );
    this.#slot = { kind: "intent", label: command.type };
    this.#tape.jumpToTheEnd();
    travel(this.#layer(), from, this.stage.find(".slot"), "intent", command.type);
    if (result.ok) {
      this.#steps.later(travel_ms, () => this.#recorded(command, result, facts, head));
      this.#steps.later(travel_ms + follow_ms, () => this.#follow(engine, facts));
    } else {
      this.stage.announce("cqrs-rejected", { command, failure: result });
      this.#steps.later(travel_ms, () => this.#refused(command, result, head));
    }
    this.stage.redraw();
    void showRefusal(this.stage);
    return result;
  }

  #recorded(command: Command, receipt: Receipt, facts: readonly Recorded[], head: number): void {
    for (const fact of facts) {
      this.#story.follow(fact);
    }
    this.#head = head;
    this.#slot = { kind: "empty" };
    const names = facts.map((fact) => fact.type).join(", ");
    const { position } = receipt;
    const outcome =
      facts.length > 0
        ? this.#words.say("facts_added", { count: facts.length, names, position })
        : this.#words.say("nothing_had_to_happen", { head });
    const text = `${this.#story.told(command)} ${outcome}`;
    this.#said = { kind: "fact", lead: this.#words.say("recorded"), text };
    void this.#tape.toTheEnd();
  }

  #refused(command: Command, failure: Failure, head: number): void {
    const words = this.#words;
    const leads = { rejected: "refused", invalid: "not_understood" } as const;
    const reason = failure.reason ?? failure.code;
    this.#slot = { kind: "refused", label: command.type, reason };
    this.#counts = withRefusal(this.#counts, reason);
    const why = failure.reason ? this.#story.refusal(failure, command) : failure.message;
    const still = words.say(head === 0 ? "still_empty" : "still_ends", { head });
    const known = failure.code === "rejected" || failure.code === "invalid";
    const lead = words.say(known ? leads[failure.code as keyof typeof leads] : "not_done");
    this.#said = { kind: "refused", lead, reason, text: `${words.capitalised(why)}. ${still}` };
    void this.#tape.toTheEnd();
  }

  /** After a fact, the screen asks again for what it shows. */
  #follow(engine: Engine, facts: readonly Recorded[]): void {
    const entry = this.stage.find(".entry.last");
    for (const name of facts.length > 0 ? this.#asking.follow(engine) : []) {
      travel(this.#layer(), entry, this.stage.find(`#answer-${name}`), "fact", "");
    }
  }

  // ---- asking

  #ask(engine: Engine, name: string, repeat: number, from: Element | null): void {
    this.#steps.settle();
    const question = this.#story.questions().find((question) => question.name === name);
    if (!question) {
      return;
    }
    const { result, grown } = this.#asking.ask(
      engine,
      this.#timeline.asked(engine),
      question,
      repeat,
    );
    const { head } = engine.stats();
    this.#askedSinceTold += repeat;
    this.#counts = withAsked(this.#counts, name, repeat);
    this.#slot = { kind: "empty" };
    const call = `cqrs.query(${JSON.stringify(name)}, ${literal(question.params)})`;
    this.#ran = codeOf(this.stage, call, result, [`query ${name}`]);
    const count = this.#askedSinceTold;
    const key = grown > 0 ? "asked_and_grew" : head === 0 ? "asked_while_empty" : "asked_unmoved";
    const empty = result.ok && result.data === null ? ` ${question.nothing}` : "";
    const text = this.#words.say(key, { count, head, grown }) + empty;
    this.#said = { kind: "answer", lead: this.#words.say("answered"), text };
    travel(this.#layer(), from, this.stage.find(`#answer-${name}`), "answer", "?");
    this.stage.redraw();
  }

  readonly #onTell = (offer: Tell) => (event: Event) => {
    this.#tell(offer.command, event.currentTarget as Element);
    if (this.#form.open) {
      this.#form.show(this.#schemas, offer.command);
    }
  };

  readonly #onAsk = (name: string, repeat: number) => (event: Event) => {
    const from = event.currentTarget as Element;
    this.#withEngine((engine) => this.#ask(engine, name, repeat, from));
  };

  #edit(): void {
    this.#withEngine(() => {
      this.#form.open = !this.#form.open;
      const first = this.#story.first().command;
      // What was begun last cannot be begun again: then the next one is more use.
      const last = this.#last?.type === first.type ? first : this.#last;
      this.#form.show(this.#schemas, last ?? first);
    });
  }

  // ---- what is drawn

  render(): TemplateResult {
    const { told, asked, refused } = this.#counts;
    const story = this.#story;
    const words = this.#words;
    return html`
      ${this.#heading()} ${this.#prediction.render(story.guess, story.settles(this.#counts))}
      <div class="frame" part="frame">
        ${this.#narrator()} ${this.#commands()}
        <section role="group" class="column middle" aria-label=${words.say("the_tape")}>
          ${this.#title("fact", words.say("the_tape"), words.say("what_happened"))}
          ${this.#timeline.banner(this.#head)}
          ${this.#tape.render(this.#head, this.#slot, this.#invitation())} ${this.#foot()}
          ${this.#timeline.render(this.#head)}
        </section>
        ${this.#asking.render(
          this.#title("answer", words.say("ask"), words.say("read_models_small")),
          story.questions(),
          this.#head,
          asked,
        )}
      </div>
      <details class="code" part="code" open>
        <summary>${this.stage.words.say("code_that_ran")}</summary>
        ${this.#ran ?? html`<p class="blank">${this.stage.words.say("nothing_ran")}</p>`}
      </details>
      ${this.#judgement.render(
        [
          [words.say("done_told"), told > refused],
          [words.say("done_asked"), asked > 0],
          [words.say("done_refused"), refused > 0],
        ],
        story.verdict,
      )}
      <div class="layer" aria-hidden="true"></div>
    `;
  }

  #layer(): Element | null {
    return this.stage.find(".layer");
  }

  /** Where the scene's heading stands in the outline of the page around it. */
  #level(): number {
    const level = this.stage.headingLevel;
    return level >= 1 && level <= 6 ? level : 2;
  }

  #title(kind: IconName, title: string, what: string): TemplateResult {
    return html`<p class="title ${kind}" role="heading" aria-level=${this.#level() + 1}>
      ${icon(kind)}${title} <small>${what}</small>
    </p>`;
  }

  #heading(): TemplateResult {
    return html`<header class="heading" part="heading">
      <div>
        <p class="name" role="heading" aria-level=${this.#level()}>${this.#story.title}</p>
        <blockquote>“${this.#story.claim}”</blockquote>
      </div>
      <button class="quiet restart" @click=${() => this.#startOver()}>
        ${icon("again")}<span>${this.stage.words.say("start_over")}</span>
      </button>
    </header>`;
  }

  #narrator(): TemplateResult {
    // While a command is on its way nothing else changes under the reader's hand.
    if (this.#slot.kind !== "intent") {
      this.#offers = this.#story.next(this.#counts);
    }
    const chips = this.#offers.map((offer) => {
      const kind = offer.kind === "tell" ? "intent" : "answer";
      const act =
        offer.kind === "tell" ? this.#onTell(offer) : this.#onAsk(offer.question, offer.times);
      return html`<button class="chip ${kind}" @click=${act}>${icon(kind)}${offer.label}</button>`;
    });
    return narrator(this.stage, this.#said, chips);
  }

  #commands(): TemplateResult {
    const first = this.#story.first();
    const words = this.#words;
    return html`<section role="group" class="column tell" aria-label=${words.say("commands")}>
      ${this.#title("intent", words.say("tell"), words.say("commands_small"))}
      ${this.#story.hand(() => this.stage.redraw())}
      <button class="primary first" @click=${this.#onTell(first)}>
        ${icon("intent")}${first.label}
      </button>
      ${this.#others()}
      <button class="quiet edit" aria-expanded=${this.#form.open} @click=${() => this.#edit()}>
        ${icon("edit")}${words.say("edit_command")}
      </button>
      ${this.#form.open ? this.#form.render() : nothing}
    </section>`;
  }

  #others(): TemplateResult {
    const others = this.#story.others();
    if (others.length === 0) {
      return html`<p class="blank">${this.#words.say("tell_next")}</p>`;
    }
    return html`<div class="others">
      ${this.#story.subject(() => this.stage.redraw())}
      <ul>
        ${others.map(
          (offer) =>
            html`<li>
              <button class="command" @click=${this.#onTell(offer)}>
                ${icon("intent")}<span>${offer.label}</span><code>${offer.command.type}</code>
              </button>
            </li>`,
        )}
      </ul>
    </div>`;
  }

  #invitation(): string {
    return this.#broken === undefined ? this.#words.say("tape_invites") : "";
  }

  #foot(): TemplateResult {
    if (this.#broken !== undefined) {
      return html`<div class="foot broken">
        <span
          >${icon("refused")}${this.stage.words.say("engine_missing", { message: this.#broken })}</span
        >
        <button class="quiet" @click=${() => this.approach()}>
          ${icon("again")}${this.stage.words.say("try_again")}
        </button>
      </div>`;
    }
    const head = this.#head;
    const since = this.#askedSinceTold;
    const words = this.#words;
    return html`<div class="foot">
      <span
        >${
          head === 0
            ? words.say("tape_empty")
            : words.rich("tape_ends", { head: html`<b>${words.number(head)}</b>` })
        }</span
      >
      ${
        since > 0
          ? html`<span class="unmoved"
              >${icon("answer")}${words.say("asked_still", { count: since, head })}</span
            >`
          : nothing
      }
      ${head > 0 || this.#timeline.open ? this.#timeline.button() : nothing}
    </div>`;
  }
}

export const scene: SceneModule = {
  sheets: [sheet],
  domains: {
    orders: (stage) => new AskOrTell(stage, (words) => new Shop(words)),
    bank: (stage) => new AskOrTell(stage, (words) => new Bank(words)),
  },
};
