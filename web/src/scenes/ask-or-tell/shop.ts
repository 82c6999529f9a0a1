import type { Domains } from "cqrs-wasm";
import { html, nothing, type TemplateResult } from "lit";
import type { Command, Data, Failure, Recorded } from "../../engine.js";
import { choices } from "../../frame/choices.js";
import type { Verdict } from "../../frame/judgement.js";
import type { Values, Words } from "../../frame/language.js";
import { plain } from "../../frame/plain.js";
import type { Guess } from "../../frame/prediction.js";
import { text, type Settings } from "../deeds.js";
import { chosen, productOf, products, skus, type Sku } from "../products.js";
import type { Counts } from "./counts.js";
import type { texts } from "./shop-texts.js";
import {
  ask,
  fitting,
  shown,
  tell,
  type Ask,
  type Question,
  type Story,
  type Tell,
} from "./story.js";

type Say = Words<typeof texts>;

const customers = ["Ada", "Ben", "Cleo"];
const addresses = ["12 Harbour Street", "3 Mill Lane", "40 Station Road"];
const firstOrder = 1001;
const id_max = 200;

interface Order {
  orderId: string;
  status: "placed" | "paid" | "shipped" | "cancelled";
  skus: Set<string>;
  moves: number;
}

type Answers = Domains["orders"]["queries"];
type StatusRow = NonNullable<Answers["orderStatus"]["result"]>;
type OrderRows = Answers["orders"]["result"];

/** A small shop, on the engine's `orders`. */
export class Shop implements Story {
  readonly title: string;
  readonly claim: string;
  readonly guess: Guess;
  readonly verdict: Verdict;
  readonly begin: string;

  #orders = new Map<string, Order>();
  #product = products[0];
  #orderId = String(firstOrder);

  readonly settings: Settings = {
    product: chosen(
      () => this.#product,
      (product) => (this.#product = product),
    ),
    order: {
      allows: text(id_max),
      read: () => this.#orderId,
      turn: (orderId) => {
        this.#orderId = this.#orders.has(String(orderId)) ? String(orderId) : this.#orderId;
      },
    },
  };

  constructor(private readonly words: Say) {
    this.title = words.say("shop_title");
    this.claim = words.say("shop_claim");
    this.guess = {
      question: words.say("shop_guess"),
      options: [
        words.say("shop_guess_none"),
        words.say("shop_guess_one"),
        words.say("shop_guess_ten"),
      ],
      right: 0,
      outcome: words.say("shop_outcome"),
    };
    this.verdict = { stamp: "holds", why: words.say("shop_verdict") };
    this.begin = words.say("shop_begin");
  }

  told(command: Command): string {
    return this.words.say("shop_told", { intent: this.intent(command) });
  }

  follow(event: Recorded): void {
    const orderId = String(event.data["orderId"]);
    if (event.type === "OrderPlaced") {
      const lines = event.data["lines"] as StatusRow["lines"];
      const skus = new Set(lines.map((line) => line.sku));
      this.#orders.set(orderId, { orderId, status: "placed", skus, moves: 0 });
      this.#orderId = orderId;
    }
    const order = this.#orders.get(orderId);
    if (!order) {
      return;
    }
    const sku = String(event.data["sku"]);
    const changes: Record<string, () => void> = {
      ItemAdded: () => order.skus.add(sku),
      ItemCancelled: () => order.skus.delete(sku),
      AddressChanged: () => (order.moves += 1),
      OrderPaid: () => (order.status = "paid"),
      OrderShipped: () => (order.status = "shipped"),
      OrderCancelled: () => (order.status = "cancelled"),
    };
    changes[event.type]?.();
  }

  hand(changed: () => void): TemplateResult {
    const tiles = products.map((product) => ({
      value: product.sku,
      content: html`<svg class="picture" viewBox="0 0 32 32" aria-hidden="true">
          ${product.picture}
        </svg>
        <span>${this.words.say(product.sku)}</span
        ><span class="amount">${this.words.money(product.unitPrice)}</span>`,
    }));
    return choices(this.words.say("product"), "tiles", tiles, this.#product.sku, (sku) => {
      this.#product = productOf(sku);
      changed();
    });
  }

