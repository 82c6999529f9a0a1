import { html, type TemplateResult } from "lit";
import { openEngine, type Command, type Engine, type Recorded } from "../../engine.js";
import { icon } from "../../frame/icons.js";
import type { Stage } from "../../frame/stage.js";
import { engineWith } from "../../parts.js";
import { oneOf, type Deeds } from "../deeds.js";
import sharedSheet from "../lesson.css";
import { Lesson, plotOf, type Offer } from "../lesson.js";
import type { SceneModule } from "../scene.js";
import { followVisit } from "../visit.js";
import sheet from "./scene.css";
import { texts } from "./texts.js";
import { askVisit, defineVisit, isStep, stepOf, type Asked, type Summary } from "./visit-domain.js";

const questions: Asked[] = ["minds", "wrong", "longest", "refused"];

/** The reader's own visit, as events of a domain in JavaScript. */
class YourTape extends Lesson {
  readonly #words;
  protected readonly plot;
  #visit: ReturnType<typeof followVisit> | undefined;
  /** How many of the steps are on the tape. */
  #taken = 0;
  #asked = new Set<Asked>();
  #rewound = false;

  constructor(stage: Stage) {
    super(stage);
    const words = stage.texts("your-tape", texts);
    this.#words = words;
    this.plot = plotOf(
      words,
      ["option_nothing", "option_end", "option_all"],
      2,
      "holds at a price",
    );
  }

  protected async open(): Promise<Engine> {
    const [engine, { type }] = await Promise.all([
      openEngine(this.stage.parts),
      engineWith(this.stage.parts),
    ]);
    defineVisit(engine, type());
    return engine;
  }

  protected opened(engine: Engine): void {
    this.tape.follow(engine);
    // Who came by a link sees the visit that it is about, and their own when they start over.
    if (!this.isResuming) {
      this.#visit = followVisit(() => this.#take());
      this.#take();
    }
  }

  /** One's own past has happened: there is no other future of it. */
  protected override get forks(): boolean {
    return false;
  }

  protected override get deeds(): Deeds {
    return {
      ask: {
        takes: { what: oneOf(...questions) },
        run: (engine, { what }) => this.#ask(engine, what as Asked),
      },
    };
  }

  protected override allows({ type, data }: Command): boolean {
    return type.startsWith("@") || (type === "Note" && isStep(data));
  }

  protected override retell(engine: Engine, command: Command): void {
    this.note(engine, command);
    engine.dispatch(command);
    this.head = engine.stats().head;
  }

  protected override moved(): void {
    const { engine } = this;
    const [event] = (this.isBack && engine?.read({ from: Math.max(1, this.at), limit: 1 })) || [];
    if (event) {
      this.#rewound = true;
      const words = this.#words;
      const what = this.summary(event);
      this.show(`cqrs.at(${this.at}).query("visit")`, this.#summary() ?? {});
      const values = { position: this.at, what };
      this.say("answer", words.say("rewound"), words.say("rewound_text", values));
    }
    this.stage.redraw();
  }

  override leave(): void {
    this.#visit?.stop();
    this.#visit = undefined;
    super.leave();
  }

  protected clear(): void {
    this.#visit?.stop();
    this.#visit = undefined;
    this.#taken = 0;
    this.#asked = new Set();
    this.#rewound = false;
  }

  /** What has been done since goes on the tape. */
  #take(): void {
    const { engine } = this;
    for (const step of this.#visit?.steps.slice(this.#taken) ?? []) {
      if (engine) {
        this.retell(engine, { type: "Note", data: { ...step } });
      }
      this.#taken += 1;
    }
    this.head = engine?.stats().head ?? 0;
    void this.tape.toTheEnd();
  }

  protected settles(): boolean {
    return this.#rewound;
  }

  protected toDo(): [string, boolean][] {
    return [
      [this.#words.say("do_asked"), this.#asked.size > 0],
      [this.#words.say("do_rewound"), this.#rewound],
      [this.#words.say("do_another"), this.#asked.size > 1],
    ];
  }

  // ---- asking

  #ask(engine: Engine, asked: Asked): void {
    const words = this.#words;
    if (this.head === 0) {
      this.say("stale", words.say("answered"), words.say("empty"));
      this.stage.redraw();
      return;
    }
    this.#asked.add(asked);
    const { where, seconds } = askVisit(engine, asked);
    const list = new Intl.ListFormat(words.lang).format([...new Set(where)]);
    const values = { count: where.length, where: list, steps: this.head, s: seconds ?? 0 };
    const key = (
      { minds: "minds", wrong: "wrong", longest: "longest", refused: "refusals_text" } as const
    )[asked];
    this.show(`cqrs.project({ name: "${asked}", … }).query("${asked}")`, {
      where,
      ...(seconds === undefined ? {} : { seconds }),
    });
    const unguessed = asked === "wrong" && this.#summary()?.guesses === 0;
    const text = unguessed ? words.say("no_guesses") : words.say(key, values);
    this.say("answer", words.say("answered"), text);
    this.stage.redraw();
  }

  #summary(): Summary | undefined {
    const { engine } = this;
    const answer = engine && this.asked(engine).query("visit", {});
    return answer?.ok ? (answer.data as Summary) : undefined;
  }

  // ---- what is drawn

  protected offers(): (Offer | false)[] {
    const { engine } = this;
    if (!engine || this.#asked.size === 0) {
      return [];
    }
    return questions
      .filter((question) => !this.#asked.has(question))
      .map((question) => ({
        kind: "answer",
        label: this.#words.say(`ask_${question}`),
        act: () => this.do("ask", { what: question }),
      }));
  }

  protected override summary(event: Recorded): string {
    const words = this.#words;
    const { kind, about, what } = stepOf(event);
    const key =
      what !== "" || kind === "restarted"
        ? kind
        : kind === "guessed"
          ? ("skipped" as const)
          : ("unjudged" as const);
    return words.say(key, { about, what });
  }

  protected body(): TemplateResult {
    const words = this.#words;
    const ask = (asked: Asked) => () => this.withEngine(() => this.do("ask", { what: asked }));
    return html`
      <section role="group" class="column tell" aria-label=${words.say("ask_column")}>
        ${this.title("intent", words.say("ask_column"), words.say("of_your_visit"))}
        ${this.button("answer", words.say("ask_minds"), ask("minds"))}
        ${questions
          .slice(1)
          .map(
            (asked) =>
              html`<button @click=${ask(asked)}>
                ${icon("answer")}${words.say(`ask_${asked}`)}
              </button>`,
          )}
        <p class="aside">${words.say("private")}</p>
      </section>
      ${this.middle(words.say("tape"), words.say("what_you_did"), words.say("tape_invites"))}
      <section role="group" class="column ask" aria-label=${words.say("answer")}>
        ${this.title("answer", words.say("visit"), words.say("then", { position: this.at }))}
        ${this.#card()}
      </section>
    `;
  }

  #card(): TemplateResult {
    const words = this.#words;
    const summary = this.#summary();
    const keys = ["guesses", "right", "commands", "refusals", "judgements"] as const;
    return html`<table class="sheet visit">
      <tbody>
        ${keys.map(
          (key) =>
            html`<tr>
              <th scope="row">${words.say(key)}</th>
              <td class="amount">${words.number(summary?.[key] ?? 0)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

export const scene: SceneModule = {
  sheets: [sharedSheet, sheet],
  begin: (stage) => new YourTape(stage),
};
