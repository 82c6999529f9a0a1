import type { Domains } from "cqrs-wasm";
import { html, nothing, type TemplateResult } from "lit";
import { openEngine, type Asked, type Command, type Engine, type Recorded } from "../../engine.js";
import { literal } from "../../frame/code.js";
import { icon } from "../../frame/icons.js";
import type { Stage } from "../../frame/stage.js";
import { yesOrNo, type Deeds, type Settings } from "../deeds.js";
import { Dice } from "../dice.js";
import { History } from "../history.js";
import sharedSheet from "../lesson.css";
import { Lesson, plotOf, type Offer } from "../lesson.js";
import { chosen, products, shelf, type Product } from "../products.js";
import type { SceneModule } from "../scene.js";
import { costs, nothingTouched } from "./costs.js";
import { fold } from "./fold.js";
import sheet from "./scene.css";
import { texts } from "./texts.js";

type Card = NonNullable<Domains["orders"]["queries"]["orderStatus"]["result"]>;
type Row = Domains["orders"]["queries"]["orders"]["result"][number];

const models = ["orders", "revenueByProduct"] as const;
const first_order = 1001;
const month_events = 400;
const seed_at_first = 7;
const many = 30;
const rows_max = 1000;
const copies_max = 4;

/** Whether an order is the reader's: those of a month that went by have small numbers. */
function isOwn(orderId: unknown): boolean {
  return Number(orderId) >= first_order;
}

/** The facts of an order and the ready-made card: what each shape is good for, counted. */
class TwoShapes extends Lesson {
  readonly #words;
  readonly #seed: number;
  protected readonly plot;
  #product: Product = products[0];
  #orders = 0;
  #off = false;
  #touched = { ...nothingTouched };
  /** How many looks each copy has served. */
  #served = [0];
  #seen = { off: false, both: false, copy: false, month: false, all: false, shared: false };

  constructor(stage: Stage) {
    super(stage);
    const words = stage.texts("two-shapes", texts);
    this.#words = words;
    this.#seed = stage.seed ?? seed_at_first;
    this.plot = plotOf(
      words,
      ["option_nothing", "option_order", "option_both"],
      1,
      "holds at a price",
    );
  }

  protected open(): Promise<Engine> {
    return openEngine(this.stage.parts, {
      newId: () => new Dice(this.#seed).id(),
    });
  }

  protected opened(engine: Engine): void {
    this.#byHand(engine);
    this.follow(engine);
  }

  /** Brought on by hand, so that what it applies can be counted. */
  #byHand(engine: Engine): void {
    for (const model of models) {
      engine.setMode(model, "manual");
    }
  }

  protected override joined(engine: Engine): void {
    this.#byHand(engine);
    engine.catchUp();
    this.#off = false;
    const replicas = engine.readModels().filter(({ name }) => name === "orders");
    this.#served = replicas.map((_, i) => this.#served[i] ?? 0);
    const own = engine
      .read({ types: ["OrderPlaced"] })
      .filter(({ data }) => isOwn(data["orderId"]));
    this.#orders = own.length;
  }

