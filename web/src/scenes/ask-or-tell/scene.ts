import { html, type TemplateResult } from "lit";
import {
  openEngine,
  type Command,
  type Data,
  type Engine,
  type Failure,
  type JsonSchema,
  type Receipt,
  type Recorded,
} from "../../engine.js";
import { literal } from "../../frame/code.js";
import type { CommandForm } from "../../frame/form.js";
import { icon } from "../../frame/icons.js";
import type { Words } from "../../frame/language.js";
import type { Stage } from "../../frame/stage.js";
import { travel } from "../../frame/travel.js";
import type { Outcome } from "../act.js";
import { oneOf, type Deeds, type Settings } from "../deeds.js";
import sharedSheet from "../lesson.css";
import { Lesson, type Offer } from "../lesson.js";
import type { SceneModule } from "../scene.js";
import { Asking } from "./asking.js";
import { none, withAsked, withRefusal, withTold } from "./counts.js";
import sheet from "./scene.css";
import type { Ask, Story, Tell } from "./story.js";
import { texts } from "./texts.js";

/** Between a fact on the tape and the answers that follow it. */
const follow_ms = 320;
const times_asked = [1, 10];

/** What a link may ask: fields of text and numbers, and few of them. */
function isParams(value: unknown): boolean {
  const fields = Object.entries(Object(value) as Data);
  return (
    fields.length <= 5 &&
    fields.every(
      ([, field]) =>
        typeof field === "number" || (typeof field === "string" && field.length <= 200),
    )
  );
}

/** Commands tell and may be refused; queries ask and change nothing. */
class AskOrTell extends Lesson {
  readonly #words: Words<typeof texts>;
  #story: Story;
  #form: CommandForm | undefined;
  readonly #asking: Asking;
  #schemas: Record<string, JsonSchema> = {};
  #counts = none;
  #askedSinceTold = 0;
  #last: Command | undefined;

