import type { Command } from "../engine.js";
import { Dice } from "./dice.js";
import { customers, goods } from "./goods.js";

/** Orders that are under way at one time. */
const open_max = 400;

interface Life {
  orderId: string;
  skus: string[];
  isPaid: boolean;
}

/** A made-up past of a shop: commands in order, every one of which is accepted and becomes one event. */
export class History {
  /** Orders placed so far. */
  placed = 0;
  readonly #dice: Dice;
  readonly #open: Life[] = [];

  constructor(readonly seed: number) {
    this.#dice = new Dice(seed);
  }

  next(count: number): Command[] {
    return Array.from({ length: count }, () => this.#one());
  }

  #one(): Command {
    const dice = this.#dice;
    if (this.#open.length === 0 || (this.#open.length < open_max && dice.percent(26))) {
      return this.#place();
    }
    const at = dice.below(this.#open.length);
    const life = this.#open[at] as Life;
    const { orderId } = life;
    if (life.isPaid) {
      this.#open.splice(at, 1);
      return { type: "ShipOrder", data: { orderId } };
    }
    const chance = dice.below(100);
    if (chance < 12) {
      const product = this.#product(dice.below(goods.length));
      const { sku, unitPrice } = product;
      life.skus = [...new Set([...life.skus, sku])];
      return { type: "AddItem", data: { orderId, sku, quantity: 1 + dice.below(2), unitPrice } };
    }
    // Grinders and kettles are thought better of more often than mugs.
    const doubtful = life.skus.find((sku) => sku === "grinder" || sku === "kettle");
    if (chance < (doubtful ? 40 : 20) && life.skus.length > 1) {
      const sku = doubtful ?? (life.skus[dice.below(life.skus.length)] as string);
      life.skus = life.skus.filter((other) => other !== sku);
      return { type: "CancelItem", data: { orderId, sku } };
    }
    if (chance < 46) {
      this.#open.splice(at, 1);
      return { type: "CancelOrder", data: { orderId } };
    }
    life.isPaid = true;
    return { type: "PayOrder", data: { orderId } };
  }

  #place(): Command {
    const dice = this.#dice;
    this.placed += 1;
    const orderId = String(this.placed);
    const first = dice.below(goods.length);
    const count = 1 + dice.below(3);
    const lines = Array.from({ length: count }, (_, i) => {
      const { sku, unitPrice } = this.#product(first + i);
      return { sku, quantity: 1 + dice.below(3), unitPrice };
    });
    this.#open.push({ orderId, skus: lines.map(({ sku }) => sku), isPaid: false });
    const customer = customers[dice.below(customers.length)];
    return { type: "PlaceOrder", data: { orderId, customer, lines } };
  }

  #product(i: number): (typeof goods)[number] {
    return goods[i % goods.length] as (typeof goods)[number];
  }
}
