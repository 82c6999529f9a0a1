import { html, nothing, type TemplateResult } from "lit";
import { openEngine, type Command, type Engine, type Recorded } from "../../engine.js";
import { icon } from "../../frame/icons.js";
import type { Stage } from "../../frame/stage.js";
import { between, oneOf, type Deeds, type Settings } from "../deeds.js";
import sharedSheet from "../lesson.css";
import { Lesson, plotOf, type Offer } from "../lesson.js";
import { chosen, products, shelf, type Product, type Sku } from "../products.js";
import type { SceneModule } from "../scene.js";
import sheet from "./scene.css";
import { hire, services, Trail, writerOf, type Place } from "./services.js";
import { texts } from "./texts.js";

/** Between one service's turn and the next. */
const turn_ms = 360;
const first_order = 1001;
/** More than a card pays. */
const dear = { sku: "machine", quantity: 3, unitPrice: 400_000 };
const many_mugs = 101;
/** More turns than these are not taken in one go. */
const turns_max = 10_000;

interface Line {
  sku: string;
  quantity: number;
  unitPrice: number;
}

/** What puts things right again. */
const amends = new Set(["StockReleased", "PaymentRefunded", "ParcelCancelled", "OrderCancelled"]);

/** The services around an order follow its events, each from its own place. */
class Breadcrumbs extends Lesson {
  readonly #words;
  protected readonly plot;
  #trail: Trail | undefined;
  /** Of the tape that is shown, and of those that it was forked from. */
  readonly #trails = new WeakMap<Engine, Trail>();
  #product: Product = products[0];
  #orders = 0;
  /** Where the trail ended before the last order. */
  #before = 0;
  #first_ms: number | undefined;
  /** What is said once everybody has come as far as they will. */
  #then: (() => void) | undefined;
  #seen = { ordered: false, paused: false, failed: false, hired: false, short: false };

  constructor(stage: Stage) {
    super(stage);
    const words = stage.texts("breadcrumbs", texts);
    this.#words = words;
    this.plot = plotOf(
      words,
      ["option_lost", "option_late", "option_again"],
      1,
      "holds at a price",
    );
  }

  protected open(): Promise<Engine> {
    return openEngine(this.stage.parts);
  }

  protected opened(engine: Engine): void {
    this.#follow(engine);
    this.follow(engine);
  }