  constructor(
    stage: Stage,
    private readonly begin: (stage: Stage) => Story,
  ) {
    super(stage);
    const words = stage.texts("ask-or-tell", texts);
    this.#words = words;
    this.#story = begin(stage);
    this.#asking = new Asking(
      stage,
      words,
      (name) => (event) => this.#ask(name, 1, event.currentTarget as Element),
    );
  }

  protected get plot(): Story {
    return this.#story;
  }

  protected override get settings(): Settings {
    return this.#story.settings;
  }

  protected override get deeds(): Deeds {
    return {
      ask: {
        takes: {
          name: oneOf(...this.#story.questions().map(({ name }) => name)),
          params: isParams,
          times: oneOf(...times_asked),
        },
        run: (engine, { name, params, times }) =>
          this.#answer(engine, String(name), params as Data, Number(times)),
      },
    };
  }

  protected open(): Promise<Engine> {
    return openEngine(this.stage.parts);
  }

  protected opened(engine: Engine): void {
    this.#schemas = engine.schema().commands;
    this.follow(engine);
  }

  protected override joined(engine: Engine): void {
    this.#story = this.begin(this.stage);
    for (const fact of engine.read({})) {
      this.#story.follow(fact);
    }
    this.moved();
  }

  protected override moved(): void {
    if (this.engine) {
      this.#asking.look(this.engine, this.asked(this.engine));
    }
    this.stage.redraw();
  }

  protected clear(): void {
    this.#story = this.begin(this.stage);
    this.#asking.clear();
    this.#form = undefined;
    this.#askedSinceTold = 0;
    this.#counts = none;
    this.#last = undefined;
    this.say("intent", this.#words.say("a_new_tape"), this.#story.begin);
  }

  protected settles(): boolean {
    return this.#story.settles(this.#counts);
  }

  protected toDo(): [string, boolean][] {
    const { told, asked, refused } = this.#counts;
    return [
      [this.#words.say("done_told"), told > refused],
      [this.#words.say("done_asked"), asked > 0],
      [this.#words.say("done_refused"), refused > 0],
    ];
  }

  protected override summary(event: Recorded): string {
    return this.#words.capitalised(this.#story.summary(event));
  }

  // ---- telling

  #tell(command: Command, from: Element | null): Failure | undefined {
    let failure: Failure | undefined;
    this.withEngine((engine) => {
      const result = this.retell(engine, command, from);
      failure = result.ok ? undefined : result;
    });
    return failure;
  }

  protected override retell(
    engine: Engine,
    command: Command,
    from: Element | null = null,
  ): Receipt | Failure {
    this.#last = command;
    this.#askedSinceTold = 0;
    return this.tell(engine, command, from, (outcome) => this.#seen(engine, command, outcome));
  }

  #seen(engine: Engine, command: Command, { result, facts }: Outcome): void {
    this.#counts = withTold(this.#counts, facts.length);
    if (result.ok) {
      this.#recorded(command, result, facts);
      this.steps.later(follow_ms, () => this.#follow(engine, facts));
    } else {
      this.#refused(command, result);
    }
  }

  #recorded(command: Command, { position }: Receipt, facts: readonly Recorded[]): void {
    for (const fact of facts) {
      this.#story.follow(fact);
    }
    const words = this.#words;
    const names = facts.map((fact) => fact.type).join(", ");
    const outcome =
      facts.length > 0
        ? words.say("facts_added", { count: facts.length, names, position })
        : words.say("nothing_had_to_happen", { head: this.head });
    this.say("fact", words.say("recorded"), `${this.#story.told(command)} ${outcome}`);
  }

  #refused(command: Command, failure: Failure): void {
    const words = this.#words;
    const { head } = this;
    const leads = { rejected: "refused", invalid: "not_understood" } as const;
    const reason = failure.reason ?? failure.code;
    this.#counts = withRefusal(this.#counts, reason);
    const why = failure.reason ? this.#story.refusal(failure, command) : failure.message;
    const still = words.say(head === 0 ? "still_empty" : "still_ends", { head });
    const known = failure.code === "rejected" || failure.code === "invalid";
    const lead = words.say(known ? leads[failure.code as keyof typeof leads] : "not_done");
    this.say("refused", lead, `${words.capitalised(why)}. ${still}`, reason);
  }

  /** After a fact, the screen asks again for what it shows. */
  #follow(engine: Engine, facts: readonly Recorded[]): void {
    const entry = this.stage.find(".entry.last");
    for (const name of facts.length > 0 ? this.#asking.follow(engine) : []) {
      travel(this.stage.find(".layer"), entry, this.stage.find(`#answer-${name}`), "fact", "");
    }
  }

  // ---- asking

  #ask(name: string, times: number, from: Element | null): void {
    this.withEngine(() => {
      const params = this.#story.questions().find((question) => question.name === name)?.params;
      this.do("ask", { name, params, times });
      travel(this.stage.find(".layer"), from, this.stage.find(`#answer-${name}`), "answer", "?");
    });
  }

  #answer(engine: Engine, name: string, params: Data, times: number): void {
    this.steps.settle();
    const question = this.#story.questions().find((question) => question.name === name);
    if (!question) {
      return;
    }
    const asked = { ...question, params };
    const { result, grown } = this.#asking.ask(engine, this.asked(engine), asked, times);
    const { head } = engine.stats();
    this.#askedSinceTold += times;
    this.#counts = withAsked(this.#counts, name, times);
    this.slot = { kind: "empty" };
    const call = `cqrs.query(${JSON.stringify(name)}, ${literal(params)})`;
    this.show(call, result, [`query ${name}`]);
    const count = this.#askedSinceTold;
    const key = grown > 0 ? "asked_and_grew" : head === 0 ? "asked_while_empty" : "asked_unmoved";
    const empty = result.ok && result.data === null ? ` ${question.nothing}` : "";
    const text = this.#words.say(key, { count, head, grown }) + empty;
    this.say("answer", this.#words.say("answered"), text);
    this.stage.redraw();
  }

  readonly #onTell = (offer: Tell) => (event: Event) =>
    this.#take(offer, event.currentTarget as Element);

  #take(offer: Tell | Ask, from: Element): void {
    if (offer.kind === "ask") {
      this.#ask(offer.question, offer.times, from);
      return;
    }
    this.#tell(offer.command, from);
    this.#form?.show(this.#schemas, offer.command);
  }

  #edit(): void {
    this.withEngine((engine) => {
      if (this.#form) {
        this.#form = undefined;
        this.stage.redraw();
      } else {
        this.stage.attempt(() => this.#openForm(engine));
      }
    });
  }

  async #openForm(engine: Engine): Promise<void> {
    const form = await this.form((command) =>
      this.#tell(command, this.stage.find(".form [type=submit]")),
    );
    if (this.engine === engine) {
      const first = this.#story.first().command;
      // What was begun last cannot be begun again: then the next one is more use.
      const last = this.#last?.type === first.type ? first : this.#last;
      this.#form = form;
      form.show(this.#schemas, last ?? first);
    }
  }

  // ---- what is drawn

  protected offers(): Offer[] {
    return this.#story.next(this.#counts).map((offer) => ({
      kind: offer.kind === "tell" ? "intent" : "answer",
      label: offer.label,
      act: (from) => this.#take(offer, from),
    }));
  }

  protected body(): TemplateResult {
    const words = this.#words;
    return html`
      ${this.#commands()}
      ${this.middle(
        words.say("the_tape"),
        words.say("what_happened"),
        this.broken === undefined ? words.say("tape_invites") : "",
      )}
      ${this.#asking.render(
        this.title("answer", words.say("ask"), words.say("read_models_small")),
        this.#story.questions(),
        this.head,
        this.#counts.asked,
      )}
    `;
  }

  #commands(): TemplateResult {
    const first = this.#story.first();
    const words = this.#words;
    return html`<section role="group" class="column tell" aria-label=${words.say("commands")}>
      ${this.title("intent", words.say("tell"), words.say("commands_small"))}
      ${this.#story.hand(() => this.stage.redraw())}
      <button class="primary first" @click=${this.#onTell(first)}>
        ${icon("intent")}${first.label}
      </button>
      ${this.#others()}
      <button
        class="quiet edit"
        aria-expanded=${this.#form !== undefined}
        @click=${() => this.#edit()}
      >
        ${icon("edit")}${words.say("edit_command")}
      </button>
      ${this.#form?.render()}
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

  protected override foot(): TemplateResult {
    const { head, stage } = this;
    const since = this.#askedSinceTold;
    return html`<div class="foot">
      <span
        >${
          head === 0
            ? stage.words.say("tape_empty")
            : stage.words.rich("tape_ends", { head: html`<b>${stage.words.number(head)}</b>` })
        }</span
      >
      ${
        since > 0
          ? html`<span class="unmoved"
              >${icon("answer")}${this.#words.say("asked_still", { count: since, head })}</span
            >`
          : ""
      }
      ${head > 0 ? this.timeButton() : ""}
    </div>`;
  }
}

/** The scene in the domain of that story. */
export function sceneOf(begin: (stage: Stage) => Story): SceneModule {
  return { sheets: [sharedSheet, sheet], begin: (stage) => new AskOrTell(stage, begin) };
}