  /** Which order the commands are about, once there is more than one. */
  subject(changed: () => void): TemplateResult | typeof nothing {
    const orders = [...this.#orders.keys()].slice(-4);
    if (orders.length < 2) {
      return nothing;
    }
    const options = orders.map((orderId) => ({ value: orderId, content: html`${plain(orderId)}` }));
    return choices(this.words.say("order"), "segments", options, this.#orderId, (orderId) => {
      this.#orderId = orderId;
      changed();
    });
  }

  first(): Tell {
    const number = this.#orders.size;
    const orderId = String(firstOrder + number);
    const { sku, unitPrice } = this.#product;
    const customer = customers[number % customers.length] ?? "Ada";
    const lines = [{ sku, quantity: 1, unitPrice }];
    const label = this.words.say("order_it", { item: this.words.say(`the_${sku}`) });
    return tell(label, "PlaceOrder", { orderId, customer, lines });
  }

  others(): Tell[] {
    const { words } = this;
    const orderId = this.#orderId;
    const order = this.#orders.get(orderId);
    if (!order) {
      return [];
    }
    const { sku, unitPrice } = this.#product;
    const address = addresses[order.moves % addresses.length];
    return [
      tell(words.say("add_it", { item: words.say(`a_${sku}`) }), "AddItem", {
        orderId,
        sku,
        quantity: 1,
        unitPrice,
      }),
      tell(this.#cancel(sku), "CancelItem", { orderId, sku }),
      tell(words.say("change_address"), "ChangeAddress", { orderId, address }),
      tell(words.say("pay"), "PayOrder", { orderId }),
      tell(words.say("ship"), "ShipOrder", { orderId }),
      tell(words.say("cancel_order"), "CancelOrder", { orderId }),
    ];
  }

  #cancel(sku: string): string {
    return this.words.say("cancel_it", { item: nameOf(this.words, sku, "the_") });
  }

