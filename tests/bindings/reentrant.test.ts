import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, CqrsError, unwrap } from "cqrs-wasm";
import { bankWithAccounts, deposit, loose } from "./bank.js";

/** A command whose account is read through a getter that does something first. */
function depositAfter(act: () => void, amount = 1): never {
  const data = {
    get account() {
      act();
      return "a";
    },
    amount,
  };
  return loose({ type: "Deposit", data });
}

const thrownCode = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof CqrsError);
    return error.code;
  }
  return "none";
};

test("while the caller's values are read, what would change the engine is reentrant", async () => {
  const cqrs = await bankWithAccounts();
  const codes: unknown[] = [];
  const note = (result: { ok: boolean; code?: string }) => codes.push(result.code);
  const done = cqrs.dispatch(
    depositAfter(() => {
      note(cqrs.dispatch(deposit("a", 100)));
      note(cqrs.append([{ type: "Noted", data: 1 }]));
      codes.push(thrownCode(() => cqrs.dispatchAll([deposit("a", 100)])));
      codes.push(thrownCode(() => cqrs.subscribe({}, () => {})));
      codes.push(thrownCode(() => cqrs.close()));
      assert.throws(() => cqrs.dispatch(loose({})), TypeError, "TypeError comes before reentrant");
    }),
  );
  assert.deepEqual(codes, Array(5).fill("reentrant"));
  assert.equal(unwrap(done).events, 1);
  assert.equal(unwrap(cqrs.query("balance", { account: "a" })).data?.balance, 501);
});

test("while the caller's values are read, the engine can still be asked", async () => {
  const cqrs = await bankWithAccounts();
  let asked: unknown[] = [];
  unwrap(
    cqrs.dispatch(
      depositAfter(() => {
        asked = [
          unwrap(cqrs.query("balance", { account: "a" })).data?.balance,
          cqrs.read().length,
          cqrs.state("account-a")?.balance,
          cqrs.stats().head,
        ];
      }),
    ),
  );
  assert.deepEqual(asked, [500, 3, 500, 3]);
});

test("a clock that calls back, metadata, batches, appends and queries are reading too", async () => {
  const codes: unknown[] = [];
  let clock = () => 1;
  const cqrs = await bankWithAccounts({ clock: () => clock() });
  const attempt = () => {
    const result = cqrs.dispatch(deposit("a", 100));
    codes.push(result.ok ? "ok" : result.code);
  };
  clock = () => {
    attempt();
    return 1;
  };
  unwrap(cqrs.dispatch(deposit("a", 1)));
  clock = () => 1;
  const metadata = {
    get by() {
      attempt();
      return 1;
    },
  };
  unwrap(cqrs.dispatch({ ...deposit("a", 1), metadata }));
  unwrap(cqrs.append([{ type: "Noted", data: metadata }]));
  assert.equal(cqrs.dispatchAll([depositAfter(attempt), depositAfter(attempt)]).accepted, 2);
  const params = {
    get account() {
      attempt();
      return "a";
    },
  };
  assert.equal(unwrap(cqrs.query("balance", params)).data?.balance, 504);
  assert.deepEqual(codes, Array(6).fill("reentrant"));
  attempt();
  assert.equal(codes.at(-1), "ok");
});

test("a getter may use another engine of the module, however much that writes", async () => {
  const [cqrs, other] = [await bankWithAccounts(), await createCqrs({ domains: ["orders"] })];
  const lines = Array.from({ length: 100 }, (_, i) => ({
    sku: `${i}`.repeat(20),
    quantity: 1,
    unitPrice: i,
  }));
  let placed = 0;
  const act = () => {
    for (let i = 0; i < 50; ++i) {
      const data = { orderId: `o${placed}`, customer: "Ann", lines };
      unwrap(other.dispatch({ type: "PlaceOrder", data, metadata: { note: "x".repeat(9999) } }));
      unwrap(other.query("orderStatus", { orderId: `o${placed}` }));
      placed += 1;
    }
  };
  for (let i = 0; i < 5; ++i) {
    unwrap(cqrs.dispatch({ ...(depositAfter(act, 7) as object), id: `d${i}` } as never));
  }
  assert.equal(placed, 250);
  assert.equal(unwrap(cqrs.query("balance", { account: "a" })).data?.balance, 535);
  assert.equal(unwrap(other.query("orders", {})).data.length, 250);
});

test("a getter that fails within a getter leaves both engines usable", async () => {
  const [cqrs, other] = [await bankWithAccounts(), await bankWithAccounts()];
  const inner = depositAfter(() => {
    throw new Error("inner");
  });
  const outer = depositAfter(() => {
    assert.equal(other.dispatch(inner).ok, false);
    throw new Error("outer");
  });
  const result = cqrs.dispatch(outer);
  assert.match(result.ok ? "" : result.message, /outer/);
  unwrap(cqrs.dispatch(deposit("a", 1)));
  unwrap(other.dispatch(deposit("a", 1)));
});
