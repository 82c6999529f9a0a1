import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { createCqrs, unwrap } from "cqrs-wasm";
import { bankWithAccounts, type Bank, begun, changingNothing, deposit, loose } from "./bank.js";

test("an answer says as of which position it is, and where the log ends", async () => {
  const cqrs = await bankWithAccounts();
  const answer = changingNothing(cqrs, () => cqrs.query("balance", { account: "a" }));
  assert.deepEqual(answer, {
    ok: true,
    data: { account: "a", owner: "Ann", balance: 500, status: "open" },
    asOf: begun,
    head: begun,
  });
});

test("parameters whose getter throws are invalid, with its path and with what it threw", async () => {
  const cqrs = await bankWithAccounts();
  const broken = {
    get account(): string {
      throw new Error("mine");
    },
  };
  const answer = changingNothing(cqrs, () => cqrs.query("balance", broken));
  assert.ok(!answer.ok);
  assert.equal(answer.code, "invalid");
  assert.equal(answer.path, "account");
  assert.match(answer.message, /mine/);
  assert.equal(unwrap(cqrs.query("balance", { account: "a" })).data?.balance, 500);
});

test("an unknown id answers null, lists may be empty", async () => {
  const cqrs = await createCqrs();
  assert.equal(unwrap(cqrs.query("balance", { account: "nobody" })).data, null);
  assert.equal(unwrap(cqrs.query("orderStatus", { orderId: "none" })).data, null);
  assert.deepEqual(unwrap(cqrs.query("orders", {})).data, []);
  assert.deepEqual(unwrap(cqrs.query("revenueByProduct")).data, []);
});

test("lists, optional properties and words come as they are described", async () => {
  const cqrs = await createCqrs();
  const lines = [{ sku: "pen", quantity: 2, unitPrice: 150 }];
  unwrap(cqrs.dispatch({ type: "PlaceOrder", data: { orderId: "o1", customer: "Ann", lines } }));
  const placed = { orderId: "o1", customer: "Ann", status: "placed", total: 300 };
  assert.deepEqual(unwrap(cqrs.query("orderStatus", { orderId: "o1" })).data, { ...placed, lines });
  unwrap(
    cqrs.dispatch({ type: "ChangeAddress", data: { orderId: "o1", address: "Straße 1, 東京" } }),
  );
  unwrap(cqrs.dispatch({ type: "PayOrder", data: { orderId: "o1" } }));
  assert.deepEqual(unwrap(cqrs.query("orderStatus", { orderId: "o1" })).data, {
    ...placed,
    status: "paid",
    address: "Straße 1, 東京",
    lines,
  });
  assert.deepEqual(unwrap(cqrs.query("orders", { status: "paid", limit: 5 })).data, [
    { orderId: "o1", customer: "Ann", status: "paid", items: 1, total: 300 },
  ]);
  assert.deepEqual(unwrap(cqrs.query("orders", { status: "placed" })).data, []);
  assert.deepEqual(unwrap(cqrs.query("revenueByProduct")).data, [
    { sku: "pen", quantity: 2, revenue: 300 },
  ]);
});

test("what a query answers is the caller's own copy", async () => {
  const cqrs = await bankWithAccounts();
  const first = unwrap(cqrs.query("balance", { account: "a" })).data;
  first!.balance = 0;
  assert.equal(unwrap(cqrs.query("balance", { account: "a" })).data?.balance, 500);
});

test("a row that is asked for again and again is what its read model shows at that moment", async () => {
  const model = "accounts";
  const acts = {
    deposit: (cqrs: Bank) => cqrs.dispatch(deposit("a", 1)),
    refused: (cqrs: Bank) => cqrs.dispatch(deposit("nobody", 1)),
    manual: (cqrs: Bank) => cqrs.setMode(model, "manual"),
    immediate: (cqrs: Bank) => cqrs.setMode(model, "immediate"),
    delayed: (cqrs: Bank) => cqrs.setMode(model, { delayMs: 5 }),
    catchUp: (cqrs: Bank) => cqrs.catchUp(model, 1),
    rebuild: (cqrs: Bank) => cqrs.rebuild(model),
    pause: (cqrs: Bank) => cqrs.pause(model),
    resume: (cqrs: Bank) => cqrs.resume(model),
  };
  const names = Object.keys(acts) as (keyof typeof acts)[];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...names), { maxLength: 30 }), async (plan) => {
      let now = 0;
      const cqrs = await bankWithAccounts({ clock: () => now });
      for (const name of plan) {
        now += 1;
        acts[name](cqrs);
        for (const account of ["a", "nobody", "a", "nobody", "a"]) {
          // With a replica said, nothing of what was answered before is used.
          const expected = cqrs.query("balance", { account }, { replica: 0 });
          assert.deepEqual(cqrs.query("balance", { account }), expected, name);
        }
      }
      cqrs.close();
    }),
    { numRuns: 100 },
  );
});

