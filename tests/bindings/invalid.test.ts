import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, type Failure } from "cqrs-wasm";
import { bankWithAccounts, changingNothing, loose, type Bank } from "./bank.js";

/** A failure of the code `invalid` at that path, which left everything as it was. */
function refusedAt(cqrs: Bank, path: string, command: object): Failure {
  const result = changingNothing(cqrs, () => cqrs.dispatch(loose(command)));
  assert.ok(!result.ok);
  assert.deepEqual([result.code, result.path], ["invalid", path], result.message);
  assert.ok(result.message.startsWith(`${path}: `), result.message);
  return result;
}

function nested(depth: number): unknown {
  let value: unknown = "a";
  for (let i = 0; i < depth; ++i) value = i % 2 === 0 ? [value] : { in: value };
  return value;
}

class Amount {
  constructor(readonly value: number) {}
}

const cycle: Record<string, unknown> = { account: "a" };
cycle["amount"] = cycle;

const cases: [string, string, unknown][] = [
  ["no object", "data", 5],
  ["null", "data", null],
  ["a list", "data", []],
  ["a text", "data", "account"],
  ["a missing property", "amount", { account: "a" }],
  ["an undefined property", "amount", { account: "a", amount: undefined }],
  ["a property too many", "note", { account: "a", amount: 1, note: "x" }],
  ["a misspelt property", "acount", { acount: "a", amount: 1 }],
  ["a number for a text", "account", { account: 7, amount: 1 }],
  ["a text for a number", "amount", { account: "a", amount: "1" }],
  ["null for a number", "amount", { account: "a", amount: null }],
  ["true for a number", "amount", { account: "a", amount: true }],
  ["an object for a text", "account", { account: {}, amount: 1 }],
  ["an empty text", "account", { account: "", amount: 1 }],
  ["a text too long", "account", { account: "x".repeat(65), amount: 1 }],
  ["a text of 10 MB", "account", { account: "x".repeat(10_000_000), amount: 1 }],
  ["a text of 10 MB of two bytes each", "account", { account: "é".repeat(5e6), amount: 1 }],
  ["zero", "amount", { account: "a", amount: 0 }],
  ["a negative amount", "amount", { account: "a", amount: -1 }],
  ["a fraction", "amount", { account: "a", amount: 0.5 }],
  ["an amount too large", "amount", { account: "a", amount: 1e12 + 1 }],
  ["2^53 + 1", "amount", { account: "a", amount: 2 ** 53 + 1 }],
  ["1e300", "amount", { account: "a", amount: 1e300 }],
  ["NaN", "amount", { account: "a", amount: NaN }],
  ["1e400, which is Infinity", "amount", { account: "a", amount: Number("1e400") }],
  ["-Infinity", "amount", { account: "a", amount: -Infinity }],
  ["a BigInt", "amount", { account: "a", amount: 1n }],
  ["a symbol", "account", { account: Symbol("a"), amount: 1 }],
  ["a function", "account", { account: () => "a", amount: 1 }],
  ["a Date", "account", { account: new Date(0), amount: 1 }],
  ["an instance of a class", "amount", { account: "a", amount: new Amount(1) }],
  ["a boxed text", "account", { account: Object("a") as unknown, amount: 1 }],
  ["undefined in a list", "account[0]", { account: [undefined], amount: 1 }],
  ["a lone high surrogate", "account", { account: "a\ud800", amount: 1 }],
  ["a lone low surrogate", "account", { account: "\udc00", amount: 1 }],
  ["a lone surrogate in a key", '["\\udc00"]', { account: "a", amount: 1, "\udc00": 1 }],
  ["a cycle", "amount", cycle],
  ["an instance as the data", "data", new Amount(1)],
  ["inherited properties", "data", Object.create({ account: "a", amount: 1 })],
];

for (const [what, path, data] of cases) {
  test(`data with ${what} is invalid, with its path`, async () => {
    const cqrs = await bankWithAccounts();
    refusedAt(cqrs, path, { type: "Deposit", data });
    refusedAt(cqrs, path, { type: "Deposit", data, id: "d1" });
  });
}

test("nesting of 10,000 levels is invalid, with a path that leads 64 levels down", async () => {
  const cqrs = await bankWithAccounts();
  const command = { type: "Deposit", data: { account: nested(10_000), amount: 1 } };
  const result = changingNothing(cqrs, () => cqrs.dispatch(loose(command)));
  assert.ok(!result.ok && result.code === "invalid");
  assert.match(result.path ?? "", /^account(\[0\]|\.in){63}$/);
});