  #follow(engine: Engine): void {
    this.#trail = this.#trails.get(engine) ?? new Trail(engine);
    this.#trails.set(engine, this.#trail);
    const orders = engine.read({ types: ["OrderPlaced"] });
    this.#orders = orders.length;
    this.#before = (orders.at(-1)?.position ?? 1) - 1;
  }

  protected override joined(engine: Engine): void {
    this.#follow(engine);
    if (!this.#trail?.isCalm) {
      this.#walk(() => this.#arrived(engine));
    }
  }

  protected override get settings(): Settings {
    const product = chosen(
      () => this.#product,
      (product) => (this.#product = product),
    );
    return { product };
  }

  protected override get deeds(): Deeds {
    const places = oneOf(...services, hire);
    const place = (name: unknown) => this.#trail?.place(String(name));
    return {
      turns: {
        takes: { count: between(1, turns_max) },
        run: (engine, { count }) => this.#turns(engine, Number(count)),
      },
      pause: {
        takes: { name: places },
        run: (_engine, { name }) => {
          const which = place(name);
          return which && this.#pause(which);
        },
      },
      resume: {
        takes: { name: places },
        run: (engine, { name }) => {
          const which = place(name);
          return which && this.#resume(engine, which);
        },
      },
      hire: { takes: {}, run: () => this.#hire() },
      count: { takes: {}, run: () => this.#count() },
    };
  }

  protected clear(): void {
    this.#trail = this.#then = this.#first_ms = undefined;
    this.#orders = this.#before = 0;
    this.#seen = { ordered: false, paused: false, failed: false, hired: false, short: false };
  }

  protected settles(): boolean {
    return this.#seen.paused;
  }

  protected toDo(): [string, boolean][] {
    const { ordered, paused, failed } = this.#seen;
    return [
      [this.#words.say("do_ordered"), ordered],
      [this.#words.say("do_paused"), paused],
      [this.#words.say("do_failed"), failed],
    ];
  }

  // ---- what happens

  #order(engine: Engine, line: Line, from: Element): void {
    const orderId = String(first_order + this.#orders);
    const data = { orderId, customer: "Ada", lines: [line] };
    this.retell(engine, { type: "PlaceOrder", data }, from);
  }

  protected override retell(engine: Engine, command: Command, from: Element | null = null): void {
    const words = this.#words;
    const { head } = engine.stats();
    this.tell(engine, command, from, ({ result }) => {
      if (!result.ok) {
        this.refuse(result);
      } else if (command.type === "PlaceOrder") {
        this.#orders += 1;
        this.#before = head;
        this.#first_ms ??= performance.now();
        const { position } = result;
        this.say("fact", words.say("walking"), words.say("walking_text", { position }));
        this.#walk(() => this.#arrived(engine));
      }
    });
  }

  /** Lets the services take turns until nobody is behind who may go on. */
  #walk(then: () => void): void {
    this.#then = then;
    this.repeat(turn_ms, (engine) => {
      const went = this.#trail?.turn();
      this.head = engine.stats().head;
      void this.tape.toTheEnd();
      if (went) {
        this.noteOnceMore(engine, "turns");
        return false;
      }
      this.#then?.();
      return true;
    });
  }

  /** So many turns at once, as a moment has them. */
  #turns(engine: Engine, count: number): void {
    for (let i = 0; i < count && this.#trail?.turn(); i += 1) {
      this.head = engine.stats().head;
    }
    if (this.isBusy && this.#trail?.isCalm) {
      this.rest();
      this.#then?.();
    }
  }

  #arrived(engine: Engine): void {
    const words = this.#words;
    const facts = engine.read({ from: this.#before + 1 });
    this.#seen.ordered = true;
    const no = facts.find(({ type }) => type === "PaymentDeclined" || type === "StockShort");
    const amended = facts.filter(({ type }) => amends.has(type)).map(({ type }) => type);
    if (no && amended.length > 0) {
      this.#seen.failed = true;
      this.#seen.short ||= no.type === "StockShort";
      const events = [...new Set(amended)].join(", ");
      const text =
        no.type === "StockShort"
          ? words.say("undone_short", { events })
          : words.say("undone_declined", {
              amount: words.money(Number(no.data["amount"]), true),
              events,
            });
      this.say("fact", words.say("undone"), text);
      return;
    }
    const held = this.#trail?.places().find((place) => place.held);
    const others = facts.filter((fact) => writerOf(fact)).length;
    const text = held
      ? words.say("done_held", {
          count: facts.length,
          service: words.say(held.name),
          place: held.checkpoint,
        })
      : words.say("done_text", { count: facts.length, others });
    this.say("fact", words.say("done"), text);
  }

  #pause({ name, checkpoint }: Place): void {
    const words = this.#words;
    this.#trail?.hold(name);
    this.show(`cqrs.pause("${name}")`, { name, checkpoint, status: "paused" });
    const values = { service: words.say(name), place: checkpoint };
    this.say("stale", words.say("paused_lead"), words.say("paused_text", values));
    this.stage.redraw();
  }

  #resume(engine: Engine, { name, behind }: Place): void {
    const words = this.#words;
    const mails = () => {
      const answer = engine.query("mails", {});
      return answer.ok ? (answer.data as unknown[]).length : 0;
    };
    const before = mails();
    this.#trail?.release(name);
    this.show(`cqrs.resume("${name}")`, { name, lagEvents: behind, status: "running" });
    this.#walk(() => {
      this.#seen.paused ||= behind > 0;
      const sent = mails() - before;
      const events = words.say("missed_events", { count: behind });
      const text =
        name === "email" && sent > 0
          ? words.say("caught_up_mail", { missed: behind, events, count: sent })
          : words.say("caught_up_text", { service: words.say(name), count: behind });
      this.say("fact", words.say("caught_up"), text);
    });
    this.stage.redraw();
  }

  #hire(): void {
    const words = this.#words;
    this.#seen.hired = true;
    this.#trail?.hire();
    this.show(
      `cqrs.project({
  name: "points",
  initialState: () => ({ points: 0 }),
  apply: (state, { type, data }) =>
    type === "OrderPaid"
      ? { points: state.points + Math.floor(data.amount / 100) }
      : state,
  queries: { points: (state) => state.points },
})`,
      { checkpoint: 0 },
    );
    this.say("intent", words.say("hired"), words.say("hiring_text"));
    this.#walk(() => {
      const events = this.#trail?.place(hire)?.checkpoint ?? 0;
      const text = words.say("hired_text", { events, count: this.#trail?.points() ?? 0 });
      this.say("answer", words.say("hired"), text);
    });
    this.stage.redraw();
  }

  #count(): void {
    const words = this.#words;
    const seconds = Math.ceil((performance.now() - (this.#first_ms ?? 0)) / 1000);
    const asking = this.#trail?.places().length ?? 0;
    const text = words.say("counted_text", {
      delivered: this.#trail?.delivered() ?? 0,
      services: asking,
      seconds,
      calls: seconds * asking,
    });
    this.say("answer", words.say("counted"), text);
    this.stage.redraw();
  }

  // ---- what is drawn

  protected offers(): (Offer | false)[] {
    const words = this.#words;
    const { engine } = this;
    const trail = this.#trail;
    if (!engine || !trail || this.#orders === 0 || this.isBusy) {
      return [];
    }
    const held = trail.places().find((place) => place.held);
    const email = trail.place("email");
    const { ordered, paused, failed, hired, short } = this.#seen;
    const order = (label: string, line: Line): Offer => ({
      kind: "intent",
      label,
      act: (from) => this.#order(engine, line, from),
    });
    return [
      held !== undefined &&
        held.behind > 0 && {
          kind: "fact",
          label: words.say("try_resume", { service: words.say(held.name) }),
          act: () => this.do("resume", { name: held.name }),
        },
      held !== undefined && held.behind === 0 && order(words.say("try_order"), this.#line()),
      !held &&
        !paused &&
        email !== undefined && {
          kind: "stale",
          label: words.say("try_pause"),
          act: () => this.do("pause", { name: email.name }),
        },
      !failed &&
        order(
          words.say("try_decline", { amount: words.money(dear.quantity * dear.unitPrice, true) }),
          dear,
        ),
      failed &&
        !short &&
        order(words.say("try_short", { count: many_mugs, stock: this.#stock(engine, "mug") }), {
          sku: "mug",
          quantity: many_mugs,
          unitPrice: 900,
        }),
      !hired && { kind: "answer", label: words.say("try_hire"), act: () => this.do("hire") },
      ordered && { kind: "answer", label: words.say("try_count"), act: () => this.do("count") },
      order(words.say("try_order"), this.#line()),
    ];
  }

  #line(): Line {
    return { sku: this.#product.sku, quantity: 1, unitPrice: this.#product.unitPrice };
  }

  /** What is on the shelf; before anything has happened to it there are 100 pieces. */
  #stock(engine: Engine, sku: Sku): number {
    const answer = engine.query("stock", { sku });
    const [row] = answer.ok ? (answer.data as { available: number }[]) : [];
    return row?.available ?? 100;
  }

  protected override summary(event: Recorded): string {
    const words = this.#words;
    const { type, data } = event;
    const amount = words.money(Number(data["amount"]), true);
    const product = this.#name(String(data["sku"]));
    const pieces = { quantity: Number(data["quantity"]), product };
    const said: Record<string, () => string> = {
      OrderPlaced: () => {
        const [line] = data["lines"] as { sku: string; quantity: number }[];
        const of = this.#name(line?.sku ?? "");
        const customer = String(data["customer"]);
        return words.say("placed", { customer, quantity: line?.quantity ?? 0, product: of });
      },
      PaymentTaken: () => words.say("taken", { amount }),
      PaymentDeclined: () => words.say("declined", { amount }),
      PaymentRefunded: () => words.say("refunded", { amount }),
      StockReserved: () => words.say("reserved", pieces),
      StockShort: () => words.say("short", pieces),
      StockReleased: () => words.say("released", pieces),
      OrderPaid: () => words.say("paid"),
      OrderShipped: () => words.say("shipped"),
      OrderCancelled: () => words.say("cancelled"),
      ParcelRequested: () => words.say("parcel_requested"),
      ParcelShipped: () => words.say("parcel_shipped"),
      ParcelCancelled: () => words.say("parcel_cancelled"),
      MailSent: () => words.say("mailed", { subject: words.find(String(data["subject"])) ?? "" }),
    };
    const what = words.capitalised(said[type]?.() ?? "");
    const writer = writerOf(event);
    return writer ? words.say("by", { what, service: words.say(writer) }) : what;
  }

  #name(sku: string): string {
    return this.#words.find(sku) ?? sku;
  }

  protected body(): TemplateResult {
    const words = this.#words;
    return html`
      <section role="group" class="column tell" aria-label=${words.say("tell")}>
        ${this.title("intent", words.say("tell"), words.say("commands"))}
        ${shelf(
          words.say("product"),
          this.#product.sku,
          {
            name: (sku) => words.say(sku === "beans" ? "beans_of" : sku),
            price: (amount) => words.money(amount),
          },
          (product) => {
            this.#product = product;
            this.stage.redraw();
          },
        )}
        ${this.button(
          "intent",
          words.say("order", { product: words.say(this.#product.sku) }),
          (from) => this.withEngine((engine) => this.#order(engine, this.#line(), from)),
        )}
      </section>
      ${this.middle(words.say("tape"), words.say("what_happened"), words.say("tape_invites"))}
      <section role="group" class="column ask" aria-label=${words.say("services")}>
        ${this.title("answer", words.say("services"), words.say("each_its_place"))}
        ${this.#services()}
      </section>
    `;
  }

  #services(): TemplateResult | typeof nothing {
    const { engine } = this;
    const trail = this.#trail;
    if (!engine || !trail) {
      return nothing;
    }
    const words = this.#words;
    const facts = engine.read();
    const written = (name: string) => facts.filter((fact) => writerOf(fact) === name).length;
    const delivered = trail.delivered();
    return html`<ul class="services">
        ${trail.places().map((place) => this.#service(place, written(place.name)))}
      </ul>
      <p class="aside">${words.say("delivered", { count: delivered })} ${words.say("calls")}</p>`;
  }

  #service(place: Place, written: number): TemplateResult {
    const words = this.#words;
    const { name, checkpoint, behind, held } = place;
    const head = this.head;
    const ownsNothing = !services.some((service) => service === name);
    const state = held
      ? words.say("paused")
      : behind > 0
        ? words.say("behind", { count: behind })
        : words.say("up_to_date");
    const done = ownsNothing
      ? words.say("has_points", { count: this.#trail?.points() ?? 0 })
      : words.say("did", { count: written });
    return html`<li class="service ${behind > 0 || held ? "stale" : ""}" id="service-${name}">
      <p class="headline">
        <strong>${words.say(name)}</strong>
        <span class="where">${words.say("at", { place: checkpoint, head })}</span>
      </p>
      <progress max=${Math.max(head, 1)} .value=${checkpoint} aria-hidden="true"></progress>
      <p class="aside">${behind > 0 || held ? icon("stale") : icon("done")}${state}; ${done}</p>
      ${
        ownsNothing
          ? nothing
          : html`<button
              aria-label="${held ? words.say("resume") : words.say("pause")} ${words.say(name)}"
              @click=${() => this.do(held ? "resume" : "pause", { name })}
            >
              ${held ? words.say("resume") : words.say("pause")}
            </button>`
      }
    </li>`;
  }
}

export const scene: SceneModule = {
  sheets: [sharedSheet, sheet],
  begin: (stage) => new Breadcrumbs(stage),
};
