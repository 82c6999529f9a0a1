import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { createCqrs, unwrap } from "cqrs-wasm";
import { bankWithAccounts, begun, changingNothing, deposit, loose } from "./bank.js";

test("a command yields a receipt with the position and version of its last event", async () => {
  const cqrs = await createCqrs();
  const opened = cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } });
  assert.deepEqual(opened, { ok: true, position: 1, version: 1, events: 1, duplicate: false });
  const placed = cqrs.dispatch({
    type: "PlaceOrder",
    data: { orderId: "o1", customer: "Bob", lines: [{ sku: "pen", quantity: 2, unitPrice: 150 }] },
  });
  assert.deepEqual(placed, { ok: true, position: 2, version: 1, events: 1, duplicate: false });
});

test("a rule's refusal is a value with its reason", async () => {
  const cqrs = await bankWithAccounts();
  const refused = changingNothing(cqrs, () =>
    cqrs.dispatch({ type: "Withdraw", data: { account: "a", amount: 501 } }),
  );
  assert.ok(!refused.ok);
  assert.equal(refused.code, "rejected");
  assert.equal(refused.reason, "insufficient_funds");
  assert.notEqual(refused.message, "");
});

test("a command that comes again with its id gets its first receipt", async () => {
  const cqrs = await bankWithAccounts();
  const first = unwrap(cqrs.dispatch({ ...deposit("a", 5), id: "d1" }));
  unwrap(cqrs.dispatch(deposit("a", 1)));
  const again = changingNothing(cqrs, () =>
    cqrs.dispatch({ ...deposit("a", 5), id: "d1", seen: begun, expectedVersion: 2 }),
  );
  assert.deepEqual(again, { ...first, duplicate: true });
});

test("a duplicate leaves the head where it is", async () => {
  const cqrs = await bankWithAccounts();
  unwrap(cqrs.dispatch({ ...deposit("a", 5), id: "d1" }));
  unwrap(cqrs.dispatch(deposit("a", 1)));
  unwrap(cqrs.dispatch({ ...deposit("a", 5), id: "d1" }));
  assert.equal(cqrs.read().length, begun + 2);
  assert.equal(cqrs.dispatchAll([]).position, begun + 2);
});

test("a duplicate is one whatever the order of its keys, and another payload is id_reused", async () => {
  const cqrs = await bankWithAccounts();
  unwrap(cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 5 }, id: "d1" }));
  const turned = cqrs.dispatch({ id: "d1", data: { amount: 5, account: "a" }, type: "Deposit" });
  assert.equal(turned.ok && turned.duplicate, true);
  for (const other of [deposit("a", 6), deposit("b", 5)]) {
    const reused = changingNothing(cqrs, () => cqrs.dispatch({ ...other, id: "d1" }));
    assert.equal(!reused.ok && reused.code, "id_reused");
  }
});

test("an id is remembered only when events were appended", async () => {
  const cqrs = await bankWithAccounts();
  const withdrawal = { type: "Withdraw", data: { account: "b", amount: 5 }, id: "w1" } as const;
  assert.equal(cqrs.dispatch(withdrawal).ok, false);
  unwrap(cqrs.dispatch(deposit("b", 5)));
  assert.equal(unwrap(cqrs.dispatch(withdrawal)).duplicate, false);
});

test("another version than the expected one is a conflict with both numbers", async () => {
  const cqrs = await bankWithAccounts();
  const stale = cqrs.dispatch({ ...deposit("a", 1), expectedVersion: 1 });
  assert.ok(!stale.ok);
  assert.deepEqual([stale.code, stale.expected, stale.actual], ["conflict", 1, 2]);
  unwrap(cqrs.dispatch({ ...deposit("a", 1), expectedVersion: 2 }));
  const isNew = { type: "OpenAccount", data: { account: "c", owner: "Cy" } } as const;
  unwrap(cqrs.dispatch({ ...isNew, expectedVersion: 0 }));
});