  questions(): Question[] {
    const { words } = this;
    return [
      {
        name: "orderStatus",
        params: { orderId: this.#orderId },
        label: words.say("where_is", { order: this.#orderId }),
        answer: (row: StatusRow) => statusCard(words, row),
        nothing: words.say("no_such_order"),
      },
      {
        name: "orders",
        params: {},
        label: words.say("which_orders"),
        answer: (rows: OrderRows) => orderList(words, rows),
        nothing: words.say("no_orders"),
      },
    ];
  }

  settles(counts: Counts): boolean {
    return counts.asked > 0;
  }

  next({ reasons, questions, asked }: Counts): (Tell | Ask)[] {
    const { words } = this;
    const orderId = this.#orderId;
    const order = this.#orders.get(orderId);
    if (!order) {
      return [];
    }
    const other = products.find((product) => !order.skus.has(product.sku));
    const sku = [...order.skus][0] ?? this.#product.sku;
    const item = nameOf(words, sku, "the_");
    return fitting([
      [!questions.has("orderStatus"), ask(words.say("ask_status"), "orderStatus")],
      [
        questions.has("orderStatus") && asked < 10,
        ask(words.say("ask_ten_times"), "orderStatus", 10),
      ],
      [
        order.status === "placed" && !reasons.has("not_paid"),
        tell(words.say("ship_unpaid"), "ShipOrder", { orderId }),
      ],
      [
        order.status === "placed" && order.skus.size > 0,
        tell(words.say("pay"), "PayOrder", { orderId }),
      ],
      [
        order.status === "placed" && order.skus.size === 0,
        tell(words.say("pay_empty"), "PayOrder", { orderId }),
      ],
      [
        order.status === "paid" && !reasons.has("already_paid"),
        tell(words.say("pay_twice"), "PayOrder", { orderId }),
      ],
      [order.status === "paid", tell(words.say("ship_it"), "ShipOrder", { orderId })],
      [
        order.status === "shipped" && !reasons.has("already_shipped"),
        tell(words.say("cancel_shipped", { item }), "CancelItem", { orderId, sku }),
      ],
      [
        order.status === "cancelled" && !reasons.has("cancelled"),
        tell(words.say("pay_cancelled"), "PayOrder", { orderId }),
      ],
      [!questions.has("orders"), ask(words.say("ask_orders"), "orders")],
      [
        order.status === "placed" && other !== undefined && order.skus.size < 2,
        tell(words.say("add_it", { item: nameOf(words, other?.sku, "a_") }), "AddItem", {
          orderId,
          sku: other?.sku,
          quantity: 1,
          unitPrice: other?.unitPrice,
        }),
      ],
      [
        order.status === "placed" &&
          order.skus.size === 1 &&
          asked > 0 &&
          !reasons.has("empty_order"),
        tell(this.#cancel(sku), "CancelItem", { orderId, sku }),
      ],
      [
        !reasons.has("already_exists") && asked > 0,
        tell(words.say("place_again", { order: orderId }), "PlaceOrder", {
          orderId,
          customer: "Ada",
          lines: [{ sku, quantity: 1, unitPrice: priceOf(sku) }],
        }),
      ],
      [order.status === "shipped" || order.status === "cancelled", this.first()],
    ]);
  }

  intent({ type, data }: Command): string {
    return this.words.find(`intent_${type}`, this.#valuesOf(data)) ?? type;
  }

  summary({ type, data }: Recorded): string {
    return this.words.find(`fact_${type}`, this.#valuesOf(data)) ?? "";
  }

  refusal(failure: Failure, { data }: Command): string {
    const said = this.words.find(`no_order_${failure.reason}`, this.#valuesOf(data));
    return said ?? failure.message;
  }

  /** What a message says, as it stands in sentences. */
  #valuesOf(data: Data): Values {
    const { words } = this;
    const lines = Array.isArray(data["lines"]) ? (data["lines"] as StatusRow["lines"]) : [];
    return {
      order: shown(data["orderId"]),
      item: nameOf(words, data["sku"]),
      a_item: nameOf(words, data["sku"], "a_"),
      the_item: nameOf(words, data["sku"], "the_"),
      quantity: shown(data["quantity"]),
      customer: shown(data["customer"]),
      address: shown(data["address"]),
      amount: words.money(Number(data["amount"])),
      lines: lines.map(({ sku, quantity }) => `${quantity} × ${nameOf(words, sku)}`).join(", "),
    };
  }
}

/** The thing, by itself or with its article; what the reader made up, as it is. */
function nameOf(words: Say, sku: unknown, article: "" | "a_" | "the_" = ""): string {
  return (
    ((skus as readonly unknown[]).includes(sku) && words.say(`${article}${sku as Sku}`)) ||
    shown(sku)
  );
}

function priceOf(sku: string): number {
  return products.find((product) => product.sku === sku)?.unitPrice ?? 100;
}

function statusCard(words: Say, row: StatusRow): TemplateResult {
  return html`<div class="card">
    <p class="headline">
      <span>${words.say("order_for", { order: row.orderId, customer: row.customer })}</span>
      <span class="state ${row.status}">${words.say(`status_${row.status}`)}</span>
    </p>
    <table>
      <tbody>
        ${row.lines.map(
          (line) =>
            html`<tr>
              <td>${line.quantity} × ${plain(nameOf(words, line.sku))}</td>
              <td class="amount">${words.money(line.quantity * line.unitPrice)}</td>
            </tr>`,
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">${words.say(row.lines.length === 0 ? "nothing_in_it" : "total")}</th>
          <td class="amount">${words.money(row.total)}</td>
        </tr>
      </tfoot>
    </table>
    ${row.address ? html`<p class="aside">${words.say("to_address", { address: row.address })}</p>` : nothing}
  </div>`;
}

function orderList(words: Say, rows: OrderRows): TemplateResult {
  if (rows.length === 0) {
    return html`<p class="aside">${words.say("no_orders")}</p>`;
  }
  return html`<table class="card">
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
            <td>${plain(row.orderId)}</td>
            <td>${words.say("customer_lines", { customer: row.customer, count: row.items })}</td>
            <td><span class="state ${row.status}">${words.say(`status_${row.status}`)}</span></td>
            <td class="amount">${words.money(row.total)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
