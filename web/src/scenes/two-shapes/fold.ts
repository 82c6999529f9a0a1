import type { Recorded } from "../../engine.js";

/** An order as a screen needs it, made from its facts each time somebody looks. */
export interface Folded {
  orderId: string;
  status: string;
  total: number;
}

interface Line {
  sku: string;
  quantity: number;
  unitPrice: number;
}

/** What one has to do at each look where there is only one database: go through the facts from the first on. */
export function fold(facts: readonly Recorded[]): Folded[] {
  const orders = new Map<string, { status: string; lines: Line[] }>();
  for (const { type, data } of facts) {
    const orderId = String(data["orderId"]);
    const order = orders.get(orderId) ?? { status: "placed", lines: [] };
    orders.set(orderId, order);
    if (type === "OrderPlaced") {
      order.lines = [...(data["lines"] as Line[])];
    } else if (type === "ItemAdded") {
      order.lines = [...order.lines, data as unknown as Line];
    } else if (type === "ItemCancelled") {
      order.lines = order.lines.filter(({ sku }) => sku !== data["sku"]);
    } else if (type === "OrderPaid") {
      order.status = "paid";
    } else if (type === "OrderShipped") {
      order.status = "shipped";
    } else if (type === "OrderCancelled") {
      order.status = "cancelled";
    }
  }
  return [...orders].map(([orderId, { status, lines }]) => ({
    orderId,
    status,
    total: lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
  }));
}
