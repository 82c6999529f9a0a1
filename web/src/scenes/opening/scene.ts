import type { Domains } from "cqrs-wasm";
import { html, nothing, type TemplateResult } from "lit";
import { openEngine, type Command, type Engine } from "../../engine.js";
import { icon } from "../../frame/icons.js";
import type { Stage } from "../../frame/stage.js";
import { Act } from "../act.js";
import type { Deeds } from "../deeds.js";
import { Dice } from "../dice.js";
import { customers, goods } from "../goods.js";
import { History } from "../history.js";
import sharedSheet from "../lesson.css";
import type { SceneModule } from "../scene.js";
import sheet from "./scene.css";
import { texts } from "./texts.js";

type Orders = Domains["orders"]["queries"];
type OrderRow = Orders["orders"]["result"][number];
type Sold = Orders["revenueByProduct"]["result"];

const events_wanted = 100_000;
const seed_at_first = 2026;
/** How long the page may be kept busy at a time, so that it stays at the reader's hand. */
const slice_ms = 3;
const slice_events = 50;
const rows_shown = 6;
const models = ["orders", "revenueByProduct"] as const;

/** A shop with a long past, and a red button that deletes everything it shows. */
class Opening extends Act {
  readonly #words;
  readonly #seed: number;
  #history: History;
  /** How many orders had been placed at a position, every now and then. */
  #marks: { head: number; placed: number }[] = [];
  #state: "filling" | "whole" | "gone" | "rebuilding" = "filling";
  #began_ms = 0;
  /** What the shop showed before it was deleted. */
  #before: { sold: string; orders: number } | undefined;
  #own = 0;
  /** How many orders there were when a link has it deleted; undefined where it has it whole. */
  #goneWith: number | undefined;

  constructor(stage: Stage) {
    super(stage);
    this.#seed = stage.seed ?? seed_at_first;
    this.#history = new History(this.#seed);
    this.#words = stage.texts("opening", texts);
  }

