import { html, nothing, type TemplateResult } from "lit";
import type { Engine, Recorded } from "../../engine.js";
import { brief } from "../../frame/brief.js";
import { choices } from "../../frame/choices.js";
import type { Stage } from "../../frame/stage.js";
import { names } from "../goods.js";
import { oneOf, text, yesOrNo, type Deeds, type Settings } from "../deeds.js";
import sharedSheet from "../lesson.css";
import { Lesson, plotOf, type Offer } from "../lesson.js";
import type { SceneModule } from "../scene.js";
import { answered } from "./answer.js";
import { Coding } from "./coding.js";
import { openPast, reopened, upcastShown } from "./past.js";
import { broken, endless, questions, type Question } from "./questions.js";
import { Sandbox, time_max_ms, type Report } from "./sandbox.js";
import sheet from "./scene.css";
import { texts } from "./texts.js";

const seed_at_first = 1729;
const months = 6;
/** What is done differently in another future. */
const other_orders = 400;
const code_max = 4000;
const own_codes: string[] = [...Object.values(questions), broken, endless];

/** A question that nobody planned, asked of months of events by a few lines that the reader may change. */
class UnplannedReport extends Lesson {
  readonly #words;
  readonly #seed: number;
  protected readonly plot;
  #question: Question = "cancelled";
  readonly #coding: Coding;
  #sandbox: Sandbox | undefined;
  #report: Report | undefined;
  #running = false;
  /** What a link wants done, once there is everything to do it with. */
  #wanted = { renamed: false, asked: false };
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
    this.#coding = new Coding(stage, words, questions.cancelled);
    this.#seed = stage.seed ?? seed_at_first;
    this.plot = plotOf(words, ["option_now", "option_all", "option_never"], 1, "holds", { months });
  }

  protected open(): Promise<Engine> {
    return openPast(this.stage.parts, this.#seed);
  }

  protected opened(engine: Engine): void {
    this.follow(engine);
  }

  protected override summary({ data }: Recorded): string {
    return brief(data);
  }

  protected override get settings(): Settings {
    return {
      question: {
        allows: oneOf(...Object.keys(questions)),
        read: () => this.#question,
        turn: (question) => (this.#question = question as Question),
      },
      code: {
        allows: text(code_max),
        read: () => this.#coding.code,
        turn: (code) => this.#coding.show(String(code)),
      },
      renamed: {
        allows: yesOrNo,
        read: () => this.#seen.renamed,
        turn: (renamed) => (this.#wanted.renamed = renamed === true),
      },
      asked: {
        allows: yesOrNo,
        read: () => this.#report !== undefined,
        turn: (asked) => (this.#wanted.asked = asked === true),
      },
    };
  }

  protected override get deeds(): Deeds {
    return { differ: { takes: {}, run: (engine) => this.#differ(engine) } };
  }

  protected override resumed(engine: Engine): void {
    void this.#resumeAsking(engine);
  }

  /** Asks as the link has it asked; but what somebody else wrote runs only when the reader says so. */
  async #resumeAsking(engine: Engine): Promise<void> {
    const { renamed, asked } = this.#wanted;
    const isOwn = own_codes.includes(this.#coding.code);
    await this.stage.drawn();
    if (renamed && this.engine === engine) {
      await this.#readRenamed(engine);
    }
    const words = this.#words;
    if (!isOwn) {
      this.say("stale", words.say("brought"), words.say("brought_text"));
    } else if (asked && this.engine) {
      await this.#run(this.engine, this.#coding.code);
    }
    this.stage.redraw();
  }

  override leave(): void {
    super.leave();
    this.#end();
  }

  protected clear(): void {
    this.#end();
    this.#question = "cancelled";
    this.#coding.clear();
    this.#report = undefined;
    this.#wanted = { renamed: false, asked: false };
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
    this.#coding.close();
    this.#sandbox?.close();
    this.#sandbox = undefined;
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
    return this.at === 0 ? [] : engine.read({ to: this.at });
  }

  /** Runs the code over the events; nothing of the page is within its reach. */
  async #run(engine: Engine, code: string): Promise<Report | undefined> {
    const place = this.stage.find(".layer");
    if (!place || this.#running) {
      return undefined;
    }
    this.#running = true;
    this.#coding.show(code);
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
    } catch {
      if (this.engine !== engine) {
        return undefined;
      }
      this.#sandbox?.close();
      this.#sandbox = undefined;
      this.say("refused", this.#words.say("missing"), this.#words.say("missing_text"));
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
      `cqrs.read(${this.isBack ? `{ to: ${this.at} }` : ""})
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
    this.#seen.time ||= this.isBack || this.forkedAt !== undefined;
    const nameless = rows.find(([name]) => name === "undefined");
    const text = nameless
      ? this.#unnamed(engine, Number(nameless[1]))
      : rows[0]
        ? words.say("answered_text", {
            first: this.#name(rows[0][0]),
            value: rows[0][1],
            count: events.length,
          })
        : words.say("answered_nothing", { count: events.length });
    this.say(nameless ? "stale" : "answer", words.say("answered"), text);
  }

  /** What belongs to nothing, and since when ratings name their product by the new field: not in every future. */
  #unnamed(engine: Engine, value: number): string {
    const renamed = engine.read({ types: ["Rated"] }).find(({ data }) => "product" in data);
    return renamed
      ? this.#words.say("unnamed", { value, date: this.#date(renamed.position) })
      : this.#words.say("unnamed_here", { value });
  }

  #ask(engine: Engine, question: Question): Promise<Report | undefined> {
    this.#question = question;
    return this.#run(engine, questions[question]);
  }

  async #lookBack(engine: Engine, position: number): Promise<void> {
    const timeline = await this.controlTime(true);
    timeline.home();
    timeline.go(position);
    const report = await this.#run(engine, this.#coding.code);
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
    const from = this.at;
    const timeline = await this.controlTime(true);
    timeline.home();
    await this.#ask(engine, "cancelled");
    const [other, otherValue] = this.#report?.rows[0] ?? ["", 0];
    timeline.forkAt(from);
    this.do("differ");
    const fork = this.engine;
    if (!fork || fork === engine) {
      return;
    }
    const report = await this.#ask(fork, "cancelled");
    const [first, value] = report?.rows[0] ?? ["", 0];
    const values = {
      position: from,
      count: other_orders,
      first: this.#name(first),
      value,
      other: this.#name(other),
      otherValue,
    };
    this.show(`cqrs.fork(${from})`, { head: this.head });
    this.say("answer", words.say("forked"), words.say("forked_text", values));
    this.stage.redraw();
  }

  /** What happens otherwise in another future. */
  #differ(engine: Engine): void {
    for (let i = 0; i < other_orders; i += 1) {
      const orderId = `other-${i}`;
      const lines = ["teapot", "mug"].map((sku) => ({ sku, quantity: 1, unitPrice: 900 }));
      engine.dispatchAll([
        { type: "PlaceOrder", data: { orderId, customer: "Ada", lines } },
        { type: "CancelItem", data: { orderId, sku: "teapot" } },
      ]);
    }
    this.head = engine.stats().head;
    void this.tape.toTheEnd();
  }

  #differs(engine: Engine): boolean {
    return engine.read({ stream: "order-other-0", limit: 1 }).length > 0;
  }

  async #rename(engine: Engine): Promise<void> {
    const words = this.#words;
    const renamed = await this.#readRenamed(engine);
    if (!renamed) {
      return;
    }
    const report = await this.#ask(renamed, "liked");
    const [first, value] = report?.rows[0] ?? ["", 0];
    this.show(upcastShown, { head: renamed.stats().head });
    const text = words.say("renamed_text", { first: this.#name(first), value });
    this.say("answer", words.say("renamed"), text);
    this.stage.redraw();
  }

  /** Goes on with the same record, read with the new name. */
  async #readRenamed(engine: Engine): Promise<Engine | undefined> {
    const renamed = await reopened(this.stage.parts, engine);
    if (this.engine !== engine) {
      renamed.close();
      return undefined;
    }
    this.replace(renamed);
    this.#seen.renamed = true;
    return renamed;
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
      this.isBack &&
        offer("intent", words.say("try_fork"), () =>
          this.stage.attempt(() => this.#forkAt(engine)),
        ),
      this.forkedAt !== undefined &&
        !this.#differs(engine) &&
        offer("intent", words.say("try_differ", { count: other_orders }), () => {
          this.do("differ");
          run(this.#coding.code)();
        }),
      !time &&
        offer("answer", words.say("try_back"), () =>
          this.stage.attempt(() => this.#lookBack(engine, Math.round(this.head / 2))),
        ),
      this.#question !== "liked" &&
        offer("answer", words.say("try_liked"), () => void this.#ask(engine, "liked")),
      !this.#seen.endless && broke && offer("refused", words.say("try_endless"), run(endless)),
      (this.forkedAt !== undefined || this.isBack) &&
        offer("answer", words.say("try_home"), () => this.stage.attempt(() => this.#home())),
      this.#question !== "weekdays" &&
        offer("answer", words.say("try_weekdays"), () => void this.#ask(engine, "weekdays")),
    ];
  }

  async #home(): Promise<void> {
    (await this.controlTime(true)).home();
    if (this.engine) {
      await this.#run(this.engine, this.#coding.code);
    }
  }

  protected body(): TemplateResult {
    const words = this.#words;
    const run = () => this.withEngine((engine) => void this.#run(engine, this.#coding.typed()));
    const asked = (Object.keys(questions) as Question[]).map((question) => ({
      value: question,
      content: html`${words.say(question)}`,
    }));
    return html`
      <section role="group" class="column tell" aria-label=${words.say("ask_column")}>
        ${this.title("intent", words.say("ask_column"), "")}
        ${choices(words.say("to_ask"), "stack", asked, this.#question, (question) => {
          this.#question = question as Question;
          this.#coding.show(questions[this.#question]);
          this.stage.redraw();
        })}
        ${this.button("answer", words.say("ask", { count: this.at }), () =>
          this.withEngine((engine) => void this.#ask(engine, this.#question)),
        )}
        ${this.#where()}
      </section>
      <section role="group" class="column middle" aria-label=${words.say("code")}>
        ${this.title("fact", words.say("code"), words.say("lines"))} ${this.#coding.render(run)}
        ${this.title("fact", words.say("tape"), words.say("made_up", { seed: String(this.#seed) }))}
        ${this.taped(words.say("tape_invites"))}
      </section>
      <section role="group" class="column ask" aria-label=${words.say("answer")}>
        ${this.title("answer", words.say("answer"), words.say("read_model"))} ${this.#answer()}
      </section>
    `;
  }

  #where(): TemplateResult | typeof nothing {
    const words = this.#words;
    const position = this.at;
    return html`${
      this.forkedAt === undefined
        ? nothing
        : html`<p class="aside">${words.say("elsewhere", { position: this.forkedAt })}</p>`
    }${
      this.isBack
        ? html`<p class="aside">${words.say("then", { position, date: this.#date(position) })}</p>`
        : nothing
    }`;
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
  begin: (stage) => new UnplannedReport(stage),
};
