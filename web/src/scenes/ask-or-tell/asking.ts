import { html, nothing, type TemplateResult } from "lit";
import type { Answer, Asked, Engine, Failure } from "../../engine.js";
import { icon } from "../../frame/icons.js";
import type { Words } from "../../frame/language.js";
import type { Stage } from "../../frame/stage.js";
import type { Question } from "./story.js";
import type { texts } from "./texts.js";

type Result = Answer<unknown> | Failure;

/** An answer that the reader has been given, as it was then. */
interface Given {
  question: Question;
  result: Result;
}

/** The right-hand side: questions, and the answers that were given to them. */
export class Asking {
  #given = new Map<string, Given>();
  #following = true;
  #again = 0;
  #added = 0;

  constructor(
    private readonly stage: Stage,
    private readonly words: Words<typeof texts>,
    private readonly onAsk: (name: string) => (event: Event) => void,
  ) {}

  clear(): void {
    this.#given = new Map();
    this.#again = this.#added = 0;
  }

  /** Asks so many times, and says by how much the tape grew meanwhile. */
  ask(
    engine: Engine,
    asked: Asked,
    question: Question,
    times: number,
  ): { result: Result; grown: number } {
    const before = engine.stats().head;
    let result = asked.query(question.name, question.params);
    for (let i = 1; i < times; i += 1) {
      result = asked.query(question.name, question.params);
    }
    const grown = engine.stats().head - before;
    this.#given.set(question.name, { question, result });
    this.#added += grown;
    return { result, grown };
  }

  /** After a fact the screen asks again for what it shows: the names of those questions. */
  follow(engine: Engine): string[] {
    if (!this.#following) {
      return [];
    }
    const questions = [...this.#given.values()].map(({ question }) => question);
    this.#again += questions.length;
    return questions.map((question) => {
      this.ask(engine, engine, question, 1);
      return question.name;
    });
  }

  /** Answers what was asked once more, as of where the reader looks. */
  look(engine: Engine, asked: Asked): void {
    for (const { question } of [...this.#given.values()]) {
      this.ask(engine, asked, question, 1);
    }
  }

  render(
    title: TemplateResult,
    questions: Question[],
    head: number,
    asked: number,
  ): TemplateResult {
    const { words } = this;
    return html`<section role="group" class="column ask" aria-label=${words.say("read_models")}>
      ${title} ${questions.map((question) => this.#model(question, head))}
      <label class="follow">
        <input type="checkbox" .checked=${this.#following} @change=${this.#onFollow} />
        <span>${words.say("ask_again")}</span>
      </label>
      <p class="tally">
        <span>${words.say("asked_by_you", { count: asked })}</span>
        <span>${words.say("asked_by_screen", { count: this.#again })}</span>
        <span>${words.say("added_by_asking", { count: this.#added })}</span>
      </p>
    </section>`;
  }

  #model({ name, label }: Question, head: number): TemplateResult {
    const { words } = this;
    const given = this.#given.get(name);
    const answer = given?.result.ok ? given.result : undefined;
    const stale = answer !== undefined && answer.asOf < head;
    const looks = `model ${given ? "given" : ""} ${stale ? "stale" : ""}`;
    return html`<article class=${looks} id="answer-${name}" aria-label=${label}>
      <button class="question" @click=${this.onAsk(name)}>
        <span>${label}</span><span class="go">${icon("answer")}${words.say("ask")}</span>
      </button>
      ${given ? replyOf(words, given) : html`<p class="blank">${words.say("nobody_asked")}</p>`}
      ${answer ? asOf(words, answer, name, stale ? head : undefined) : nothing}
    </article>`;
  }

  readonly #onFollow = (event: Event): void => {
    this.#following = (event.target as HTMLInputElement).checked;
    this.stage.redraw();
  };
}

function replyOf(words: Words<typeof texts>, { question, result }: Given): TemplateResult {
  if (!result.ok) {
    return html`<p class="complaint">${icon("refused")}${result.message}</p>`;
  }
  return result.data === null
    ? html`<p class="aside">${words.say("nothing_by_that_name")}</p>`
    : question.answer(result.data as never);
}

/** `outrun`: where the tape ends, if that is further on. */
function asOf(
  words: Words<typeof texts>,
  { asOf }: Answer<unknown>,
  name: string,
  outrun: number | undefined,
): TemplateResult {
  const where =
    outrun === undefined
      ? html`${words.say("as_of", { position: asOf })}`
      : html`${icon("stale")}${words.say("as_of_outrun", { position: asOf, head: outrun })}`;
  return html`<p class="as-of">${where} <code>${name}</code></p>`;
}
