import { html, nothing, type TemplateResult } from "lit";
import { sources } from "virtual:sources";
import {
  openEngine,
  type Answer,
  type Command,
  type Engine,
  type Failure,
  type JsonSchema,
  type Receipt,
  type Recorded,
} from "../../engine.js";
import { listing, literal } from "../../frame/code.js";
import { CommandForm } from "../../frame/form.js";
import { icon, type IconName } from "../../frame/icons.js";
import { Tape, type Slot } from "../../frame/tape.js";
import { land, travel, travel_ms } from "../../frame/travel.js";
import { capitalised, count, times } from "../../frame/words.js";
import type { Scene, Stage } from "../scene.js";
import type { Ask, Counts, Question, Story, Tell } from "./story.js";

/** Between a fact on the tape and the answers that follow it. */
const follow_ms = 320;

const stamps = ["holds", "holds at a price", "does not hold here"] as const;

/** What was just seen. */
interface Sentence {
  kind: "intent" | "fact" | "answer" | "refused";
  lead: string;
  reason?: string;
  text: string;
}

/** An answer that the reader has been given, as it was then. */
interface Given {
  question: Question;
  result: Answer<unknown> | Failure;
}

/** Commands tell and may be refused; queries ask and change nothing. */
export class AskOrTell implements Scene {
  #story: Story;
  #engine: Engine | undefined;
  #opening: Promise<void> | undefined;
  #broken: string | undefined;
  #left = false;

