import { html, nothing, type TemplateResult } from "lit";
import type { Engine, Recorded } from "../../engine.js";
import { choices } from "../../frame/choices.js";
import { listing } from "../../frame/code.js";
import { icon } from "../../frame/icons.js";
import type { Stage } from "../../frame/stage.js";
import { names } from "../goods.js";
import { knob } from "../knob.js";
import sharedSheet from "../lesson.css";
import { Lesson, type Offer } from "../lesson.js";
import type { SceneModule } from "../scene.js";
import { answered } from "./answer.js";
import type { Editor } from "./editor.js";
import { openPast, reopened, upcastShown } from "./past.js";
import { broken, endless, questions, type Question } from "./questions.js";
import { Sandbox, time_max_ms, type Report } from "./sandbox.js";
import sheet from "./scene.css";
import { texts } from "./texts.js";

const seed = 1729;
const months = 6;
/** What is done differently in another future. */
const other_orders = 400;

/** A question that nobody planned, asked of months of events by a few lines that the reader may change. */
class UnplannedReport extends Lesson {
  readonly #words;
  protected readonly plot;
  #question: Question = "cancelled";
  #code: string = questions.cancelled;
  #editor: Editor | undefined;
  #editing: "no" | "plain" | "full" = "no";
  #sandbox: Sandbox | undefined;
  #report: Report | undefined;
  #running = false;
  /** Up to where it is asked; the head unless the reader looks back. */
  #position: number | undefined;
  /** Another future, which began at a position. */
  #fork: { engine: Engine; from: number } | undefined;
  #seen = {
    asked: false,
    broke: false,
    mended: false,
    time: false,
    renamed: false,
    endless: false,
  };

  constructor(stage: Stage) {
    super(stage);
    const words = stage.texts("unplanned-report", texts);
    this.#words = words;
    this.plot = {
      title: words.say("title"),
      claim: words.say("claim"),
      guess: {
        question: words.say("guess"),
        options: [words.say("option_now"), words.say("option_all"), words.say("option_never")],
        right: 1,
        outcome: words.say("outcome"),
      },
      verdict: { stamp: "holds", why: words.say("stamp_why") },
      begin: words.say("begin", { months }),
    } as const;
  }

  protected open(): Promise<Engine> {
    return openPast(seed);
  }

  protected opened(engine: Engine): void {
    this.head = engine.stats().head;
  }

  override leave(): void {
    super.leave();
    this.#end();
  }

  protected clear(): void {
    this.#end();
    this.#question = "cancelled";
    this.#code = questions.cancelled;
    this.#position = this.#report = undefined;
    this.#seen = {
      asked: false,
      broke: false,
      mended: false,
      time: false,
      renamed: false,
      endless: false,
    };
  }

  /** What this scene has opened beside the engine. */
  #end(): void {
    this.#editor?.destroy();
    this.#sandbox?.close();
    this.#fork?.engine.close();
    this.#editor = this.#sandbox = this.#fork = undefined;
    this.#editing = "no";
    this.#running = false;
  }

  protected settles(): boolean {
    return this.#seen.asked;
  }

  protected toDo(): [string, boolean][] {
    const { asked, mended, time } = this.#seen;
    return [
      [this.#words.say("do_asked"), asked],
      [this.#words.say("do_broke"), mended],
      [this.#words.say("do_time"), time],
    ];
  }

  // ---- asking

  #events(engine: Engine): Recorded[] {
    return (this.#fork?.engine ?? engine).read({ to: this.#position ?? this.#endOf(engine) });
  }

  #endOf(engine: Engine): number {
    return (this.#fork?.engine ?? engine).stats().head;
  }

  /** Runs the code over the events; nothing of the page is within its reach. */
  async #run(engine: Engine, code: string): Promise<Report | undefined> {
    const place = this.stage.find(".layer");
    if (!place || this.#running) {
      return undefined;
    }
    this.#running = true;
    this.#showCode(code);
    const events = this.#events(engine);
    this.say(
      "intent",
      this.#words.say("ask_column"),
      this.#words.say("running", { count: events.length }),
    );
    this.stage.redraw();
    try {
      const report = await (this.#sandbox ??= new Sandbox(place)).run(code, events);
      if (this.engine !== engine) {
        return undefined;
      }
      this.#report = report;
      this.#tellOf(engine, report, events);
      return report;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#sandbox?.close();
      this.#sandbox = undefined;
      this.say("refused", this.#words.say("missing"), this.#words.say("missing_text", { message }));
      return undefined;
    } finally {
      this.#running = false;
      this.stage.redraw();
    }
  }

  #tellOf(engine: Engine, report: Report, events: readonly Recorded[]): void {
    const words = this.#words;
    const { rows, read, message, line } = report;
    this.show(
      `cqrs.read(${this.#position === undefined ? "" : `{ to: ${this.#position} }`})
  .reduce((counts, event) => apply(counts, event) ?? counts, {})`,
      Object.fromEntries(rows.slice(0, 4)),
    );
    if (report.endless) {
      this.#seen.endless = this.#seen.broke = true;
      this.say("refused", words.say("endless"), words.say("endless_text", { ms: time_max_ms }));
      return;
    }
    if (message !== undefined) {
      this.#seen.broke = true;
      const event = events[read];
      const values = {
        message,
        line: line ?? 1,
        position: read + 1,
        type: event?.type ?? "",
        read,
      };
      const isCode = line !== undefined;
      this.say(
        "refused",
        words.say(isCode ? "faulty" : "stopped"),
        words.say(isCode ? "faulty_text" : "stopped_text", values),
      );
      return;
    }
    this.#seen.mended ||= this.#seen.broke;
    this.#seen.asked = true;
    this.#seen.time ||= this.#position !== undefined || this.#fork !== undefined;
    const nameless = rows.find(([name]) => name === "undefined");
    const text = nameless
      ? words.say("unnamed", {
          value: Number(nameless[1]),
          date: this.#date(this.#renamedAt(engine)),
        })
      : rows[0]
        ? words.say("answered_text", {
            first: this.#name(rows[0][0]),
            value: rows[0][1],
            count: events.length,
          })
        : words.say("answered_nothing", { count: events.length });
    this.say(nameless ? "stale" : "answer", words.say("answered"), text);
  }

  /** The first rating that names its product by the new field. */
  #renamedAt(engine: Engine): number {
    return engine.read({ types: ["Rated"] }).find(({ data }) => "product" in data)?.position ?? 1;
  }

  #ask(engine: Engine, question: Question): Promise<Report | undefined> {
    this.#question = question;
    return this.#run(engine, questions[question]);
  }

  async #lookBack(engine: Engine, position: number): Promise<void> {
    this.#leaveFork();
    this.#position = position;
    const report = await this.#run(engine, this.#code);
    if (report?.message === undefined && this.said) {
      this.said = {
        ...this.said,
        lead: this.#words.say("looked_back", { date: this.#date(position) }),
      };
      this.stage.redraw();
    }
  }

  async #forkAt(engine: Engine): Promise<void> {
    const words = this.#words;
    const from = this.#position ?? engine.stats().head;
    this.#leaveFork();
    this.#position = undefined;
    await this.#ask(engine, "cancelled");
    const [other, otherValue] = this.#report?.rows[0] ?? ["", 0];
    const fork = engine.fork(from);
    for (let i = 0; i < other_orders; i += 1) {
      const orderId = `other-${i}`;
      const lines = ["teapot", "mug"].map((sku) => ({ sku, quantity: 1, unitPrice: 900 }));
      fork.dispatchAll([
        { type: "PlaceOrder", data: { orderId, customer: "Ada", lines } },
        { type: "CancelItem", data: { orderId, sku: "teapot" } },
      ]);
    }
    this.#fork = { engine: fork, from };
    const report = await this.#ask(engine, "cancelled");
    const [first, value] = report?.rows[0] ?? ["", 0];
    const values = {
      position: from,
      count: other_orders,
      first: this.#name(first),
      value,
      other: this.#name(other),
      otherValue,
    };
    this.show(`cqrs.fork(${from})`, { head: fork.stats().head });
    this.say("answer", words.say("forked"), words.say("forked_text", values));
    this.stage.redraw();
  }

  #leaveFork(): void {
    this.#fork?.engine.close();
    this.#fork = undefined;
  }

  async #rename(engine: Engine): Promise<void> {
    const words = this.#words;
    this.#leaveFork();
    const renamed = await reopened(engine);
    if (this.engine !== engine) {
      renamed.close();
      return;
    }
    this.engine = renamed;
    engine.close();
    this.#seen.renamed = true;
    const report = await this.#ask(renamed, "liked");
    const [first, value] = report?.rows[0] ?? ["", 0];
    this.show(upcastShown, { head: renamed.stats().head });
    const text = words.say("renamed_text", { first: this.#name(first), value });
    this.say("answer", words.say("renamed"), text);
    this.stage.redraw();
  }

  // ---- the code

  #showCode(code: string): void {
    this.#code = code;
    if (this.#editor && this.#editor.text() !== code) {
      this.#editor.replace(code);
    }
  }

  /** A plain field at once, and the editor as soon as it has come. */
  async #edit(): Promise<void> {
    this.#editing = "plain";
    this.stage.redraw();
    await this.stage.focusDrawn(".editor textarea");
    try {
      const { openEditor } = await import("./editor.js");
      const place = this.stage.find(".editor .full");
      if (place && this.#editing === "plain" && !this.#editor) {
        this.#editor = await openEditor(place, this.#code, this.#words.say("editor"));
        this.#editing = "full";
        this.stage.redraw();
        await this.stage.focusDrawn(".editor [contenteditable]");
      }
    } catch {
      // The plain field does as well.
    }
  }

  #typed(): string {
    return (
      this.#editor?.text() ??
      this.stage.find<HTMLTextAreaElement>(".editor textarea")?.value ??
      this.#code
    );
  }

  // ---- what is drawn

  #date(position: number): string {
    const [event] = this.engine?.read({ from: position, to: position }) ?? [];
    return new Date(event?.time ?? 0).toLocaleDateString(this.#words.lang, {
      day: "numeric",
      month: "long",
      timeZone: "UTC",
    });
  }

  #name(name: string): string {
    // Whatever else the code calls its rows, it calls them that.
    return Object.hasOwn(names, name)
      ? this.#words.capitalised(this.#words.say(name as keyof typeof names))
      : name;
  }

  protected offers(): (Offer | false)[] {
    const words = this.#words;
    const { engine } = this;
    if (!engine || this.#report === undefined || this.#running) {
      return [];
    }
    const { broke, time, renamed } = this.#seen;
    const isWell = this.#report.message === undefined && !this.#report.endless;
    const nameless = this.#report.rows.some(([name]) => name === "undefined");
    const offer = (kind: Offer["kind"], label: string, act: () => void): Offer => ({
      kind,
      label,
      act,
    });
    const run = (code: string) => () => void this.#run(engine, code);
    return [
      !isWell && offer("fact", words.say("try_mend"), run(questions[this.#question])),
      nameless &&
        !renamed &&
        offer("fact", words.say("try_rename"), () => void this.#rename(engine)),
      !broke &&
        offer("refused", words.say("try_break"), () => {
          this.#question = "cancelled";
          run(broken)();
        }),
      this.#position !== undefined &&
        offer("intent", words.say("try_fork"), () => void this.#forkAt(engine)),
      !time &&
        offer(
          "answer",
          words.say("try_back"),
          () => void this.#lookBack(engine, Math.round(this.head / 2)),
        ),
      this.#question !== "liked" &&
        offer("answer", words.say("try_liked"), () => void this.#ask(engine, "liked")),
      !this.#seen.endless && broke && offer("refused", words.say("try_endless"), run(endless)),
      (this.#fork !== undefined || this.#position !== undefined) &&
        offer("answer", words.say("try_home"), () => {
          this.#leaveFork();
          this.#position = undefined;
          run(this.#code)();
        }),
      this.#question !== "weekdays" &&
        offer("answer", words.say("try_weekdays"), () => void this.#ask(engine, "weekdays")),
    ];
  }

  protected body(): TemplateResult {
    const words = this.#words;
    const count = this.#position ?? (this.engine ? this.#endOf(this.engine) : 0);
    const asked = (Object.keys(questions) as Question[]).map((question) => ({
      value: question,
      content: html`${words.say(question)}`,
    }));
    return html`
      <section role="group" class="column tell" aria-label=${words.say("ask_column")}>
        ${this.title("intent", words.say("ask_column"), words.say("made_up", { seed: String(seed) }))}
        ${choices(words.say("question"), "stack", asked, this.#question, (question) => {
          this.#question = question as Question;
          this.#showCode(questions[this.#question]);
          this.stage.redraw();
        })}
        ${this.button("answer", words.say("ask", { count }), () =>
          this.withEngine((engine) => void this.#ask(engine, this.#question)),
        )}
        ${this.#scrubber()}
      </section>
      <section role="group" class="column middle" aria-label=${words.say("code")}>
        ${this.title("fact", words.say("code"), words.say("lines"))} ${this.#coding()}
      </section>
      <section role="group" class="column ask" aria-label=${words.say("answer")}>
        ${this.title("answer", words.say("answer"), words.say("read_model"))} ${this.#answer()}
      </section>
    `;
  }

  #scrubber(): TemplateResult | typeof nothing {
    const words = this.#words;
    const { engine } = this;
    if (!engine) {
      return nothing;
    }
    if (this.#fork) {
      return html`<p class="aside">${words.say("elsewhere", { position: this.#fork.from })}</p>`;
    }
    const position = this.#position ?? this.head;
    return knob({
      label: words.say("until"),
      value: position,
      min: 1,
      max: this.head,
      step: 1,
      shown: words.say("position", { position, date: this.#date(position) }),
      turned: (to) => {
        this.#position = to === this.head ? undefined : to;
        this.stage.redraw();
      },
    });
  }

  #coding(): TemplateResult {
    const words = this.#words;
    const run = () => this.withEngine((engine) => void this.#run(engine, this.#typed()));
    if (this.#editing === "no") {
      return html`${listing("JavaScript", "", this.#code)}
        <p class="aside">${words.say("note")}</p>
        <button @click=${() => void this.#edit()}>${icon("edit")}${words.say("edit")}</button>`;
    }
    return html`<div class="editor">
        <div class="full" ?hidden=${this.#editing !== "full"}></div>
        ${
          this.#editing === "full"
            ? nothing
            : html`<textarea
                rows="10"
                spellcheck="false"
                aria-label=${words.say("editor")}
                .value=${this.#code}
              ></textarea>`
        }
      </div>
      <button class="primary" @click=${run}>${icon("answer")}${words.say("run")}</button>
      <p class="aside">${words.say("safe", { ms: time_max_ms })}</p>`;
  }

  #answer(): TemplateResult {
    const report = this.#report;
    return report
      ? answered(this.#words, report, this.engine ? this.#events(this.engine).length : 0, (name) =>
          this.#name(name),
        )
      : html`<p class="blank">${this.#words.say("none_yet")}</p>`;
  }
}

export const scene: SceneModule = {
  sheets: [sharedSheet, sheet],
  domains: { orders: (stage) => new UnplannedReport(stage) },
};