  protected open(): Promise<Engine> {
    return openEngine(this.stage.parts, {
      newId: () => new Dice(this.#seed).id(),
    });
  }

  protected opened(): Promise<void> {
    return new Promise((filled) => {
      this.repeat(0, (engine) => {
        const isWhole = this.#fill(engine);
        if (isWhole) {
          filled();
        }
        return isWhole;
      });
    });
  }

  protected override get goesBack(): boolean {
    return false;
  }

  protected override get deeds(): Deeds {
    return {
      delete: {
        takes: {},
        run: (engine) => {
          // Only how it ends is done again: to delete and to build 100,000 events takes its time.
          if (this.isResuming) {
            this.#goneWith ??= this.#orders;
          } else {
            this.#delete(engine);
          }
        },
      },
      rebuild: {
        takes: {},
        run: () => (this.isResuming ? (this.#goneWith = undefined) : this.#rebuild()),
      },
    };
  }

  protected override allows({ type }: Command): boolean {
    return type.startsWith("@") || type === "PlaceOrder";
  }

  protected override resumed(engine: Engine): void {
    const orders = this.#goneWith;
    this.#goneWith = undefined;
    if (orders !== undefined) {
      this.#delete(engine);
      this.#before = this.#before && { ...this.#before, orders };
    }
  }

  protected clear(): void {
    this.#history = new History(this.#seed);
    this.#goneWith = undefined;
    this.#marks = [];
    this.#state = "filling";
    this.#before = undefined;
    this.#own = 0;
  }

  // ---- what happens

  #fill(engine: Engine): boolean {
    const until = performance.now() + slice_ms;
    while (this.head < events_wanted && performance.now() < until) {
      engine.dispatchAll(this.#history.next(Math.min(slice_events, events_wanted - this.head)));
      this.head = engine.stats().head;
      this.#marks.push({ head: this.head, placed: this.#history.placed });
    }
    if (this.head < events_wanted) {
      return false;
    }
    this.#state = "whole";
    return true;
  }

  #delete(engine: Engine): void {
    this.#before = { sold: JSON.stringify(this.#sold(engine)), orders: this.#orders };
    const began = performance.now();
    for (const model of models) {
      engine.setMode(model, "manual");
      engine.rebuild(model);
    }
    const ms = this.#ms(performance.now() - began);
    this.#state = "gone";
    this.show(
      models.map((m) => `cqrs.setMode("${m}", "manual");\ncqrs.rebuild("${m}");`).join("\n"),
      engine.query("orders", { limit: rows_shown }),
      ["query orders"],
    );
    this.say("stale", this.#words.say("deleted"), this.#words.say("deleted_text", { ms }));
    this.stage.redraw();
    void this.stage.focusDrawn(".first");
  }

  #place(engine: Engine): void {
    const order = this.#orders + 1;
    const customer = customers[order % customers.length] ?? "Ada";
    const { sku, unitPrice } = goods[order % goods.length] ?? goods[0];
    const data = { orderId: String(order), customer, lines: [{ sku, quantity: 1, unitPrice }] };
    this.retell(engine, { type: "PlaceOrder", data });
  }

  protected override retell(engine: Engine, command: Command): void {
    const words = this.#words;
    const { result } = this.dispatch(engine, command);
    if (result.ok) {
      this.#own += 1;
      this.head = result.position;
      this.#marks.push({ head: this.head, placed: this.#orders });
      const { orderId, customer } = command.data;
      const values = { order: Number(orderId), customer: String(customer), head: this.head };
      this.say("fact", words.say("ordered"), words.say("ordered_text", values));
    } else {
      this.refuse(result);
    }
    this.stage.redraw();
  }

  #rebuild(): void {
    this.#state = "rebuilding";
    this.#began_ms = performance.now();
    this.repeat(0, (engine) => this.#step(engine));
    this.stage.redraw();
  }

  #step(engine: Engine): boolean {
    const until = performance.now() + slice_ms;
    let applied = 1;
    while (applied > 0 && performance.now() < until) {
      applied = engine.catchUp(undefined, slice_events);
    }
    if (applied > 0) {
      return false;
    }
    const words = this.#words;
    const ms = this.#ms(performance.now() - this.#began_ms);
    for (const model of models) {
      engine.setMode(model, "immediate");
    }
    this.#state = "whole";
    const isSame =
      JSON.stringify(this.#sold(engine)) === this.#before?.sold &&
      this.#latest(engine, this.#orders).length === rows_shown;
    const meanwhile = this.#orders - (this.#before?.orders ?? 0);
    const values = { head: this.head, ms, count: meanwhile };
    const key = !isSame ? "lost" : meanwhile > 0 ? "rebuilt_more" : "rebuilt_text";
    this.show(`cqrs.catchUp();`, { applied: this.head * models.length }, []);
    this.say(isSame ? "answer" : "refused", words.say("rebuilt"), words.say(key, values));
    return true;
  }

  // ---- asking

  /** Orders on the record. */
  get #orders(): number {
    return this.#history.placed + this.#own;
  }

  #sold(engine: Engine): Sold {
    const answer = engine.query("revenueByProduct", {});
    return answer.ok ? (answer.data as Sold) : [];
  }

