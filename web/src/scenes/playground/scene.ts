import { html, nothing, type TemplateResult } from "lit";
import {
  openEngine,
  type Answer,
  type Command,
  type Engine,
  type Failure,
  type JsonSchema,
  type Recorded,
} from "../../engine.js";
import { brief } from "../../frame/brief.js";
import { literal } from "../../frame/code.js";
import type { CommandForm } from "../../frame/form.js";
import { icon } from "../../frame/icons.js";
import { narrator } from "../../frame/narrator.js";
import { plain } from "../../frame/plain.js";
import type { Stage } from "../../frame/stage.js";
import { Act, type Outcome } from "../act.js";
import { between, type Deeds } from "../deeds.js";
import sharedSheet from "../lesson.css";
import type { SceneModule } from "../scene.js";
import { shown } from "./answer.js";
import { bringModule, bringPlay } from "./brought.js";
import {
  Faulty,
  queries_max,
  told,
  type Offered,
  type Play,
  type Question,
  type Says,
} from "./play.js";
import sheet from "./scene.css";
import { texts } from "./texts.js";

/** Of so many faults each is told by itself. */
const faults_max = 20;
/** How often, and how many times at most, a question is asked again whose answer is behind. */
const ask_ms = 200;
const asks_max = 50;

type Domain = NonNullable<Play["domain"]>;

/** Commands of the page's author, on the engine's domains or on the author's own. */
class Playground extends Act {
  readonly #words: Says;
  #form: CommandForm | undefined;
  #play: Play | undefined;
  /** The domain compiled in that it is played in, if it is one of those. */
  #domain: Domain | undefined;
  #schemas: Record<string, JsonSchema> = {};
  #faults: string[] = [];
  #answers: (Answer<unknown> | Failure)[] = [];
  #last: Command | undefined;

  constructor(
    stage: Stage,
    private readonly unlessSaid: Domain,
  ) {
    super(stage);
    this.#words = stage.texts("playground", texts);
  }

  // ---- what the author brought

  protected async open(): Promise<Engine> {
    const words = this.#words;
    const brought = this.stage.brought ?? {
      src: "",
      module: "",
      inside: document.createElement("p"),
    };
    this.#faults = [];
    let engine: Engine | undefined;
    try {
      const play = await bringPlay(words, brought);
      const domain = play.domain ?? (brought.module === "" ? this.unlessSaid : undefined);
      engine = await openEngine(this.stage.parts, { domains: domain ? [domain] : [] });
      if (brought.module !== "") {
        await bringModule(words, engine, brought.module);
      }
      const faults = misfits(engine, play).map(([path, what]) =>
        told(words, brought.src || words.say("inside"), path, what),
      );
      faults.push(...this.#begin(engine, play, brought.src, faults.length > 0));
      if (faults.length > 0) {
        throw new Faulty(faults);
      }
      this.#play = play;
      this.#domain = domain;
      return engine;
    } catch (error) {
      engine?.close();
      if (error instanceof Faulty) {
        this.#faults = error.faults;
      }
      throw error;
    }
  }

  /** Gives the commands that there are at the start; tells of the first that was refused. */
  #begin(engine: Engine, { given }: Play, src: string, isFaulty: boolean): string[] {
    for (const [i, command] of isFaulty ? [] : given.entries()) {
      const result = engine.dispatch(command);
      if (!result.ok) {
        const what = this.#words.say("given_refused", { message: whyOf(result) });
        return [told(this.#words, src || this.#words.say("inside"), `given[${i}]`, what)];
      }
    }
    return [];
  }

  protected opened(engine: Engine): void {
    // A message without a schema can be anything: there is nothing to make a form of.
    const schemas = Object.entries(engine.schema().commands);
    this.#schemas = Object.fromEntries(
      schemas.filter(([, { type, properties }]) => type === "object" && properties),
    );
    this.follow(engine);
    this.#askAll(engine);
  }

  protected override joined(engine: Engine): void {
    this.#askAll(engine);
  }

  protected override moved(): void {
    if (this.engine) {
      this.#askAll(this.engine);
    }
    this.stage.redraw();
  }

  protected override get deeds(): Deeds {
    return {
      ask: {
        takes: { which: between(0, queries_max) },
        run: (engine, { which }) => {
          const i = Number(which);
          const question = this.#play?.queries[i];
          return question && this.#ask(engine, i, question);
        },
      },
    };
  }

  protected override retell(engine: Engine, command: Command): void {
    const same = this.#play?.commands.find(
      ({ type, data }) => type === command.type && isSame(data, command.data),
    );
    this.#tell(engine, command, same?.label ?? command.type, null);
  }