  protected override get settings(): Settings {
    const product = chosen(
      () => this.#product,
      (product) => (this.#product = product),
    );
    return { product };
  }

  protected override get deeds(): Deeds {
    return {
      month: { takes: {}, run: (engine) => this.#month(engine) },
      switch: {
        takes: { off: yesOrNo },
        run: (engine, { off }) => this.#switch(engine, off === true),
      },
      copy: { takes: {}, run: (engine) => this.#copy(engine) },
      askMany: { takes: {}, run: (engine) => this.#askMany(engine) },
      look: { takes: { all: yesOrNo }, run: (engine, { all }) => this.#look(engine, all === true) },
    };
  }

  protected clear(): void {
    this.#orders = 0;
    this.#off = false;
    this.#touched = { ...nothingTouched };
    this.#served = [0];
    this.#seen = { off: false, both: false, copy: false, month: false, all: false, shared: false };
  }

  protected settles(): boolean {
    return this.#seen.off;
  }

  protected toDo(): [string, boolean][] {
    const { off, both, copy } = this.#seen;
    return [
      [this.#words.say("do_off"), off],
      [this.#words.say("do_both"), both],
      [this.#words.say("do_copy"), copy],
    ];
  }

  // ---- writing

  get #orderId(): string {
    return String(first_order + this.#orders - 1);
  }

  #order(engine: Engine, from: Element): void {
    const { sku, unitPrice } = this.#product;
    const lines = [{ sku, quantity: 1, unitPrice }];
    const data = { orderId: String(first_order + this.#orders), customer: "Ada", lines };
    this.retell(engine, { type: "PlaceOrder", data }, from);
  }

  #pay(engine: Engine, from: Element): void {
    this.retell(engine, { type: "PayOrder", data: { orderId: this.#orderId } }, from);
  }

  protected override retell(engine: Engine, command: Command, from: Element | null = null): void {
    const words = this.#words;
    this.#orders += command.type === "PlaceOrder" && isOwn(command.data["orderId"]) ? 1 : 0;
    this.tell(engine, command, from, ({ result, facts }) => {
      this.#touched.commands += 1;
      if (!result.ok) {
        this.refuse(result);
        return;
      }
      const applied = this.#off ? 0 : engine.catchUp();
      this.#touched.facts += facts.length;
      this.#touched.applied += applied;
      this.#seen.off ||= this.#off;
      const key = this.#off ? "ordered_off_text" : "ordered_text";
      const { position } = result;
      this.say("fact", words.say("recorded"), words.say(key, { position, applied }));
    });
  }

  #month(engine: Engine): void {
    const words = this.#words;
    this.#seen.month = true;
    const { position } = engine.dispatchAll(new History(this.#seed).next(month_events));
    const applied = this.#off ? 0 : engine.catchUp();
    const count = position - this.head;
    this.head = position;
    this.#touched.commands += count;
    this.#touched.facts += count;
    this.#touched.applied += applied;
    const times = Math.round(applied / count);
    const values = { count, applied, times, seed: String(this.#seed) };
    this.say("fact", words.say("month"), words.say("month_text", values));
    void this.tape.toTheEnd();
  }

  // ---- the read database

  #switch(engine: Engine, off: boolean): void {
    const words = this.#words;
    this.#off = off;
    const { head } = engine.stats();
    for (const model of models) {
      engine.rebuild(model);
    }
    if (off) {
      this.show(models.map((model) => `cqrs.rebuild("${model}"); // empty`).join("\n"), { head });
      this.say("stale", words.say("off_lead"), words.say("off_text", { head }));
    } else {
      const applied = engine.catchUp();
      this.#touched.applied += applied;
      this.show("cqrs.catchUp()", { applied });
      this.say(
        "answer",
        words.say("on_lead"),
        words.say("on_text", { facts: words.say("so_many", { count: head }) }),
      );
    }
    this.stage.redraw();
  }

  #copy(engine: Engine): void {
    const words = this.#words;
    if (this.#served.length >= copies_max) {
      return;
    }
    const before = engine.stats().memoryBytes;
    const number = engine.addReplica("orders");
    this.#served.push(0);
    this.#seen.copy = true;
    const bytes = engine.stats().memoryBytes - before;
    const rows = this.#rows(engine, number).length;
    this.show(`cqrs.addReplica("orders")`, { replica: number, bytes });
    const values = { number: number + 1, bytes, rows };
    const text = words.say(bytes > 0 ? "copied_text" : "copied_fits", values);
    this.say("answer", words.say("copied"), text);
    this.stage.redraw();
  }

  #askMany(engine: Engine): void {
    const words = this.#words;
    const now = this.#served.map(() => 0);
    this.#seen.shared = true;
    for (let i = 0; i < many; i += 1) {
      const replica = i % now.length;
      if (engine.query("orderStatus", { orderId: this.#orderId }, { replica }).ok) {
        now[replica] = (now[replica] ?? 0) + 1;
      }
    }
    this.#served = this.#served.map((served, i) => served + (now[i] ?? 0));
    this.show(
      `cqrs.query("orderStatus", ${literal({ orderId: this.#orderId })}, { replica: i % ${now.length} })`,
      { looks: now },
      ["query orderStatus"],
    );
    const each = new Intl.ListFormat(words.lang).format(now.map((n) => words.number(n)));
    const values = { count: many, copies: now.length, each };
    this.say("answer", words.say("served_lead"), words.say("served_text", values));
    this.stage.redraw();
  }

  // ---- looking

  #rows(engine: Engine, replica = 0): Row[] {
    const answer = engine.query("orders", { limit: rows_max }, { replica });
    return answer.ok ? (answer.data as Row[]) : [];
  }

  #card(engine: Asked): Card | null {
    const answer = engine.query("orderStatus", { orderId: this.#orderId });
    return answer.ok ? (answer.data as Card | null) : null;
  }

  /** The same question to both: to the facts, and to what was made of them. */
  #look(engine: Engine, all: boolean): void {
    const words = this.#words;
    if (this.#off) {
      this.say("refused", words.say("nobody"), words.say("nobody_text"));
      this.stage.redraw();
      return;
    }
    const facts = engine.read(all ? {} : { stream: `order-${this.#orderId}` });
    const folded = fold(facts);
    const card = this.#card(engine);
    const rows = all ? this.#rows(engine) : card ? [card] : [];
    const wordsOf = (list: readonly { total: number }[]) =>
      words.say("orders_worth", {
        count: list.length,
        amount: words.money(list.reduce((sum, { total }) => sum + total, 0)),
      });
    const [one, two] = [wordsOf(folded), wordsOf(rows)];
    this.#touched.looks += 1;
    this.#touched.folded += facts.length;
    this.#touched.rows += rows.length;
    this.#served[0] = (this.#served[0] ?? 0) + 1;
    this.#seen.both = true;
    this.#seen.all ||= all;
    const query = all ? `"orders", {}` : `"orderStatus", ${literal({ orderId: this.#orderId })}`;
    const read = all ? "" : `{ stream: "order-${this.#orderId}" }`;
    this.show(
      `fold(cqrs.read(${read})) // facts read: ${facts.length}
cqrs.query(${query}) // rows read: ${rows.length}`,
      all ? { orders: rows.length } : (card ?? {}),
      [all ? "query orders" : "query orderStatus"],
    );
    const count = rows.length;
    const values = {
      facts: words.say("so_many", { count: facts.length }),
      count,
      answer: two,
      one,
      two,
    };
    const key = one === two ? "looked_text" : "looked_differ";
    this.say(one === two ? "answer" : "refused", words.say("looked"), words.say(key, values));
    this.stage.redraw();
  }

  // ---- what is drawn

  protected offers(): (Offer | false)[] {
    const words = this.#words;
    const { engine } = this;
    if (!engine || this.#orders === 0) {
      return [];
    }
    const { off, both, copy, month, all, shared } = this.#seen;
    const offer = (
      kind: Offer["kind"],
      key: Parameters<typeof words.say>[0],
      act: Offer["act"],
    ): Offer => ({ kind, label: words.say(key), act });
    if (this.#off) {
      return [
        !off && offer("intent", "try_order", (from) => this.#order(engine, from)),
        offer("answer", "try_show", () => this.do("look", { all: false })),
        offer("fact", "try_on", () => this.do("switch", { off: false })),
      ];
    }
    return [
      copy && !shared && offer("answer", "try_ask", () => this.do("askMany")),
      !off && offer("stale", "try_off", () => this.do("switch", { off: true })),
      !both && offer("answer", "try_show", () => this.do("look", { all: false })),
      !month && offer("intent", "try_month", () => this.do("month")),
      month && !all && offer("answer", "try_all", () => this.do("look", { all: true })),
      this.#served.length < 3 && offer("answer", "try_copy", () => this.do("copy")),
      copy && offer("answer", "try_ask", () => this.do("askMany")),
    ];
  }

  protected override summary({ type, data }: Recorded): string {
    const words = this.#words;
    const order = String(data["orderId"]);
    const product = this.#name(String(data["sku"]));
    const said: Record<string, () => string> = {
      OrderPlaced: () => {
        const lines = (data["lines"] as Card["lines"]).map(({ sku, quantity }) =>
          words.say("line", { quantity, product: this.#name(sku) }),
        );
        return words.say("placed_fact", { order, lines: lines.join(", ") });
      },
      ItemAdded: () => words.say("added", { product, order }),
      ItemCancelled: () => words.say("taken_off", { product, order }),
      OrderPaid: () =>
        words.say("paid_fact", { amount: words.money(Number(data["amount"])), order }),
      OrderShipped: () => words.say("shipped_fact", { order }),
      OrderCancelled: () => words.say("cancelled_fact", { order }),
    };
    return words.capitalised(said[type]?.() ?? "");
  }

  #name(sku: string): string {
    return this.#words.find(sku) ?? sku;
  }

  protected body(): TemplateResult {
    const words = this.#words;
    return html`
      ${this.#commands()}
      ${this.middle(words.say("facts"), words.say("facts_of"), words.say("tape_invites"))}
      <section role="group" class="column ask" aria-label=${words.say("card")}>
        ${this.title("answer", words.say("card"), words.say("ready_made"))} ${this.#reading()}
      </section>
    `;
  }

  #commands(): TemplateResult {
    const words = this.#words;
    const choose = (product: Product) => {
      this.#product = product;
      this.stage.redraw();
    };
    const product = words.say(this.#product.sku);
    const withEngine = (act: (engine: Engine, from: Element) => void) => (event: Event) => {
      const from = event.currentTarget as Element;
      this.withEngine((engine) => act(engine, from));
    };
    return html`<section role="group" class="column tell" aria-label=${words.say("tell")}>
      ${this.title("intent", words.say("tell"), words.say("commands"))}
      ${shelf(
        words.say("product"),
        this.#product.sku,
        {
          name: (sku) => words.say(sku === "beans" ? "beans_of" : sku),
          price: (amount) => words.money(amount),
        },
        choose,
      )}
      ${this.button("intent", words.say("order", { product }), (from) =>
        this.withEngine((engine) => this.#order(engine, from)),
      )}
      <button
        class="switch"
        aria-pressed=${this.#off}
        @click=${withEngine(() => this.do("switch", { off: !this.#off }))}
      >
        ${icon(this.#off ? "again" : "stale")}${words.say(this.#off ? "on" : "off")}
      </button>
      ${
        this.#orders > 0
          ? html`<button @click=${withEngine((engine, from) => this.#pay(engine, from))}>
              ${icon("intent")}${words.say("pay", { order: this.#orderId })}
            </button>`
          : nothing
      }
    </section>`;
  }

  #reading(): TemplateResult | typeof nothing {
    const { engine } = this;
    if (!engine) {
      return nothing;
    }
    const words = this.#words;
    return html`
      ${this.#off ? html`<div class="sheet stale"><p>${words.say("card_off")}</p></div>` : this.#orderCard(engine)}
      <div class="looks">
        <button @click=${() => this.do("look", { all: false })} ?disabled=${this.#orders === 0}>
          ${icon("answer")}${words.say("show_order")}
        </button>
        <button @click=${() => this.do("look", { all: true })} ?disabled=${this.#orders === 0}>
          ${icon("answer")}${words.say("show_all")}
        </button>
      </div>
      ${costs(words, this.#touched)} ${this.#copies()}
    `;
  }

  #orderCard(engine: Engine): TemplateResult {
    const words = this.#words;
    const card = this.#orders === 0 ? null : this.#card(this.asked(engine));
    if (!card) {
      return html`<div class="sheet"><p class="aside">${words.say("card_none")}</p></div>`;
    }
    const [model] = engine.readModels();
    const asOf = this.isBack ? this.at : (model?.checkpoint ?? 0);
    const { orderId, customer, status, lines, total } = card;
    return html`<div class="sheet">
      <p class="headline">
        <span>${words.say("card_order", { order: orderId, customer })}</span>
        <span class="state">${words.say(status)}</span>
      </p>
      <table>
        <tbody>
          ${lines.map(
            ({ sku, quantity, unitPrice }) =>
              html`<tr>
                <td>${words.say("line", { quantity, product: this.#name(sku) })}</td>
                <td class="amount">${words.money(quantity * unitPrice)}</td>
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">${words.say("total")}</th>
            <td class="amount">${words.money(total)}</td>
          </tr>
        </tfoot>
      </table>
      <p class="as-of">${words.say("as_of", { asOf })}</p>
    </div>`;
  }

  #copies(): TemplateResult {
    const words = this.#words;
    return html`<div>
      <p class="label">${words.say("copies")}</p>
      <ul class="copies">
        ${this.#served.map(
          (count, i) =>
            html`<li>
              ${icon("answer")}${words.say("copy", { number: i + 1 })}
              <span class="aside">${words.say("served", { count })}</span>
            </li>`,
        )}
      </ul>
      ${
        this.#served.length < copies_max
          ? html`<button class="quiet" @click=${() => this.do("copy")}>
              ${icon("add")}${words.say("add_copy")}
            </button>`
          : nothing
      }
    </div>`;
  }
}

export const scene: SceneModule = {
  sheets: [sharedSheet, sheet],
  begin: (stage) => new TwoShapes(stage),
};