  /** The newest rows of a list that has so many. */
  #latest(engine: Engine, orders: number): OrderRow[] {
    const offset = Math.max(0, orders - rows_shown);
    const answer = engine.query("orders", { limit: rows_shown, offset });
    return answer.ok ? [...(answer.data as OrderRow[])].reverse() : [];
  }

  /** How far the shop's own database has come. */
  #come(engine: Engine): number {
    const [model] = engine.readModels();
    return model?.checkpoint ?? 0;
  }

  #ms(ms: number): string {
    return ms.toLocaleString(this.#words.lang, { maximumFractionDigits: ms < 10 ? 1 : 0 });
  }

  // ---- what is drawn

  render(): TemplateResult {
    const words = this.#words;
    return html`<p class="unseen" role="heading" aria-level=${this.level}>${words.say("title")}</p>
      <div class="opening" part="frame">
        <section role="group" class="column shop" aria-label=${words.say("shows")}>
          ${this.title("answer", words.say("shows"), "")} ${this.#shop()}
        </section>
        <div class="column doing">
          ${this.#sentence()}
          <div class="column pressed">${this.#buttons()}</div>
        </div>
        <section role="group" class="column record" aria-label=${words.say("record")}>
          ${this.title("fact", words.say("record"), "")} ${this.#record()}
        </section>
      </div>
      ${this.code(false)}`;
  }

  #shop(): TemplateResult {
    const words = this.#words;
    const { engine } = this;
    if (!engine || this.#state === "filling") {
      const values = { done: this.head, all: events_wanted };
      return html`<div class="list blank">
        <progress max=${events_wanted} .value=${this.head} aria-hidden="true"></progress>
        <p>${words.say("filling", values)}</p>
      </div>`;
    }
    if (this.#state === "gone") {
      return html`<div class="list blank"><p class="figure">${words.say("empty")}</p></div>`;
    }
    const come = this.#come(engine);
    const placed = this.#marks.filter(({ head }) => head <= come).at(-1)?.placed ?? 0;
    const rows = this.#latest(engine, placed);
    return html`<div class="list">
      ${
        this.#state === "rebuilding"
          ? html`<progress max=${this.head} .value=${come} aria-hidden="true"></progress>
              <p class="aside">${words.say("rebuilding", { done: come, all: this.head })}</p>`
          : nothing
      }
      <table>
        <caption class="label">
          ${words.say("latest")}
        </caption>
        <thead>
          <tr>
            <th scope="col">${words.say("order")}</th>
            <th scope="col">${words.say("for")}</th>
            <th scope="col">${words.say("status")}</th>
            <th scope="col" class="amount">${words.say("total")}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                <td>${row.orderId}</td>
                <td>${row.customer}</td>
                <td><span class="state">${words.say(row.status)}</span></td>
                <td class="amount">${words.money(row.total)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${this.#table(this.#sold(engine))}
    </div>`;
  }

  #table(sold: Sold): TemplateResult {
    const words = this.#words;
    return html`<table>
      <caption class="label">
        ${words.say("sold")}
      </caption>
      <tbody>
        ${sold.map(
          ({ sku, quantity, revenue }) =>
            html`<tr>
              <td>${words.find(sku) ?? sku}</td>
              <td class="amount">${words.number(quantity)}</td>
              <td class="amount">${words.money(revenue, true)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #sentence(): TemplateResult {
    const words = this.#words;
    const { kind, lead, text } =
      this.broken === undefined
        ? (this.said ?? {
            kind: "intent" as const,
            lead: words.say("begin"),
            text:
              this.#state === "filling"
                ? words.say("seed", { seed: String(this.#seed) })
                : words.say("before", { orders: this.#orders }),
          })
        : {
            kind: "refused" as const,
            lead: words.say("title"),
            text: this.stage.words.say("engine_missing", { message: this.broken }),
          };
    return html`<div class="narration ${kind}" role="status" aria-atomic="true">
      <p class="lead">${icon(kind)}<strong>${lead}</strong></p>
      <p>${text}</p>
    </div>`;
  }

  #buttons(): TemplateResult {
    const words = this.#words;
    if (this.broken !== undefined) {
      return html`<button class="primary" @click=${() => this.approach()}>
        ${icon("again")}${this.stage.words.say("try_again")}
      </button>`;
    }
    const act = (run: (engine: Engine) => void) => () => this.withEngine(run);
    if (this.#state === "gone") {
      return html`<button class="primary first" @click=${act((engine) => this.#place(engine))}>
          ${icon("intent")}${words.say(this.#orders === this.#before?.orders ? "place" : "place_again")}
        </button>
        <button class="primary back" @click=${act(() => this.do("rebuild"))}>
          ${icon("again")}${words.say("rebuild")}
        </button>`;
    }
    return html`<button
        class="primary red"
        ?disabled=${this.#state !== "whole"}
        @click=${act(() => this.do("delete"))}
      >
        ${icon("close")}${words.say("delete")}
      </button>
      ${this.said ? this.restart() : nothing}`;
  }

  #record(): TemplateResult {
    const words = this.#words;
    return html`<div class="sheet">
      <p class="figure">${words.number(this.head)}</p>
      <p>${words.say("events", { count: this.head })}</p>
      <p class="aside">${words.say("record_note")}</p>
      <p class="aside">${words.say("seed", { seed: String(this.#seed) })}</p>
    </div>`;
  }
}

export const scene: SceneModule = {
  sheets: [sharedSheet, sheet],
  begin: (stage) => new Opening(stage),
};