test("a row that was answered before is the caller's own copy too, and its parameters are looked at", async () => {
  const cqrs = await bankWithAccounts();
  const ask = (params: object) => cqrs.query("balance", loose(params));
  for (let i = 0; i < 4; ++i) {
    const { data } = unwrap(ask({ account: "a" }));
    assert.deepEqual(data, { account: "a", owner: "Ann", balance: 500, status: "open" });
    data.balance = 0;
    assert.equal(
      unwrap(ask(Object.assign(Object.create(null) as object, { account: "a" }))).head,
      begun,
    );
    for (const params of [
      { account: "a", owner: "x" },
      {},
      new (class {
        account = "a";
      })(),
    ]) {
      const refused = ask(params);
      assert.equal(!refused.ok && refused.code, "invalid");
    }
    let reads = 0;
    const counted = {
      get account() {
        reads += 1;
        const inner = cqrs.dispatch(deposit("a", 1));
        assert.equal(!inner.ok && inner.code, "reentrant");
        return "a";
      },
    };
    assert.ok(ask(counted).ok);
    assert.equal(reads, 1);
  }
});

test("atLeast is met up to the head, and not_yet beyond it", async () => {
  const cqrs = await bankWithAccounts();
  const { position } = unwrap(cqrs.dispatch(deposit("a", 1)));
  const answer = unwrap(cqrs.query("balance", { account: "a" }, { atLeast: position }));
  assert.equal(answer.data?.balance, 501);
  const early = cqrs.query("balance", { account: "a" }, { atLeast: position + 1 });
  assert.equal(!early.ok && early.code, "not_yet");
});

test("an unknown query is told what was probably meant", async () => {
  const cqrs = await bankWithAccounts();
  const messageOf = (name: string) => {
    const failure = cqrs.query(loose(name), loose({}));
    assert.ok(!failure.ok && failure.code === "unknown_query");
    return failure.message;
  };
  assert.match(messageOf("Balance"), /is balance meant/);
  assert.match(messageOf("balnace"), /is balance meant/);
  assert.match(messageOf("Deposit"), /is a command/);
  assert.match(messageOf("constructor"), /there is no query/);
});

test("arguments of the wrong type throw a TypeError, numbers that are no position are invalid", async () => {
  const cqrs = await bankWithAccounts();
  const wrong: unknown[][] = [
    [],
    [5],
    ["balance", 5],
    ["balance", null],
    ["balance", "a"],
    ["balance", []],
    ["balance", { account: "a" }, 3],
    ["balance", { account: "a" }, { atLeast: "3" }],
  ];
  const query = cqrs.query.bind(cqrs) as (...values: unknown[]) => unknown;
  for (const values of wrong) assert.throws(() => query(...values), TypeError);
  for (const atLeast of [-1, NaN, 0.5]) {
    const failure = cqrs.query("balance", { account: "a" }, { atLeast });
    assert.deepEqual(!failure.ok && [failure.code, failure.path], ["invalid", "atLeast"]);
  }
});

test("the state of a stream is what its decider knows, and null where there is no stream", async () => {
  const cqrs = await bankWithAccounts();
  const state = cqrs.state("account-a");
  assert.deepEqual(state, { account: "a", owner: "Ann", balance: 500, status: "open" });
  assert.equal(cqrs.state("account-x"), null);
  assert.equal(cqrs.state("account-\ud800"), null);
  assert.equal(cqrs.state(""), null);
  unwrap(cqrs.append([{ type: "Noted", data: 1, stream: "notes" }]));
  assert.equal(cqrs.state("notes"), null, "no decider knows it");
  assert.throws(() => cqrs.state(loose(5)), TypeError);
});

test("the schema describes every command, event and query of the engine", async () => {
  const cqrs = await bankWithAccounts();
  const schema = cqrs.schema();
  assert.deepEqual(Object.keys(schema), ["commands", "events", "queries"]);
  assert.deepEqual(Object.keys(schema.commands), [
    "OpenAccount",
    "Deposit",
    "Withdraw",
    "TransferMoney",
    "CloseAccount",
  ]);
  assert.ok("MoneyTransferred" in schema.events && !("OrderPlaced" in schema.events));
  const { params, result } = schema.queries.balance;
  assert.deepEqual(Object.keys(params.properties ?? {}), ["account"]);
  assert.deepEqual(result.properties?.["status"]?.enum, ["open", "closed"]);
  assert.deepEqual(result.type, ["object", "null"], "an unknown id answers null");
  assert.deepEqual(schema.commands.Deposit.required, ["account", "amount"]);
  assert.equal(schema.commands.Deposit.type, "object");
  assert.equal((await createCqrs()).schema().queries.orders.result.type, "array");
  (schema.commands as Record<string, unknown>)["Deposit"] = undefined;
  assert.ok(cqrs.schema().commands.Deposit, "it is the caller's own copy");
});

test("stats count events, streams and bytes", async () => {
  const cqrs = await createCqrs();
  const empty = cqrs.stats();
  assert.deepEqual([empty.head, empty.streams], [0, 0]);
  unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } }));
  unwrap(cqrs.dispatch(deposit("a", 1)));
  const { head, streams, logBytes, memoryBytes } = cqrs.stats();
  assert.deepEqual([head, streams], [2, 1]);
  assert.ok(logBytes > empty.logBytes && memoryBytes >= empty.memoryBytes);
});
