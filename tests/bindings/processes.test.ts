import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, unwrap, type Failure, type IssuedCommand } from "cqrs-wasm";

const order = (orderId: string, quantity = 2) => ({
  type: "PlaceOrder" as const,
  data: { orderId, customer: "Ann", lines: [{ sku: "tea", quantity, unitPrice: 300 }] },
});

test("for each event the processes react before the subscribers hear of it", async () => {
  const cqrs = await createCqrs({ services: true });
  const heard: string[] = [];
  cqrs.subscribe({}, (event) => {
    const { length } = cqrs.read({});
    if (event.type === "OrderPlaced") {
      // Payment, stock and mail are there already; what follows from them comes later.
      assert.equal(length, 4);
      assert.equal(unwrap(cqrs.query("orderStatus", { orderId: "o" })).data?.status, "placed");
    }
    heard.push(event.type);
  });
  cqrs.dispatch(order("o"));
  assert.deepEqual(
    heard,
    cqrs.read({}).map((event) => event.type),
  );
  assert.equal(heard.length, 10);
});

test("what a process issues has its id, the story of the event and the event as its cause", async () => {
  const cqrs = await createCqrs({ services: true, newId: () => "log" });
  cqrs.dispatch({ ...order("o"), correlationId: "story" });
  const [taken] = cqrs.read({ types: ["PaymentTaken"] });
  assert.equal(taken?.commandId, "payments/log-1/0");
  assert.equal(taken.correlationId, "story");
  assert.equal(taken.causationId, "log-1");
  const events = cqrs.read({});
  assert.equal(
    events.every((event) => event.correlationId === "story"),
    true,
  );
});

test("the events that follow are stamped by the clock at their turn", async () => {
  let now = 1_000;
  const cqrs = await createCqrs({ services: true, clock: () => now });
  cqrs.pause("shipping");
  cqrs.dispatch(order("o"));
  now = 2_000;
  cqrs.resume("shipping");
  assert.equal(cqrs.read({ types: ["ParcelRequested"] })[0]?.time, 1_000);
  assert.equal(cqrs.read({ types: ["ParcelShipped"] })[0]?.time, 2_000);
});

test("a command of a process that fails goes to onFailure, with the command", async () => {
  const failures: [Failure, IssuedCommand | undefined][] = [];
  const cqrs = await createCqrs({
    services: true,
    newId: () => "log",
    onFailure: (...failure) => failures.push(failure),
  });
  cqrs.pause("fulfilment");
  cqrs.dispatch(order("o"));
  unwrap(cqrs.dispatch({ type: "PayOrder", data: { orderId: "o" } }));
  cqrs.resume("fulfilment");
  assert.equal(failures.length, 1);
  const [failure, command] = failures[0]!;
  assert.equal(failure.ok, false);
  assert.equal(failure.code, "rejected");
  assert.equal(failure.reason, "already_paid");
  assert.deepEqual(command, {
    type: "PayOrder",
    data: { orderId: "o" },
    id: "fulfilment/log-3/0",
    correlationId: "log-1",
    causationId: "log-3",
  });
  assert.equal(unwrap(cqrs.query("orderStatus", { orderId: "o" })).data?.status, "shipped");
  assert.equal(cqrs.processes().find(({ name }) => name === "fulfilment")?.failures, 1);
});

test("without an onFailure a failure goes to onError, as what that throws does", async () => {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  for (const onFailure of [
    undefined,
    () => {
      throw new Error("mine");
    },
  ]) {
    const cqrs = await createCqrs({ services: true, onError, ...(onFailure && { onFailure }) });
    cqrs.pause("fulfilment");
    cqrs.dispatch(order("o"));
    cqrs.dispatch({ type: "PayOrder", data: { orderId: "o" } });
    cqrs.resume("fulfilment");
  }
  assert.deepEqual(
    errors.map((error) => (error as Error).message),
    ["order o has been paid", "mine"],
  );
});

test("beyond the limit of one call the processes wait for the next", async () => {
  const failures: Failure[] = [];
  const cqrs = await createCqrs({
    services: true,
    limits: { reactionsPerDrain: 4 },
    onFailure: (failure) => failures.push(failure),
  });
  cqrs.subscribe({}, () => undefined);
  cqrs.dispatch(order("o"));
  assert.equal(unwrap(cqrs.query("orderStatus", { orderId: "o" })).data?.status, "paid");
  assert.equal(new Set(failures.map(({ code }) => code)).has("limit"), true);
  assert.equal(failures[0]?.path, "limits.reactionsPerDrain");
  assert.ok(failures.length <= 5);
  cqrs.dispatch({ type: "Restock", data: { sku: "cup", quantity: 1 } });
  cqrs.dispatch({ type: "Restock", data: { sku: "cup", quantity: 1 } });
  assert.equal(unwrap(cqrs.query("orderStatus", { orderId: "o" })).data?.status, "shipped");
  assert.equal(cqrs.read({ types: ["ParcelShipped", "PaymentTaken", "MailSent"] }).length, 5);
});

test("a handler may dispatch between the reactions, and each event is handed over once", async () => {
  const cqrs = await createCqrs({ services: true });
  const heard: number[] = [];
  cqrs.subscribe({}, (event) => {
    heard.push(event.position);
    if (event.type === "OrderPlaced" && heard.length < 3) cqrs.dispatch(order("second"));
  });
  cqrs.dispatch(order("first"));
  assert.deepEqual(
    heard,
    Array.from({ length: cqrs.stats().head }, (_, i) => i + 1),
  );
  const orders = unwrap(cqrs.query("orders")).data;
  assert.deepEqual(
    orders.map(({ status }) => status),
    ["shipped", "shipped"],
  );
});

test("a batch is reacted to at its end", async () => {
  const cqrs = await createCqrs({ services: true });
  const commands = Array.from({ length: 60 }, (_, i) => order(`o${i}`));
  assert.equal(cqrs.dispatchAll(commands).position, 60);
  const statuses = unwrap(cqrs.query("orders")).data.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === "shipped").length, 50);
  assert.equal(statuses.filter((status) => status === "cancelled").length, 10);
});

test("pause and resume refuse a name that is of nothing", async () => {
  const cqrs = await createCqrs({ services: true });
  assert.throws(() => cqrs.pause("shiping"), { name: "CqrsError", code: "invalid" });
  assert.throws(() => cqrs.resume("nothing of the kind"), { code: "invalid" });
  assert.throws(() => cqrs.pause(1 as never), TypeError);
  const closed = await createCqrs();
  closed.close();
  assert.throws(() => closed.processes(), { code: "closed" });
  assert.throws(() => closed.pause("shipping"), { code: "closed" });
});