test("seen is a conflict if the command's scope moved after it, and invalid beyond the head", async () => {
  const cqrs = await bankWithAccounts();
  unwrap(cqrs.dispatch(deposit("b", 1)));
  unwrap(cqrs.dispatch({ ...deposit("a", 1), seen: begun }));
  const stale = cqrs.dispatch({ ...deposit("a", 1), seen: begun });
  assert.equal(!stale.ok && stale.code, "conflict");
  const beyond = cqrs.dispatch({ ...deposit("a", 1), seen: 99 });
  assert.deepEqual(!beyond.ok && [beyond.code, beyond.path], ["invalid", "seen"]);
});

test("retries decide again without the caller's seen and expectedVersion", async () => {
  const cqrs = await bankWithAccounts();
  unwrap(cqrs.dispatch({ ...deposit("a", 1), expectedVersion: 1, retries: 1 }));
  const more = cqrs.dispatch({ ...deposit("a", 1), retries: 11 });
  assert.equal(!more.ok && more.code, "limit");
});

test("what was said with a command is kept with its events", async () => {
  const cqrs = await bankWithAccounts({ clock: () => 1234.9, newId: () => "log" });
  const metadata = JSON.parse('{"z":[1,{"y":null}],"__proto__":{"x":1},"a":"é"}') as object;
  unwrap(
    cqrs.dispatch({
      ...deposit("a", 1),
      id: "d1",
      correlationId: "story",
      causationId: "cause",
      metadata,
    }),
  );
  const [event] = cqrs.read({ from: begun + 1 });
  assert.deepEqual(event, {
    position: begun + 1,
    stream: "account-a",
    version: 3,
    type: "MoneyDeposited",
    data: { account: "a", amount: 1 },
    time: 1234,
    eventId: `log-${begun + 1}`,
    commandId: "d1",
    correlationId: "story",
    causationId: "cause",
    metadata,
    tags: ["account-a"],
  });
  assert.equal(JSON.stringify(event?.metadata), JSON.stringify(metadata), "in the same order");
});

test("the correlation is the command's id by default, else the id of the first event", async () => {
  const cqrs = await bankWithAccounts({ newId: () => "log" });
  unwrap(cqrs.dispatch({ ...deposit("a", 1), id: "d1" }));
  assert.deepEqual(
    cqrs.read({ from: begun }).map(({ correlationId, commandId }) => [correlationId, commandId]),
    [
      [`log-${begun}`, undefined],
      ["d1", "d1"],
    ],
  );
});

