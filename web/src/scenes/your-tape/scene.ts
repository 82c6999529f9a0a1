import { html, nothing, type TemplateResult } from "lit";
import { openEngine, type Engine, type Recorded } from "../../engine.js";
import { icon } from "../../frame/icons.js";
import type { Stage } from "../../frame/stage.js";
import { knob } from "../knob.js";
import sharedSheet from "../lesson.css";
import { Lesson, type Offer } from "../lesson.js";
import type { SceneModule } from "../scene.js";
import { followVisit } from "../visit.js";
import sheet from "./scene.css";
import { texts } from "./texts.js";
import { askVisit, defineVisit, stepOf, type Asked, type Summary } from "./visit-domain.js";

const questions: Asked[] = ["minds", "wrong", "longest", "refused"];

/** The reader's own visit, as events of a domain in JavaScript. */
class YourTape extends Lesson {
  readonly #words;
  protected readonly plot;
  #visit: ReturnType<typeof followVisit> | undefined;
  /** How many of the steps are on the tape. */
  #taken = 0;
  #position: number | undefined;
  #asked = new Set<Asked>();
  #rewound = false;

  constructor(stage: Stage) {
    super(stage);
    const words = stage.texts("your-tape", texts);
    this.#words = words;
    this.plot = {
      title: words.say("title"),
      claim: words.say("claim"),
      guess: {
        question: words.say("guess"),
        options: [words.say("option_nothing"), words.say("option_end"), words.say("option_all")],
        right: 2,
        outcome: words.say("outcome"),
      },
      verdict: { stamp: "holds at a price", why: words.say("stamp_why") },
      begin: words.say("begin"),
    } as const;
  }

  protected async open(): Promise<Engine> {
    const [engine, { type }] = await Promise.all([
      openEngine({ domains: [] }),
      import("cqrs-wasm"),
    ]);
    defineVisit(engine, type());
    return engine;
  }

  protected opened(engine: Engine): void {
    this.tape.follow(engine);
    this.#visit = followVisit(() => this.#take());
    this.#take();
  }

  override leave(): void {
    this.#visit?.stop();
    this.#visit = undefined;
    super.leave();
  }

  protected clear(): void {
    this.#visit?.stop();
    this.#visit = this.#position = undefined;
    this.#taken = 0;
    this.#asked = new Set();
    this.#rewound = false;
  }

  /** What has been done since goes on the tape. */
  #take(): void {
    const { engine } = this;
    for (const step of this.#visit?.steps.slice(this.#taken) ?? []) {
      engine?.dispatch({ type: "Note", data: { ...step } });
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
    this.say("answer", words.say("answered"), words.say(key, values));
    this.stage.redraw();
  }

  #rewind(to: number): void {
    const { engine } = this;
    this.#position = to === this.head ? undefined : to;
    const [event] = engine?.read({ from: to, to }) ?? [];
    if (event) {
      this.#rewound = true;
      const words = this.#words;
      const what = this.summary(event);
      this.show(`cqrs.at(${to}).query("visit")`, this.#summary() ?? {});
      this.say("answer", words.say("rewound"), words.say("rewound_text", { position: to, what }));
    }
    this.stage.redraw();
  }

  #summary(): Summary | undefined {
    const { engine } = this;
    const answer = engine?.at(this.#position ?? this.head).query("visit", {});
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
        act: () => this.#ask(engine, question),
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
    const ask = (asked: Asked) => () => this.withEngine((engine) => this.#ask(engine, asked));
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
        ${
          this.head > 1
            ? knob({
                label: words.say("rewind"),
                value: this.#position ?? this.head,
                min: 1,
                max: this.head,
                step: 1,
                shown: words.say("step", {
                  position: this.#position ?? this.head,
                  head: this.head,
                }),
                turned: (to) => this.#rewind(to),
              })
            : nothing
        }
        <p class="aside">${words.say("private")}</p>
      </section>
      ${this.middle(words.say("tape"), words.say("what_you_did"), words.say("tape_invites"))}
      <section role="group" class="column ask" aria-label=${words.say("answer")}>
        ${this.title("answer", words.say("visit"), words.say("then", { position: this.#position ?? this.head }))}
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
  domains: { visit: (stage) => new YourTape(stage) },
};