test("a getter that throws is invalid, with its path and with what it threw", async () => {
  const cqrs = await bankWithAccounts();
  const thrown = new Error("not today");
  const throwing = (name: string, rest: object): object =>
    Object.defineProperty(rest, name, {
      enumerable: true,
      get() {
        throw thrown;
      },
    });
  const right = { type: "Deposit", data: { account: "a", amount: 1 } };
  const inData = refusedAt(cqrs, "amount", {
    ...right,
    data: throwing("amount", { account: "a" }),
  });
  assert.equal(inData.cause, thrown);
  for (const name of ["type", "data", "id", "seen", "expectedVersion", "metadata", "retries"]) {
    assert.equal(refusedAt(cqrs, name, throwing(name, { ...right })).cause, thrown);
  }
  const inMetadata = { ...right, metadata: { by: throwing("name", {}) } };
  assert.equal(refusedAt(cqrs, "metadata.by.name", inMetadata).cause, thrown);
  assert.equal(cqrs.dispatch(loose(right)).ok, true, "the engine goes on");
});

test("where a method has no result, a getter that throws makes it throw invalid, with what it threw", async () => {
  const cqrs = await bankWithAccounts();
  const thrown = new Error("not today");
  const throwing = (name: string): never =>
    Object.defineProperty({ name: "own" }, name, {
      enumerable: true,
      get() {
        throw thrown;
      },
    }) as never;
  const calls: [string, () => unknown][] = [
    ["options", () => cqrs.read(throwing("from"))],
    ["options", () => cqrs.export(throwing("format"))],
    ["definition", () => cqrs.define(throwing("decide"))],
    ["definition", () => cqrs.project(throwing("apply"))],
    ["definition", () => cqrs.process(throwing("react"))],
  ];
  for (const [path, call] of calls) {
    assert.throws(call, { name: "CqrsError", code: "invalid", path, cause: thrown });
  }
  assert.equal(cqrs.read().length, cqrs.stats().head, "the engine goes on");
});

test("what else a command carries is checked like its data", async () => {
  const cqrs = await bankWithAccounts();
  const right = { type: "Deposit", data: { account: "a", amount: 1 } };
  refusedAt(cqrs, "id", { ...right, id: "\ud800" });
  refusedAt(cqrs, "id", { ...right, id: "" });
  refusedAt(cqrs, "correlationId", { ...right, correlationId: "\ud800" });
  refusedAt(cqrs, "causationId", { ...right, causationId: "x".repeat(300) });
  refusedAt(cqrs, "seen", { ...right, seen: -1 });
  refusedAt(cqrs, "seen", { ...right, seen: 0.5 });
  refusedAt(cqrs, "expectedVersion", { ...right, expectedVersion: NaN });
  refusedAt(cqrs, "expectedVersion", { ...right, expectedVersion: 2 ** 53 });
  refusedAt(cqrs, "retries", { ...right, retries: Infinity });
  refusedAt(cqrs, "metadata.at", { ...right, metadata: { at: new Date(0) } });
  refusedAt(cqrs, "metadata", { ...right, metadata: new Amount(1) });
  refusedAt(cqrs, "metadata.a[1]", { ...right, metadata: { a: [1, undefined] } });
});

test("a metadata object of 63 levels below the first is kept, and one more is invalid", async () => {
  const cqrs = await bankWithAccounts();
  const deposit = (levels: number) =>
    cqrs.dispatch(
      loose({
        type: "Deposit",
        data: { account: "a", amount: 1 },
        metadata: { x: nested(levels) },
      }),
    );
  assert.equal(deposit(63).ok, true);
  const [event] = cqrs.read({ direction: "backward", limit: 1 });
  assert.deepEqual(event?.metadata, { x: nested(63) });
  const deeper = deposit(64);
  assert.equal(!deeper.ok && deeper.code, "invalid");
});

test("a fault within a list is named by its index", async () => {
  const cqrs = await createCqrs({ domains: ["orders"] });
  const line = { sku: "pen", quantity: 1, unitPrice: 1 };
  const result = cqrs.dispatch({
    type: "PlaceOrder",
    data: { orderId: "o1", customer: "Ann", lines: [line, line, { ...line, quantity: 1001 }] },
  });
  assert.ok(!result.ok);
  assert.deepEqual(
    [result.code, result.path, result.actual],
    ["invalid", "lines[2].quantity", 1001],
  );
});

test("the parameters of a query are checked like a command's data", async () => {
  const cqrs = await bankWithAccounts();
  const wrong: [string, unknown][] = [
    ["account", {}],
    ["account", { account: 5 }],
    ["account", { account: "\ud800" }],
    ["account", { account: NaN }],
    ["more", { account: "a", more: 1 }],
    ["limit", { account: "a", limit: 0.5 }],
    ["params", new Amount(1)],
  ];
  for (const [path, params] of wrong) {
    const result = changingNothing(cqrs, () => cqrs.query("statement", loose(params)));
    assert.ok(!result.ok);
    assert.deepEqual([result.code, result.path], ["invalid", path], result.message);
  }
});
