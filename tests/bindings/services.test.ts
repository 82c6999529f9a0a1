import assert from "node:assert/strict";
import test from "node:test";
import {
  createCqrs,
  unwrap,
  type Cqrs,
  type CqrsOptions,
  type MessagesOf,
  type ServiceName,
} from "cqrs-wasm";

type Shop = Cqrs<MessagesOf<"orders" | ServiceName>>;

const shopWith = (options: CqrsOptions<"orders"> = {}): Promise<Shop> =>
  createCqrs({
    domains: ["orders"],
    ...options,
    services: true,
    onFailure: (failure) => assert.fail(failure.message),
  });

const order = (orderId: string, quantity: number, unitPrice: number) => ({
  type: "PlaceOrder" as const,
  data: { orderId, customer: "Ann", lines: [{ sku: "tea", quantity, unitPrice }] },
});

const statusOf = (shop: Shop, orderId: string) =>
  unwrap(shop.query("orderStatus", { orderId })).data?.status;
const paymentOf = (shop: Shop, orderId: string) =>
  shop.state(`payment-${orderId}`) as { refunded: number; declined: boolean } | null;
const stockOf = (shop: Shop, sku: string) => unwrap(shop.query("stock", { sku })).data[0];
const subjects = (shop: Shop, orderId: string) =>
  unwrap(shop.query("mails", { orderId })).data.map((mail) => mail.subject);

test("an order is paid, sent and shipped before the call returns", async () => {
  const shop = await shopWith();
  const placed = unwrap(shop.dispatch({ ...order("o", 2, 300), id: "c" }));
  assert.equal(placed.position, 1);
  assert.equal(statusOf(shop, "o"), "shipped");
  assert.deepEqual(paymentOf(shop, "o"), {
    orderId: "o",
    taken: 600,
    refunded: 0,
    declined: false,
  });
  assert.deepEqual(stockOf(shop, "tea"), { sku: "tea", available: 98, reserved: 2 });
  assert.deepEqual(shop.state("parcel-o"), { orderId: "o", status: "shipped" });
  assert.deepEqual(subjects(shop, "o"), ["order_received", "payment_received", "order_shipped"]);
  assert.equal(shop.dispatch({ ...order("o", 2, 300), id: "c" }).ok, true);
  assert.equal(shop.stats().head, 10);
});

test("where the card declines the order is cancelled and its stock released", async () => {
  const shop = await shopWith();
  shop.dispatch(order("o", 3, 400_000));
  assert.equal(statusOf(shop, "o"), "cancelled");
  assert.equal(paymentOf(shop, "o")?.declined, true);
  assert.deepEqual(stockOf(shop, "tea"), { sku: "tea", available: 100, reserved: 0 });
  assert.deepEqual(subjects(shop, "o"), ["order_received", "payment_declined", "order_cancelled"]);
});

test("where stock is short the order is cancelled and refunded, until there is more", async () => {
  const shop = await shopWith();
  shop.dispatch(order("o", 101, 5));
  assert.equal(statusOf(shop, "o"), "cancelled");
  assert.deepEqual(paymentOf(shop, "o"), {
    orderId: "o",
    taken: 505,
    refunded: 505,
    declined: false,
  });
  assert.deepEqual(subjects(shop, "o"), ["order_received", "out_of_stock", "order_cancelled"]);
  shop.dispatch({ type: "Restock", data: { sku: "tea", quantity: 1 } });
  shop.dispatch(order("p", 101, 5));
  assert.equal(statusOf(shop, "p"), "shipped");
});

test("a paused service holds up its own part and loses nothing", async () => {
  for (const name of ["payments", "inventory", "shipping", "email", "fulfilment"]) {
    const shop = await shopWith();
    shop.pause(name);
    shop.dispatch(order("o", 2, 300));
    const halted = shop.processes().find((process) => process.name === name);
    assert.equal(halted?.status, "paused");
    assert.equal(halted?.checkpoint, 0);
    assert.ok(halted.lagEvents > 0);
    shop.resume(name);
    assert.equal(statusOf(shop, "o"), "shipped");
    assert.deepEqual(
      shop.processes().map(({ lagEvents, status, failures }) => ({ lagEvents, status, failures })),
      Array(5).fill({ lagEvents: 0, status: "running", failures: 0 }),
    );
  }
});

test("a customer cancels while the parcel waits: it is refunded, released and not sent", async () => {
  const shop = await shopWith();
  shop.pause("shipping");
  shop.dispatch(order("o", 2, 300));
  assert.equal(statusOf(shop, "o"), "paid");
  unwrap(shop.dispatch({ type: "CancelOrder", data: { orderId: "o" } }));
  shop.resume("shipping");
  assert.deepEqual(shop.state("parcel-o"), { orderId: "o", status: "cancelled" });
  assert.equal(paymentOf(shop, "o")?.refunded, 600);
  assert.equal(stockOf(shop, "tea")?.reserved, 0);
});

test("without the services an engine has exactly the orders and the bank", async () => {
  const cqrs = await createCqrs();
  assert.deepEqual(cqrs.processes(), []);
  cqrs.dispatch(order("o", 2, 300));
  assert.equal(cqrs.stats().head, 1);
  const commands = Object.keys(cqrs.schema().commands);
  assert.equal(commands.includes("PayOrder") && commands.includes("Deposit"), true);
  assert.equal(commands.includes("TakePayment"), false);
  const unknown = cqrs.dispatch({ type: "Restock", data: { sku: "tea", quantity: 1 } } as never);
  assert.equal(!unknown.ok && unknown.code, "unknown_command");
  // @ts-expect-error a command of the services
  cqrs.dispatch({ type: "Restock", data: { sku: "tea", quantity: 1 } });
  // @ts-expect-error a query of the services
  cqrs.query("stock");
});

test("the services bring the orders along, and go with the bank", async () => {
  const cqrs = await createCqrs({ domains: ["bank"], services: true });
  unwrap(cqrs.dispatch(order("o", 2, 300)));
  unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } }));
  assert.equal(unwrap(cqrs.query("orderStatus", { orderId: "o" })).data?.status, "shipped");
  for (const event of cqrs.read({ types: ["PaymentTaken"] })) {
    if (event.type === "PaymentTaken") assert.equal(event.data.amount, 600);
  }
  assert.deepEqual(cqrs.state("stock-tea"), { sku: "tea", available: 98, reserved: 2 });
  await assert.rejects(createCqrs({ services: 1 as never }), TypeError);
});

for (const format of ["binary", "ndjson"] as const) {
  test(`a shop made from a log saved as ${format} does nothing twice, and goes on`, async () => {
    const shop = await shopWith();
    shop.pause("shipping");
    unwrap(shop.dispatch({ ...order("waiting", 1, 300), id: "c" }));
    const { head } = shop.stats();
    const again = await shopWith({ from: shop.export({ format }) });
    assert.equal(again.stats().head, head);
    again.catchUp();
    again.resume("shipping");
    assert.equal(again.stats().head, head, "what came before is folded, and not reacted to");
    assert.equal(unwrap(again.dispatch({ ...order("waiting", 1, 300), id: "c" })).duplicate, true);
    unwrap(again.dispatch(order("new", 1, 300)));
    assert.equal(statusOf(again, "new"), "shipped");
    const ids = again.read().flatMap(({ commandId }) => commandId ?? []);
    assert.equal(new Set(ids).size, ids.length);
  });
}
