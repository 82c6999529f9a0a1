import type { Domains } from "cqrs-wasm";
import { html, nothing, svg, type TemplateResult } from "lit";
import type { Command, Failure, Recorded } from "../../engine.js";
import { count, money } from "../../frame/words.js";
import { choices } from "../../frame/choices.js";
import type { Counts } from "./counts.js";
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

interface Product {
  sku: string;
  name: string;
  unitPrice: number;
  picture: TemplateResult;
}

const products: [Product, ...Product[]] = [
  {
    sku: "teapot",
    name: "teapot",
    unitPrice: 3800,
    picture: svg`<path d="M9 13h13v6a6 6 0 0 1-6 6h-1a6 6 0 0 1-6-6zM9 15.5c-3 0-4.5-1.5-5-4M22 15h2.5a2.5 2.5 0 0 1 0 5H22M11 13c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M15.5 9V7" />`,
  },
  {
    sku: "mug",
    name: "mug",
    unitPrice: 900,
    picture: svg`<path d="M8 11h12v11a3 3 0 0 1-3 3h-6a3 3 0 0 1-3-3zM20 14h2.5a2.5 2.5 0 0 1 0 6H20M12 4.5c-1 1.2 1 2 0 3.5M16 4.5c-1 1.2 1 2 0 3.5" />`,
  },
  {
    sku: "beans",
    name: "bag of beans",
    unitPrice: 1250,
    picture: svg`<path d="M9 8h14l1.5 17h-17zM9 8l1.5-3h11L23 8M12 16.5c0-2 1.6-3.5 4-3.5s4 1.5 4 3.5-1.6 3.5-4 3.5-4-1.5-4-3.5zM13 18c2.5 0 3.5-3 6-3" />`,
  },
];
const customers = ["Ada", "Ben", "Cleo"];
const addresses = ["12 Harbour Street", "3 Mill Lane", "40 Station Road"];
const firstOrder = 1001;

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
  readonly domain = "orders";
  readonly title = "Ask or tell: a shop";
  readonly place = "the shop";
  readonly claim = "Commands and queries are better apart.";
  readonly guess = {
    question:
      "You will ask where your order is, ten times in a row. How much longer does the tape get?",
    options: ["Not at all", "By one", "By ten"],
    right: 0,
    outcome: "a question adds nothing to the tape",
  };
  readonly verdict = {
    stamp: "holds",
    why: "Every change has a name, a place on the tape and a rule that let it pass. A question can be asked by anyone, any number of times, and there is nothing it could break.",
  } as const;
  readonly begin = "Pick something and place an order. That is telling: it may be refused.";

  #orders = new Map<string, Order>();
  #product = products[0];
  #orderId = String(firstOrder);

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
        <span>${product.name}</span><span class="amount">${money(product.unitPrice)}</span>`,
    }));
    return choices("product", "tiles", tiles, this.#product.sku, (sku) => {
      this.#product = products.find((product) => product.sku === sku) ?? products[0];
      changed();
    });
  }

  /** Which order the commands are about, once there is more than one. */
  subject(changed: () => void): TemplateResult | typeof nothing {
    const orders = [...this.#orders.keys()].slice(-4);
    if (orders.length < 2) {
      return nothing;
    }
    const options = orders.map((orderId) => ({ value: orderId, content: html`${orderId}` }));
    return choices("order", "segments", options, this.#orderId, (orderId) => {
      this.#orderId = orderId;
      changed();
    });
  }

  first(): Tell {
    const number = this.#orders.size;
    const orderId = String(firstOrder + number);
    const { name, sku, unitPrice } = this.#product;
    const customer = customers[number % customers.length] ?? "Ada";
    const lines = [{ sku, quantity: 1, unitPrice }];
    return tell(`Order the ${name}`, "PlaceOrder", { orderId, customer, lines });
  }

  others(): Tell[] {
    const orderId = this.#orderId;
    const order = this.#orders.get(orderId);
    if (!order) {
      return [];
    }
    const { name, sku, unitPrice } = this.#product;
    const address = addresses[order.moves % addresses.length];
    return [
      tell(`Add a ${name}`, "AddItem", { orderId, sku, quantity: 1, unitPrice }),
      tell(`Cancel the ${name}`, "CancelItem", { orderId, sku }),
      tell("Change the address", "ChangeAddress", { orderId, address }),
      tell("Pay", "PayOrder", { orderId }),
      tell("Ship", "ShipOrder", { orderId }),
      tell("Cancel the order", "CancelOrder", { orderId }),
    ];
  }

  questions(): Question[] {
    return [
      {
        name: "orderStatus",
        params: { orderId: this.#orderId },
        label: `Where is order ${this.#orderId}?`,
        answer: statusCard,
        nothing: "There is no such order, and asking did not make one.",
      },
      {
        name: "orders",
        params: {},
        label: "Which orders are there?",
        answer: orderList,
        nothing: "There are none.",
      },
    ];
  }

  settles(counts: Counts): boolean {
    return counts.asked > 0;
  }

  next({ reasons, questions, asked }: Counts): (Tell | Ask)[] {
    const orderId = this.#orderId;
    const order = this.#orders.get(orderId);
    if (!order) {
      return [];
    }
    const other = products.find((product) => !order.skus.has(product.sku));
    const sku = [...order.skus][0] ?? this.#product.sku;
    const name = nameOf(sku);
    return fitting([
      [!questions.has("orderStatus"), ask("Ask where the order is", "orderStatus")],
      [questions.has("orderStatus") && asked < 10, ask("Ask ten times", "orderStatus", 10)],
      [
        order.status === "placed" && !reasons.has("not_paid"),
        tell("Ship it before it is paid", "ShipOrder", { orderId }),
      ],
      [order.status === "placed" && order.skus.size > 0, tell("Pay", "PayOrder", { orderId })],
      [
        order.status === "placed" && order.skus.size === 0,
        tell("Pay for an empty order", "PayOrder", { orderId }),
      ],
      [
        order.status === "paid" && !reasons.has("already_paid"),
        tell("Pay a second time", "PayOrder", { orderId }),
      ],
      [order.status === "paid", tell("Ship it", "ShipOrder", { orderId })],
      [
        order.status === "shipped" && !reasons.has("already_shipped"),
        tell(`Cancel the ${name}, though it has shipped`, "CancelItem", { orderId, sku }),
      ],
      [
        order.status === "cancelled" && !reasons.has("cancelled"),
        tell("Pay for a cancelled order", "PayOrder", { orderId }),
      ],
      [!questions.has("orders"), ask("Ask for all orders", "orders")],
      [
        order.status === "placed" && other !== undefined && order.skus.size < 2,
        tell(`Add a ${other?.name}`, "AddItem", {
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
        tell(`Cancel the ${name}`, "CancelItem", { orderId, sku }),
      ],
      [
        !reasons.has("already_exists") && asked > 0,
        tell(`Place order ${orderId} again`, "PlaceOrder", {
          orderId,
          customer: "Ada",
          lines: [{ sku, quantity: 1, unitPrice: priceOf(sku) }],
        }),
      ],
      [order.status === "shipped" || order.status === "cancelled", this.first()],
    ]);
  }

  intent({ type, data }: Command): string {
    const orderId = shown(data["orderId"]);
    const item = nameOf(shown(data["sku"]));
    const said: Record<string, string> = {
      PlaceOrder: `place order ${orderId}`,
      AddItem: `add a ${item} to order ${orderId}`,
      CancelItem: `cancel the ${item} in order ${orderId}`,
      ChangeAddress: `send order ${orderId} to another address`,
      PayOrder: `take the payment for order ${orderId}`,
      ShipOrder: `ship order ${orderId}`,
      CancelOrder: `cancel order ${orderId}`,
    };
    return said[type] ?? type;
  }

  summary({ type, data }: Recorded): string {
    const orderId = shown(data["orderId"]);
    const item = nameOf(shown(data["sku"]));
    const said: Record<string, () => string> = {
      OrderPlaced: () =>
        `${shown(data["customer"])} ordered ${list(data["lines"] as StatusRow["lines"])}`,
      ItemAdded: () => `${shown(data["quantity"])} × ${item} added to ${orderId}`,
      ItemCancelled: () => `the ${item} taken off ${orderId}`,
      AddressChanged: () => `${orderId} goes to ${shown(data["address"])}`,
      OrderPaid: () => `${money(Number(data["amount"]))} paid for ${orderId}`,
      OrderShipped: () => `${orderId} left the warehouse`,
      OrderCancelled: () => `${orderId} will not be sent`,
    };
    return said[type]?.() ?? "";
  }

  refusal(failure: Failure, { data }: Command): string {
    const orderId = shown(data["orderId"]);
    const item = nameOf(shown(data["sku"]));
    const said: Record<string, string> = {
      already_exists: `there is an order ${orderId} already`,
      not_found: `there is no order ${orderId}`,
      already_paid: `order ${orderId} has been paid already`,
      already_shipped: `order ${orderId} has left the warehouse, and no command brings it back`,
      cancelled: `order ${orderId} has been cancelled`,
      not_paid: `order ${orderId} has not been paid yet`,
      empty_order: `order ${orderId} has nothing in it`,
      no_such_item: `order ${orderId} has no ${item}`,
    };
    return said[failure.reason ?? ""] ?? failure.message;
  }
}

function nameOf(sku: string): string {
  return products.find((product) => product.sku === sku)?.name ?? sku;
}

function priceOf(sku: string): number {
  return products.find((product) => product.sku === sku)?.unitPrice ?? 100;
}

function list(lines: StatusRow["lines"]): string {
  return lines.map(({ sku, quantity }) => `${quantity} × ${nameOf(sku)}`).join(", ");
}

function statusCard(row: StatusRow): TemplateResult {
  return html`<div class="card">
    <p class="headline">
      <span>Order ${row.orderId} for ${row.customer}</span>
      <span class="state ${row.status}">${row.status}</span>
    </p>
    <table>
      <tbody>
        ${row.lines.map(
          (line) =>
            html`<tr>
              <td>${line.quantity} × ${nameOf(line.sku)}</td>
              <td class="amount">${money(line.quantity * line.unitPrice)}</td>
            </tr>`,
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">${row.lines.length === 0 ? "nothing in it" : "total"}</th>
          <td class="amount">${money(row.total)}</td>
        </tr>
      </tfoot>
    </table>
    ${row.address ? html`<p class="aside">to ${row.address}</p>` : nothing}
  </div>`;
}

function orderList(rows: OrderRows): TemplateResult {
  if (rows.length === 0) {
    return html`<p class="aside">There are none.</p>`;
  }
  return html`<table class="card">
    <thead>
      <tr>
        <th scope="col">order</th>
        <th scope="col">for</th>
        <th scope="col">status</th>
        <th scope="col" class="amount">total</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            <td>${row.orderId}</td>
            <td>${row.customer}, ${count(row.items, "line")}</td>
            <td><span class="state ${row.status}">${row.status}</span></td>
            <td class="amount">${money(row.total)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
