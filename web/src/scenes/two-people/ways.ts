import type { Asked, Command, Engine, Failure, Receipt } from "../../engine.js";

export const ways = ["form", "versioned", "commands"] as const;
export type Way = (typeof ways)[number];
export const people = ["ada", "ben"] as const;
export type Person = (typeof people)[number];

/** The order as a form has it: all of it. */
export interface Order {
  items: string[];
  address: string;
}

/** What somebody wants changed. */
export type Wish = { address: string } | { item: string };

/** What somebody has on the screen, and which state of the order that was. */
export interface Opened {
  order: Order;
  version: number;
  position: number;
}

/** What became of what somebody wanted. */
export interface Fate {
  what: "kept" | "lost" | "refused";
  failure?: Failure;
}

const prices: Record<string, number> = { teapot: 3800, mug: 900 };
const nothing: Order = { items: [], address: "" };
const first: Order = { items: ["teapot"], address: "40 Station Road" };

/** A form that knows of nothing but the whole order: each save replaces what was there. */
export function defineForm(engine: Engine, schema: unknown): void {
  engine.define<Order>({
    name: "form",
    commands: { SaveForm: schema },
    events: { FormSaved: schema },
    identity: ({ data }) => String(data["id"]),
    initialState: () => nothing,
    decide: ({ data }) => ({ type: "FormSaved", data }),
    evolve: (_order, { data }) => data["order"] as Order,
  });
}

/** One order, kept in three ways, and what two people do to it. */
export class Race {
  readonly #opened = new Map<string, Opened>();
  readonly #results = new Map<string, Receipt | Failure>();
  readonly #wishes = new Map<Person, Wish>();
  /** Who has been seen by whoever opened the order after them. */
  readonly #known = new Set<Person>();

  constructor(
    private readonly engine: Engine,
    private readonly number: number,
  ) {
    const orderId = this.#id("commands");
    const lines = [{ sku: "teapot", quantity: 1, unitPrice: prices["teapot"] }];
    engine.dispatchAll([
      this.#whole("form", first),
      this.#whole("versioned", first),
      { type: "PlaceOrder", data: { orderId, customer: "Ada", lines } },
      { type: "ChangeAddress", data: { orderId, address: first.address } },
    ]);
  }

  #id(way: Way): string {
    return `${way}${this.number}`;
  }

  #stream(way: Way): string {
    return way === "commands" ? `order-${this.#id(way)}` : `form-${this.#id(way)}`;
  }

  #whole(way: Way, order: Order): Command {
    return { type: "SaveForm", data: { id: this.#id(way), order } };
  }

  /** The order as it is now, or as it was after a position. */
  now(way: Way, asked: Asked = this.engine, to = this.engine.stats().head): Opened {
    const facts = to === 0 ? [] : this.engine.read({ stream: this.#stream(way), to });
    const last = facts.at(-1);
    const version = last?.version ?? 0;
    if (way !== "commands") {
      return { order: (last?.data["order"] ?? nothing) as Order, version, position: to };
    }
    const answer = asked.query("orderStatus", { orderId: this.#id(way) });
    const row = (answer.ok ? answer.data : null) as {
      address?: string;
      lines: { sku: string }[];
    } | null;
    const items = (row?.lines ?? []).map(({ sku }) => sku);
    return { order: { items, address: row?.address ?? "" }, version, position: to };
  }

  /** Somebody has the order on the screen from now on, in all three. */
  open(person: Person): void {
    for (const saved of this.#wishes.keys()) {
      this.#known.add(saved);
    }
    for (const way of ways) {
      this.#opened.set(`${person} ${way}`, this.now(way));
    }
  }

  has(person: Person): boolean {
    return this.#opened.has(`${person} form`);
  }

  /** The command by which somebody saves. `seen`: whether plain commands say what was seen. */
  command(person: Person, way: Way, wish: Wish, seen: boolean): Command {
    const { order, version, position } = this.#opened.get(`${person} ${way}`) ?? this.now(way);
    if (way === "commands") {
      const orderId = this.#id(way);
      const said = seen ? { seen: position } : {};
      return "address" in wish
        ? { type: "ChangeAddress", data: { orderId, address: wish.address }, ...said }
        : {
            type: "AddItem",
            data: { orderId, sku: wish.item, quantity: 1, unitPrice: prices[wish.item] },
            ...said,
          };
    }
    const next =
      "address" in wish
        ? { ...order, address: wish.address }
        : { ...order, items: [...order.items, wish.item] };
    const command = this.#whole(way, next);
    return way === "versioned" ? { ...command, expectedVersion: version } : command;
  }

  saved(person: Person, way: Way, wish: Wish, result: Receipt | Failure): void {
    this.#wishes.set(person, wish);
    this.#results.set(`${person} ${way}`, result);
  }

  /** What has become of it, as the order is now; undefined before it was saved. */
  fate(person: Person, way: Way): Fate | undefined {
    const result = this.#results.get(`${person} ${way}`);
    const wish = this.#wishes.get(person);
    if (!result || !wish) {
      return undefined;
    }
    if (!result.ok) {
      return { what: "refused", failure: result };
    }
    const { items, address } = this.now(way).order;
    const isThere = "address" in wish ? address === wish.address : items.includes(wish.item);
    // What somebody changes who has seen it is not lost.
    return { what: isThere || this.#known.has(person) ? "kept" : "lost" };
  }
}