  protected clear(): void {
    this.#form = undefined;
    this.#answers = [];
    this.#faults = [];
    this.#last = undefined;
    this.broken = undefined;
  }

  protected override summary({ data }: Recorded): string {
    return brief(data);
  }

  /** No C++ ran for a command of the author's own, whatever its name. */
  protected override show(call: string, result: object, names: string[] = []): void {
    super.show(call, result, this.#domain ? names : []);
  }

  // ---- telling and asking

  #tell(
    engine: Engine,
    command: Command,
    label: string,
    from: Element | null,
  ): Failure | undefined {
    this.#last = command;
    const result = this.tell(engine, command, from, (outcome) => {
      this.#said(outcome, label);
      this.#askAll(engine);
    });
    return result.ok ? undefined : result;
  }

  #said({ result, facts }: Outcome, label: string): void {
    const words = this.#words;
    const { head } = this;
    if (!result.ok) {
      const text = words.say("refused_text", { label, why: whyOf(result), head });
      this.say("refused", words.say("refused"), text, plain(result.reason ?? result.code));
      return;
    }
    const names = facts.map(({ type }) => type).join(", ");
    const text = words.say("recorded_text", { label, count: facts.length, names, head });
    this.say("fact", words.say("recorded"), text);
  }

  /** What the answers are now; those that are behind are asked for again. */
  #askAll(engine: Engine): void {
    const ask = (): boolean => {
      const asked = this.asked(engine);
      this.#answers = (this.#play?.queries ?? []).map(({ name, params }) =>
        asked.query(name, params),
      );
      const head = this.isBack ? this.at : engine.stats().head;
      return this.#answers.every((answer) => !answer.ok || answer.asOf >= head);
    };
    if (!ask()) {
      let left = asks_max;
      this.repeat(ask_ms, () => ask() || (left -= 1) === 0);
    }
  }

  #ask(engine: Engine, i: number, { label, name, params }: Question): void {
    this.steps.settle();
    const answer = this.asked(engine).query(name, params);
    this.#answers[i] = answer;
    this.show(`cqrs.query(${JSON.stringify(name)}, ${literal(params)})`, answer, [`query ${name}`]);
    const words = this.#words;
    if (answer.ok) {
      const values = { label, asOf: answer.asOf, head: this.head };
      this.say("answer", words.say("answered"), words.say("answered_text", values));
    } else {
      this.say("refused", words.say("not_answered"), plain(whyOf(answer)), plain(answer.code));
    }
    this.stage.redraw();
  }

  #edit(): void {
    const { engine } = this;
    if (this.#form) {
      this.#form = undefined;
      this.stage.redraw();
    } else if (engine) {
      this.stage.attempt(() => this.#openForm(engine));
    }
  }

  async #openForm(engine: Engine): Promise<void> {
    const form = await this.form((command) => {
      const from = this.stage.find(".form [type=submit]");
      return this.engine && this.#tell(this.engine, command, command.type, from);
    });
    if (this.engine !== engine) {
      return;
    }
    const first = this.#play?.commands.find(({ type }) => Object.hasOwn(this.#schemas, type));
    const last = this.#last && Object.hasOwn(this.#schemas, this.#last.type) && this.#last;
    const [type] = Object.keys(this.#schemas);
    this.#form = form;
    form.show(this.#schemas, last || first || { type: type ?? "", data: {} });
  }

  // ---- what is drawn

  render(): TemplateResult {
    const { title, claim } = this.#play ?? {};
    return html`
      <div class="heading" part="heading">
        <div>
          <p class="name" role="heading" aria-level=${this.level}>
            ${plain(title ?? this.#words.say("title"))}
          </p>
          ${claim === undefined ? nothing : html`<blockquote>${plain(claim)}</blockquote>`}
        </div>
        ${this.restart()}
      </div>
      ${
        this.broken === undefined
          ? html`<div class="frame" part="frame">
                ${this.#narrator()} ${this.#commands()}
                ${this.middle(
                  this.#words.say("tape"),
                  this.#words.say("what_happened"),
                  this.#words.say("tape_invites"),
                )}
                ${this.#questions()}
              </div>
              ${this.code(true)}`
          : this.#complaint(this.broken)
      }
      <div class="layer" aria-hidden="true"></div>
    `;
  }

  #narrator(): TemplateResult {
    const { words } = this.stage;
    const lead = words.say("begin_here");
    const begin = { kind: "intent", lead, text: this.#words.say("begin") } as const;
    return narrator(this.stage, this.said ?? begin, []);
  }

  /** What is wrong, where the scene would be, and what stands inside the tag after it. */
  #complaint(broken: string): TemplateResult {
    const words = this.#words;
    const frame = this.stage.words;
    const count = this.#faults.length;
    const more = count - faults_max;
    return html`<div class="faulty">
      <div role="alert">
        <p class="complaint">
          ${icon("refused")}<span
            >${
              count > 0
                ? words.say("faulty", { count })
                : frame.say("engine_missing", { message: broken })
            }</span
          >
        </p>
        <ul>
          ${this.#faults.slice(0, faults_max).map((fault) => html`<li>${fault}</li>`)}
        </ul>
        ${more > 0 ? html`<p class="aside">${words.say("and_more", { count: more })}</p>` : nothing}
      </div>
      <button @click=${() => this.startOver()}>${icon("again")}${frame.say("try_again")}</button>
      <slot></slot>
    </div>`;
  }

  #commands(): TemplateResult {
    const words = this.#words;
    const open = this.#form !== undefined;
    return html`<section class="column tell" aria-label=${words.say("tell")}>
      ${this.title("intent", words.say("tell"), words.say("commands"))}
      ${this.#play?.commands.map((command) => this.#command(command))}
      ${
        Object.keys(this.#schemas).length === 0
          ? nothing
          : html`<button class="quiet edit" aria-expanded=${open} @click=${() => this.#edit()}>
              ${icon("edit")}${words.say(open ? "edit_close" : "edit")}
            </button>`
      }
      ${this.#form?.render()}
    </section>`;
  }

  #command({ label, type, data }: Offered): TemplateResult {
    const given = (event: Event): void => {
      const from = event.currentTarget as Element;
      this.withEngine((engine) => {
        this.#tell(engine, { type, data }, label, from);
        if (Object.hasOwn(this.#schemas, type)) {
          this.#form?.show(this.#schemas, { type, data });
        }
      });
    };
    return html`<button class="own" @click=${given}>
      ${icon("intent")}<span>${plain(label)}</span>
    </button>`;
  }

  #questions(): TemplateResult | typeof nothing {
    const words = this.#words;
    const questions = this.#play?.queries ?? [];
    return questions.length === 0
      ? nothing
      : html`<section class="column ask" aria-label=${words.say("ask")}>
          ${this.title("answer", words.say("ask"), words.say("queries"))}
          ${questions.map((question, i) => this.#question(question, i))}
        </section>`;
  }

  #question(question: Question, i: number): TemplateResult {
    const words = this.#words;
    const answer = this.#answers[i];
    const label = plain(question.label);
    const isBehind = answer?.ok === true && answer.asOf < this.head;
    const ask = (): void => this.withEngine(() => this.do("ask", { which: i }));
    return html`<article class="sheet ${isBehind ? "stale" : ""}" aria-label=${label}>
      <button class="own" aria-label=${words.say("ask_this", { label })} @click=${ask}>
        ${icon("answer")}<span>${label}</span>
      </button>
      ${
        answer === undefined
          ? nothing
          : answer.ok
            ? html`<div class="answer" tabindex="0" role="group" aria-label=${label}>
                  ${shown(words, answer.data)}
                </div>
                <p class="as-of">
                  ${icon(isBehind ? "stale" : "answer")}${words.say(
                    isBehind ? "as_of_behind" : "as_of",
                    { asOf: answer.asOf, head: this.head },
                  )}
                </p>`
            : html`<p class="complaint">${icon("refused")}<span>${plain(whyOf(answer))}</span></p>`
      }
    </article>`;
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Why not, as the engine says it, without a full stop: it goes on. */
function whyOf({ reason, message, code }: Failure): string {
  return (message || reason || code).replace(/\.$/, "");
}

/** Commands and queries that this engine does not have, and what it says of them. */
function misfits(engine: Engine, play: Play): [path: string, what: string][] {
  const { commands, queries } = engine.schema();
  const given = play.given.map((command, i) => [`given[${i}].type`, command] as const);
  const offered = play.commands.map((command, i) => [`commands[${i}].type`, command] as const);
  const unknown = [...given, ...offered].flatMap(([path, { type }]): [string, string][] => {
    const result = Object.hasOwn(commands, type) ? undefined : engine.dispatch({ type, data: {} });
    return result?.ok === false ? [[path, result.message]] : [];
  });
  const unasked = play.queries.flatMap(({ name }, i): [string, string][] => {
    const answer = Object.hasOwn(queries, name) ? undefined : engine.query(name, {});
    return answer?.ok === false ? [[`queries[${i}].name`, answer.message]] : [];
  });
  return [...unknown, ...unasked];
}

export const scene: SceneModule = {
  sheets: [sharedSheet, sheet],
  begin: (stage, domain) => new Playground(stage, domain as Domain),
};