test("an unknown command is told what was probably meant", async () => {
  const cqrs = await bankWithAccounts();
  const failures = ["deposit", "Depsoit", "balance", "MoneyDeposited", "Nonsense", "__proto__"].map(
    (type) => changingNothing(cqrs, () => cqrs.dispatch(loose({ type, data: {} }))),
  );
  for (const failure of failures) assert.equal(!failure.ok && failure.code, "unknown_command");
  const messages = failures.map((failure) => (failure.ok ? "" : failure.message));
  assert.match(messages[0]!, /Deposit/);
  assert.match(messages[1]!, /Deposit/);
  assert.match(messages[2]!, /query\("balance"/);
  assert.match(messages[3]!, /is an event/);
});

test("a command without data is told what was probably meant", async () => {
  const cqrs = await bankWithAccounts();
  const failure = cqrs.dispatch(loose({ type: "Deposit", account: "a", amount: 5 }));
  assert.ok(!failure.ok);
  assert.deepEqual([failure.code, failure.path], ["invalid", "data"]);
  assert.match(failure.message, /data: \{ account, amount \}/);
});

test("arguments of the wrong type throw a TypeError and change nothing", async () => {
  const cqrs = await bankWithAccounts();
  const right = deposit("a", 1);
  const wrong: unknown[] = [
    undefined,
    null,
    "Deposit",
    [right],
    {},
    { ...right, type: 5 },
    { ...right, id: 5 },
    { ...right, id: null },
    { ...right, seen: "3" },
    { ...right, expectedVersion: 2n },
    { ...right, correlationId: {} },
    { ...right, causationId: 1 },
    { ...right, metadata: "x" },
    { ...right, metadata: [] },
    { ...right, retries: true },
  ];
  for (const command of wrong) {
    changingNothing(cqrs, () =>
      assert.throws(
        () => cqrs.dispatch(loose(command)),
        TypeError,
        JSON.stringify(String(command)),
      ),
    );
  }
});

test("the checks come in order: TypeError, unknown_command, invalid, id, conflict, rejected", async () => {
  const cqrs = await bankWithAccounts();
  unwrap(cqrs.dispatch({ ...deposit("a", 1), id: "used" }));
  const codeOf = (command: object) => {
    const result = cqrs.dispatch(loose(command));
    return result.ok ? "ok" : result.code;
  };
  const overdraw = { type: "Withdraw", data: { account: "a", amount: 9999 } };
  const stale = { ...overdraw, expectedVersion: 0 };
  assert.throws(() => codeOf({ type: "Nothing", data: {}, id: 5 }), TypeError);
  assert.equal(codeOf({ type: "Nothing", id: "used", data: { account: 1 } }), "unknown_command");
  assert.equal(codeOf({ ...stale, id: "used", data: { account: 1 } }), "invalid");
  assert.equal(codeOf({ ...stale, id: "used" }), "id_reused");
  assert.equal(codeOf({ ...stale, id: "free" }), "conflict");
  assert.equal(codeOf({ ...overdraw, id: "free" }), "rejected");
});

test("a clock that throws or tells no time is the caller's fault, and nothing happens", async () => {
  let clock = () => 1;
  const cqrs = await bankWithAccounts({ clock: () => clock() });
  const thrown = new Error("no clock");
  clock = () => {
    throw thrown;
  };
  changingNothing(cqrs, () => assert.throws(() => cqrs.dispatch(deposit("a", 1)), thrown));
  for (const time of [NaN, Infinity, 1e300, "now", undefined]) {
    clock = () => time as number;
    changingNothing(cqrs, () => assert.throws(() => cqrs.dispatch(deposit("a", 1)), TypeError));
  }
  clock = () => -5;
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.equal(cqrs.read({ direction: "backward", limit: 1 })[0]?.time, -5);
});

const line = fc.record({
  sku: fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("pen", "ink")),
  quantity: fc.oneof(fc.integer({ min: -1, max: 1002 }), fc.double(), fc.constant("2")),
  unitPrice: fc.integer({ min: -1, max: 1_000_000_001 }),
});
const order = fc.record(
  {
    orderId: fc.string({ maxLength: 70 }),
    customer: fc.string({ unit: "grapheme", maxLength: 5 }),
    lines: fc.oneof(
      { weight: 9, arbitrary: fc.array(line, { maxLength: 4 }) },
      { weight: 1, arbitrary: fc.jsonValue() },
    ),
  },
  { requiredKeys: ["orderId", "lines"] },
);

test("a command means the same whether it fits the fast form or goes as JSON", async () => {
  // A property that is undefined is absent, but the fast form does not go into that.
  const asJson = (data: object): object => ({ ...data, hidden: undefined });
  const [fast, slow] = [await createCqrs(), await createCqrs()];
  fc.assert(
    fc.property(order, (data) => {
      const one = fast.dispatch(loose({ type: "PlaceOrder", data }));
      const other = slow.dispatch(loose({ type: "PlaceOrder", data: asJson(data) }));
      assert.deepEqual(one, other);
    }),
    { numRuns: 500 },
  );
  const withoutIds = (events: object[]) =>
    events.map((event) => ({ ...event, time: 0, eventId: "", correlationId: "" }));
  assert.deepEqual(withoutIds(fast.read()), withoutIds(slow.read()));
});