  readonly #tape: Tape;
  readonly #form: CommandForm;
  #schemas: Record<string, JsonSchema> = {};
  #head = 0;
  #slot: Slot = { kind: "empty" };
  #given = new Map<string, Given>();
  #following = true;
  #askedAgain = 0;
  #askedSince = 0;
  #addedByAsking = 0;
  #counts = counted();
  #said: Sentence;
  #last: Command | undefined;
  #ran: TemplateResult | undefined;
  #guess: number | "skipped" | undefined;
  #stamp: string | undefined;
  #steps: { timer: ReturnType<typeof setTimeout>; run: () => void }[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly begin: () => Story,
  ) {
    this.#story = begin();
    this.#said = { kind: "intent", lead: "Begin here", text: this.#story.begin };
    this.#tape = new Tape(
      (event) => capitalised(this.#story.summary(event)),
      () => stage.redraw(),
      (position, focus) => void this.#reveal(position, focus),
    );
    this.#form = new CommandForm(
      () => stage.redraw(),
      (command) => this.#tell(command, stage.find(".form [type=submit]")),
      (selector) => void this.#focus(`.form ${selector}`),
    );
  }

  approach(): void {
    this.#opening ??= this.#open();
  }

  leave(): void {
    this.#left = true;
    this.#cancelSteps();
    land(this.#layer());
    this.#engine?.close();
    this.#engine = undefined;
  }

  render(): TemplateResult {
    return html`
      ${this.#heading()} ${this.#prediction()}
      <div class="frame" part="frame">
        ${this.#commands()}
        <section class="column middle" aria-label="The tape">
          ${this.#title("fact", "The tape", "what happened")}
          ${this.#tape.render(this.#head, this.#slot, this.#invitation())} ${this.#foot()}
          ${this.#narration()}
        </section>
        ${this.#answers()}
      </div>
      ${this.#code()} ${this.#judgement()}
      <div class="layer" aria-hidden="true"></div>
    `;
  }

  // ---- the engine

  async #open(): Promise<void> {
    try {
      const engine = await openEngine(this.#story.domain);
      if (this.#left) {
        engine.close();
        return;
      }
      this.#engine = engine;
      this.#broken = undefined;
      this.#schemas = engine.schema().commands;
      engine.subscribe({}, (event) => {
        this.#tape.add(event);
        this.stage.announce("cqrs-event", event);
      });
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
    this.#cancelSteps();
    this.#engine?.close();
    this.#engine = this.#opening = undefined;
    this.#story = this.begin();
    this.#tape.clear();
    this.#form.open = false;
    this.#head = this.#askedAgain = this.#askedSince = this.#addedByAsking = 0;
    this.#slot = { kind: "empty" };
    this.#given = new Map();
    this.#counts = counted();
    this.#last = this.#ran = this.#guess = this.#stamp = undefined;
    this.#said = { kind: "intent", lead: "A new tape", text: this.#story.begin };
    this.approach();
    this.stage.redraw();
  }

  // ---- telling

  #tell(command: Command, from: Element | null): Failure | undefined {
    let failure: Failure | undefined;
    this.#withEngine((engine) => {
      failure = this.#dispatch(engine, command, from);
    });
    return failure;
  }

  #dispatch(engine: Engine, command: Command, from: Element | null): Failure | undefined {
    this.#settle();
    const known = this.#tape.events.length;
    this.stage.announce("cqrs-command", command);
    const result = engine.dispatch(command);
    const facts = this.#tape.events.slice(known);
    const { head } = engine.stats();
    this.#last = command;
    this.#askedSince = 0;
    this.#count({ told: 1, facts: facts.length, refused: result.ok ? 0 : 1 });
    this.#slot = { kind: "intent", label: command.type };
    const decide = `decide ${command.type}`;
    const others = result.ok
      ? facts.map((fact) => `evolve ${fact.type}`)
      : [`refuse ${sources[decide]?.where} ${result.reason}`];
    this.#ran = codeOf(`cqrs.dispatch(${literal(command)})`, result, [decide, ...others]);
    const reel = this.stage.find(".reel");
    reel?.scrollTo({ top: reel.scrollHeight, left: reel.scrollWidth, behavior: "instant" });
    travel(this.#layer(), from, this.stage.find(".slot"), "intent", command.type);
    if (result.ok) {
      this.#later(travel_ms, () => this.#recorded(command, result, facts, head));
      this.#later(travel_ms + follow_ms, () => this.#follow(engine, facts));
    } else {
      this.stage.announce("cqrs-rejected", { command, failure: result });
      this.#later(travel_ms, () => this.#refused(command, result, head));
    }
    this.stage.redraw();
    return result.ok ? undefined : result;
  }

  #recorded(command: Command, receipt: Receipt, facts: readonly Recorded[], head: number): void {
    for (const fact of facts) {
      this.#story.follow(fact);
    }
    this.#head = head;
    this.#slot = { kind: "empty" };
    const names = facts.map((fact) => fact.type).join(", ");
    this.#said = {
      kind: "fact",
      lead: "Recorded",
      text:
        `You told ${this.#story.place} to ${this.#story.intent(command)}. ` +
        (facts.length > 0
          ? `That is now ${count(facts.length, "fact")}, ${names}, at ${receipt.position}.`
          : `Nothing had to happen, so the tape still ends at ${head}.`),
    };
    void this.#toTheEnd();
  }

  #refused(command: Command, failure: Failure, head: number): void {
    const rule = failure.code === "rejected";
    const reason = failure.reason ?? failure.code;
    this.#slot = { kind: "refused", label: command.type, reason };
    this.#count({ reason });
    const why = rule ? this.#story.refusal(failure, command) : failure.message;
    this.#said = {
      kind: "refused",
      lead: rule ? "Refused" : "Not understood",
      reason,
      text: `${capitalised(why)}. ${
        head === 0
          ? "The tape is still empty."
          : `Nothing was recorded; the tape still ends at ${head}.`
      }`,
    };
    void this.#toTheEnd();
  }

  /** After a fact, the screen asks again what it shows. */
  #follow(engine: Engine, facts: readonly Recorded[]): void {
    if (!this.#following || facts.length === 0) {
      return;
    }
    const entry = this.stage.find(".entry.last");
    const before = engine.stats().head;
    for (const [name, { question }] of this.#given) {
      this.#askedAgain += 1;
      this.#given.set(name, { question, result: engine.query(name, question.params) });
      travel(this.#layer(), entry, this.stage.find(`#answer-${name}`), "fact", "");
    }
    this.#addedByAsking += engine.stats().head - before;
  }

  // ---- asking

  #ask(name: string, repeat: number, from: Element | null): void {
    this.#withEngine((engine) => this.#query(engine, name, repeat, from));
  }

  #query(engine: Engine, name: string, repeat: number, from: Element | null): void {
    this.#settle();
    const question = this.#story.questions().find((question) => question.name === name);
    if (!question) {
      return;
    }
    const before = engine.stats().head;
    let result = engine.query(name, question.params);
    for (let i = 1; i < repeat; i += 1) {
      result = engine.query(name, question.params);
    }
    const { head } = engine.stats();
    this.#given.set(name, { question, result });
    this.#askedSince += repeat;
    this.#addedByAsking += head - before;
    this.#count({ asked: repeat, question: name });
    this.#slot = { kind: "empty" };
    this.#ran = codeOf(`cqrs.query(${JSON.stringify(name)}, ${literal(question.params)})`, result, [
      `query ${name}`,
    ]);
    const end = head === 0 ? "it is still empty" : `it still ends at ${head}`;
    const still = head === before ? `the tape did not move: ${end}` : `the tape moved to ${head}`;
    const empty = result.ok && result.data === null ? ` ${question.nothing}` : "";
    this.#said = {
      kind: "answer",
      lead: "Answered",
      text: `You asked ${times(this.#askedSince)}; ${still}.${empty}`,
    };
    travel(this.#layer(), from, this.stage.find(`#answer-${name}`), "answer", "?");
    this.stage.redraw();
  }

  // ---- one thing after the other

  #later(wait_ms: number, run: () => void): void {
    const step = {
      run,
      timer: setTimeout(() => {
        this.#steps.shift();
        run();
        this.stage.redraw();
      }, wait_ms),
    };
    this.#steps.push(step);
  }

  /** Brings what is still on its way to its end, at once. */
  #settle(): void {
    for (const { timer, run } of this.#steps.splice(0)) {
      clearTimeout(timer);
      run();
    }
  }

  #cancelSteps(): void {
    for (const { timer } of this.#steps.splice(0)) {
      clearTimeout(timer);
    }
  }

  /** Scrolls the tape, and never the page, to its end. */
  async #toTheEnd(): Promise<void> {
    this.stage.redraw();
    await this.stage.drawn();
    const reel = this.stage.find(".reel");
    reel?.scrollTo({ top: reel.scrollHeight, left: reel.scrollWidth });
  }

  /** Scrolls the tape, and never the page, so that an entry is in sight. */
  async #reveal(position: number, focus: boolean): Promise<void> {
    await this.stage.drawn();
    const reel = this.stage.find(".reel");
    const entry = this.stage.find<HTMLElement>(`[data-position="${position}"]`);
    if (!reel || !entry) {
      return;
    }
    const [around, box] = [reel.getBoundingClientRect(), entry.getBoundingClientRect()];
    reel.scrollBy({
      top: outside(box.top, box.bottom, around.top, around.bottom),
      left: outside(box.left, box.right, around.left, around.right),
    });
    if (focus) {
      entry.focus({ preventScroll: true });
    }
  }

  async #focus(selector: string): Promise<void> {
    await this.stage.drawn();
    this.stage.find<HTMLElement>(selector)?.focus();
  }

  #layer(): Element | null {
    return this.stage.find(".layer");
  }

  #count(
    more: Partial<Record<"told" | "asked" | "facts" | "refused", number>> & {
      reason?: string;
      question?: string;
    },
  ): void {
    const { told = 0, asked = 0, facts = 0, refused = 0, reason, question } = more;
    const old = this.#counts;
    this.#counts = {
      told: old.told + told,
      asked: old.asked + asked,
      facts: old.facts + facts,
      refused: old.refused + refused,
      reasons: reason ? new Set([...old.reasons, reason]) : old.reasons,
      questions: question ? new Set([...old.questions, question]) : old.questions,
    };
  }

  // ---- what is drawn

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
        ${icon("again")}<span>Start over</span>
      </button>
    </header>`;
  }

  #prediction(): TemplateResult {
    const { question, options, right, seen, outcome } = this.#story.guess;
    const guess = this.#guess;
    const choose = (next: number | "skipped") => {
      this.#guess = next;
      this.stage.redraw();
      void this.#focus(".first");
    };
    if (guess === undefined) {
      return html`<div class="guess" role="group" aria-label="A guess before you begin">
        <p>${question}</p>
        <div class="options">
          ${options.map((option, i) => html`<button @click=${() => choose(i)}>${option}</button>`)}
          <button class="quiet" @click=${() => choose("skipped")}>Skip</button>
        </div>
      </div>`;
    }
    const yours = guess === "skipped" ? "No guess" : `Your guess: ${options[guess]?.toLowerCase()}`;
    const known = seen(this.#counts);
    const verdict = guess === right ? "You were right" : "As it turned out";
    return html`<div class="guess made">
      <p>${question}</p>
      <p class="outcome">
        <strong>${yours}.</strong>
        ${known ? html`${verdict}: ${outcome}.` : "Try it and see."}
      </p>
    </div>`;
  }

  #commands(): TemplateResult {
    const changed = () => this.stage.redraw();
    const first = this.#story.first();
    const others = this.#story.others();
    return html`<section class="column tell" aria-label="Commands">
      ${this.#title("intent", "Tell", "commands")} ${this.#story.hand(changed)}
      <button class="primary first" @click=${this.#onTell(first)}>
        ${icon("intent")}${first.label}
      </button>
      ${
        others.length > 0
          ? html`<div class="others">
              ${this.#story.subject(changed)}
              <ul>
                ${others.map(
                  (offer) =>
                    html`<li>
                      <button class="command" @click=${this.#onTell(offer)}>
                        ${icon("intent")}<span>${offer.label}</span
                        ><code>${offer.command.type}</code>
                      </button>
                    </li>`,
                )}
              </ul>
            </div>`
          : html`<p class="blank">What you can tell next appears here.</p>`
      }
      <button
        class="quiet edit"
        aria-expanded=${this.#form.open ? "true" : "false"}
        @click=${() => this.#edit()}
      >
        ${icon("edit")}Edit command
      </button>
      ${this.#form.open ? this.#form.render() : nothing}
    </section>`;
  }

  #edit(): void {
    this.#withEngine(() => {
      this.#form.open = !this.#form.open;
      const first = this.#story.first().command;
      // What was begun last cannot be begun again: then the next one is more use.
      const last = this.#last?.type === first.type ? first : this.#last;
      this.#form.show(this.#schemas, last ?? first);
    });
  }

  readonly #onTell = (offer: Tell) => (event: Event) => {
    this.#tell(offer.command, event.currentTarget as Element);
    if (this.#form.open) {
      this.#form.show(this.#schemas, offer.command);
    }
  };

  readonly #onAsk = (name: string, repeat: number) => (event: Event) =>
    this.#ask(name, repeat, event.currentTarget as Element);

  #invitation(): string {
    return this.#broken === undefined
      ? "Empty. Nothing has happened yet, and it will not until you tell it something."
      : "";
  }

  #foot(): TemplateResult {
    if (this.#broken !== undefined) {
      return html`<div class="foot broken">
        <span>${icon("refused")}The engine could not be loaded: ${this.#broken}</span>
        <button class="quiet" @click=${() => this.approach()}>${icon("again")}Try again</button>
      </div>`;
    }
    const since = this.#askedSince;
    return html`<div class="foot">
      <span class="end">
        ${this.#head === 0 ? "The tape is empty" : html`The tape ends at <b>${this.#head}</b>`}
      </span>
      ${
        since > 0
          ? html`<span class="unmoved"
              >${icon("answer")}asked ${times(since)}, still ${this.#head}</span
            >`
          : nothing
      }
    </div>`;
  }

  #narration(): TemplateResult {
    const { kind, lead, reason, text } = this.#said;
    // While a command is on its way nothing else changes under the reader's hand.
    if (this.#slot.kind !== "intent") {
      this.#offers = this.#story.next(this.#counts);
    }
    const offers = this.#offers;
    return html`<div class="narration ${kind}">
        <div class="said" role="status" aria-atomic="true">
          <p class="lead">
            ${icon(kind)}<strong>${lead}</strong>${reason ? html` <code>${reason}</code>` : nothing}
          </p>
          <p>${text}</p>
        </div>
      </div>
      <div class="next" role="group" aria-label="Try next">
        ${offers.length > 0 ? html`<span class="label">Try next</span>` : nothing}
        ${offers.map((offer) => this.#chip(offer))}
      </div>`;
  }

  #offers: (Tell | Ask)[] = [];

  #chip(offer: Tell | Ask): TemplateResult {
    const act =
      offer.kind === "tell" ? this.#onTell(offer) : this.#onAsk(offer.question, offer.times);
    const kind = offer.kind === "tell" ? "intent" : "answer";
    return html`<button class="chip ${kind}" @click=${act}>${icon(kind)}${offer.label}</button>`;
  }

  #answers(): TemplateResult {
    return html`<section class="column ask" aria-label="Read models">
      ${this.#title("answer", "Ask", "read models")}
      ${this.#story.questions().map((question) => this.#answer(question))}
      <label class="follow">
        <input
          type="checkbox"
          .checked=${this.#following}
          @change=${(event: Event) => this.#setFollowing((event.target as HTMLInputElement).checked)}
        />
        <span>Ask again after each fact</span>
      </label>
      <p class="tally">
        Asked by you: ${this.#counts.asked}. By this screen: ${this.#askedAgain}. Facts added by
        asking: ${this.#addedByAsking}.
      </p>
    </section>`;
  }

  #answer(question: Question): TemplateResult {
    const { name } = question;
    const given = this.#given.get(name);
    const answer = given?.result.ok ? given.result : undefined;
    const stale = answer !== undefined && answer.asOf < this.#head;
    return html`<article
      class="model ${given ? "given" : ""} ${stale ? "stale" : ""}"
      id="answer-${name}"
    >
      <button class="question" @click=${this.#onAsk(name, 1)}>
        <span>${question.label}</span><span class="go">${icon("answer")}Ask</span>
      </button>
      ${given ? this.#reply(given) : html`<p class="blank">Nobody has asked yet.</p>`}
      ${
        answer
          ? html`<p class="as-of">
              ${
                stale
                  ? html`${icon("stale")}as of ${answer.asOf}; the tape ends at ${this.#head}`
                  : html`as of ${answer.asOf}`
              }
              <code>${name}</code>
            </p>`
          : nothing
      }
    </article>`;
  }

  #reply({ question, result }: Given): TemplateResult {
    if (!result.ok) {
      return html`<p class="complaint">${icon("refused")}${result.message}</p>`;
    }
    return result.data === null
      ? html`<p class="aside">No answer: there is nothing by that name.</p>`
      : question.answer(result.data as never);
  }

  #setFollowing(on: boolean): void {
    this.#following = on;
    this.stage.redraw();
  }

  #code(): TemplateResult {
    return html`<details class="code" part="code" open>
      <summary>The code that ran</summary>
      ${this.#ran ?? html`<p class="blank">Nothing has run yet. The call you cause will stand here, with your values in it.</p>`}
    </details>`;
  }

  #judgement(): TemplateResult {
    const { told, asked, refused } = this.#counts;
    const steps: [string, boolean][] = [
      ["told it something", told > refused],
      ["asked it something", asked > 0],
      ["been refused", refused > 0],
    ];
    const ready = steps.every(([, done]) => done);
    return html`<footer class="judgement" part="stamp">
      <div>
        <p class="label">Does the claim hold?</p>
        <ul class="done">
          ${steps.map(
            ([step, done]) =>
              html`<li class=${done ? "yes" : ""}>
                ${done ? icon("done") : html`<span class="todo"></span>`}${done ? "" : "not yet "}${step}
              </li>`,
          )}
        </ul>
      </div>
      ${this.#stamp === undefined ? this.#ballot(ready) : this.#stamped(this.#stamp)}
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

  #judge(stamp: string): void {
    this.#stamp = stamp;
    this.stage.redraw();
    void this.#focus(".stamped");
  }

  #stamped(mine: string): TemplateResult {
    const { stamp, why } = this.#story.verdict;
    return html`<div class="stamped" tabindex="-1">
      <p class="stamp"><small>you</small>${mine}</p>
      <p class="stamp ours"><small>this page</small>${stamp}</p>
      <p class="why">
        ${why}
        <button class="quiet" @click=${() => this.#unjudge()}>Judge again</button>
      </p>
    </div>`;
  }

  #unjudge(): void {
    this.#stamp = undefined;
    this.stage.redraw();
    void this.#focus(".ballot button");
  }
}

/** How far something must be moved to lie within its surroundings. */
function outside(from: number, to: number, start: number, end: number): number {
  return from < start ? from - start : to > end ? Math.min(to - end, from - start) : 0;
}

function counted(): Counts {
  return { told: 0, asked: 0, facts: 0, refused: 0, reasons: new Set(), questions: new Set() };
}

/** The call that was made, what came back, and the C++ behind it. */
function codeOf(call: string, result: object, names: string[]): TemplateResult {
  const answer = literal(result).replaceAll("\n", "\n// ");
  const cpp = names.flatMap((name) => sources[name] ?? []);
  return html`<div class="listings">
    ${listing("JavaScript", "in this page", `${call}\n// → ${answer}`)}
    ${
      cpp.length > 0
        ? listing(
            "C++",
            [...new Set(cpp.map((source) => source.where))].join(", "),
            cpp.map((source) => source.code).join("\n\n"),
          )
        : nothing
    }
  </div>`;
}
