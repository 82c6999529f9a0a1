import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, CqrsError, unwrap, type DispatchResult } from "cqrs-wasm";
import { bankWithAccounts, deposit, loose } from "./bank.js";

const thrown = (code: string) => (error: unknown) =>
  error instanceof CqrsError && error.code === code && error.message !== "";

/** As the first event's id. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}-1$/;

test("engines of one module know nothing of each other", async () => {
  const engines = await Promise.all(Array.from({ length: 20 }, () => bankWithAccounts()));
  engines.forEach((cqrs, i) => unwrap(cqrs.dispatch(deposit("a", i + 1))));
  engines.forEach((cqrs, i) => {
    assert.equal(unwrap(cqrs.query("balance", { account: "a" })).data?.balance, 501 + i);
  });
  engines.forEach((cqrs, i) => (i % 2 === 0 ? cqrs.close() : undefined));
  engines.forEach((cqrs, i) => assert.equal(cqrs.dispatch(deposit("a", 1)).ok, i % 2 === 1));
});

test("an engine has the domains asked for, all by default", async () => {
  const names = async (options: object) =>
    Object.keys((await createCqrs(options)).schema().commands);
  assert.deepEqual(await names({ domains: [] }), []);
  assert.ok((await names({ domains: ["orders"] })).every((name) => !name.includes("Account")));
  const all = await names({});
  assert.ok(all.includes("PlaceOrder") && all.includes("Deposit"));
  assert.deepEqual(await names({ domains: ["bank", "bank"] }), await names({ domains: ["bank"] }));
});

test("the ids of events begin with what newId returned, a random UUID by default", async () => {
  const cqrs = await bankWithAccounts({ newId: () => "log" });
  assert.deepEqual(
    cqrs.read().map(({ eventId }) => eventId),
    ["log-1", "log-2", "log-3"],
  );
  const [one, other] = [await bankWithAccounts(), await bankWithAccounts()];
  const idOf = (cqrs: typeof one) => cqrs.read({ limit: 1 })[0]!.eventId;
  assert.match(idOf(one), uuid);
  assert.notEqual(idOf(one), idOf(other));
});

test("where there is a crypto other than Node's, the id is its; where there is none, there is still one", async (t) => {
  const replace = (name: string, value: unknown) => {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    t.after(() => before && Object.defineProperty(globalThis, name, before));
    Object.defineProperty(globalThis, name, { value, configurable: true });
  };
  const firstId = async () => (await bankWithAccounts()).read()[0]!.eventId;
  const getRandomValues = (bytes: Uint8Array) => bytes.fill(255);
  replace("crypto", { getRandomValues });
  assert.match(await firstId(), uuid);
  replace("process", undefined);
  assert.equal(await firstId(), "ffffffff-ffff-4fff-bfff-ffffffffffff-1");
  replace("crypto", { getRandomValues, randomUUID: () => "random" });
  assert.equal(await firstId(), "random-1");
  replace("crypto", undefined);
  const one = await firstId();
  assert.match(one, uuid);
  assert.notEqual(one, await firstId());
});

test("options of the wrong type, and unknown ones, reject with a TypeError", async () => {
  const wrong: unknown[] = [
    null,
    5,
    { domains: "bank" },
    { domains: [1] },
    { clock: 5 },
    { newId: "x" },
    { newId: () => 5 },
    { newId: () => "\ud800" },
    { onError: "log" },
    { limits: 5 },
    { limits: { events: "5" } },
    { limits: { events: 0.5 } },
    { limits: { events: Infinity } },
  ];
  for (const options of wrong) await assert.rejects(createCqrs(loose(options)), TypeError);
  await assert.rejects(createCqrs(loose({ domain: ["bank"] })), /did you mean domains/);
});

test("unknown domains and limits, and limits out of range, reject as invalid", async () => {
  const wrong: [object, string][] = [
    [{ domains: ["bank", "shop"] }, "domains[1]"],
    [{ limits: { event: 5 } }, "limits.event"],
    [{ limits: { events: -1 } }, "limits.events"],
    [{ newId: () => "" }, "logId"],
  ];
  for (const [options, path] of wrong) {
    await assert.rejects(createCqrs(loose(options)), (error) => {
      assert.ok(error instanceof CqrsError);
      assert.deepEqual([error.code, error.path], ["invalid", path]);
      return true;
    });
  }
});

test("an engine at its limit refuses, changes nothing and still answers", async () => {
  const cqrs = await createCqrs({ domains: ["bank"], limits: { events: 2, payloadBytes: 50 } });
  unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } }));
  const long = cqrs.dispatch({
    type: "OpenAccount",
    data: { account: "b", owner: "B".repeat(60) },
  });
  assert.equal(!long.ok && long.code, "limit");
  unwrap(cqrs.dispatch(deposit("a", 1)));
  const before = cqrs.stats();
  const full = cqrs.dispatch(deposit("a", 1));
  assert.equal(!full.ok && full.code, "limit");
  assert.deepEqual(cqrs.stats(), before);
  assert.equal(unwrap(cqrs.query("balance", { account: "a" })).data?.balance, 1);
});

test("after close every call fails as closed, and closing again does nothing", async () => {
  const cqrs = await bankWithAccounts();
  cqrs.subscribe({}, () => {});
  const stop = cqrs.subscribe({}, () => {});
  cqrs.close();
  cqrs.close();
  stop();
  const results: { ok: boolean; code?: string }[] = [
    cqrs.dispatch(deposit("a", 1)),
    cqrs.dispatch(loose(5)),
    cqrs.append([]),
    cqrs.append(loose(5)),
    cqrs.query("balance", { account: "a" }),
    cqrs.query(loose(5)),
  ];
  assert.deepEqual(
    results.map(({ ok, code }) => [ok, code]),
    results.map(() => [false, "closed"]),
  );
  assert.throws(() => cqrs.dispatchAll(loose(5)), thrown("closed"));
  assert.throws(() => cqrs.read(loose(5)), thrown("closed"));
  assert.throws(() => cqrs.subscribe(loose(5), loose(5)), thrown("closed"));
  assert.throws(() => cqrs.state(loose(5)), thrown("closed"));
  assert.throws(() => cqrs.schema(), thrown("closed"));
  assert.throws(() => cqrs.stats(), thrown("closed"));
});

test("an engine can be disposed of", async () => {
  const cqrs = await bankWithAccounts();
  assert.equal(typeof Symbol.dispose, "symbol");
  cqrs[Symbol.dispose]();
  assert.throws(() => cqrs.stats(), thrown("closed"));
});

test("unwrap gives a success back and throws a failure with its fields", async () => {
  const cqrs = await bankWithAccounts();
  const receipt = cqrs.dispatch(deposit("a", 1));
  assert.equal(unwrap(receipt), receipt);
  const refused = cqrs.dispatch({ type: "Withdraw", data: { account: "b", amount: 1 } });
  const raised = (result: DispatchResult) => {
    try {
      unwrap(result);
    } catch (error) {
      assert.ok(error instanceof CqrsError && error instanceof Error);
      return error;
    }
    return assert.fail();
  };
  const error = raised(refused);
  const { name, message, ...fields } = error;
  assert.equal(name, "CqrsError");
  assert.deepEqual({ ok: false, message, ...fields }, refused);
  assert.match(error.stack ?? "", /CqrsError/);
  const conflict = raised(cqrs.dispatch({ ...deposit("a", 1), expectedVersion: 1 }));
  assert.deepEqual([conflict.code, conflict.expected, conflict.actual], ["conflict", 1, 3]);
  const cause = new Error("getter");
  const data = {
    get account(): string {
      throw cause;
    },
    amount: 1,
  };
  assert.equal(raised(cqrs.dispatch({ type: "Deposit", data })).cause, cause);
});

test("ten thousand engines can be opened and closed in one module", async () => {
  const sizes = async () => {
    const engines = await Promise.all(Array.from({ length: 1000 }, () => bankWithAccounts()));
    const bytes = engines.map((cqrs) => cqrs.stats().memoryBytes);
    engines.forEach((cqrs) => cqrs.close());
    return bytes;
  };
  const first = await sizes();
  for (let i = 0; i < 9; ++i) assert.deepEqual(await sizes(), first);
});

test("unwrap gives a success, throws what a failure says, and takes nothing else", async () => {
  const cqrs = await bankWithAccounts();
  const done = cqrs.dispatch(deposit("a", 1));
  assert.equal(unwrap(done), done);
  const failed = cqrs.dispatch(deposit("nobody", 1));
  const { ok, message, ...fields } = failed as Extract<DispatchResult, { ok: false }>;
  assert.throws(() => unwrap(failed), { name: "CqrsError", message, ...fields });
  assert.equal(ok, false);
  for (const other of [undefined, null, 5, {}, Promise.resolve(done), cqrs.dispatchAll([])]) {
    assert.throws(() => unwrap(loose(other)), TypeError);
  }
});

test("JSON of what holds an engine has nothing of it", async () => {
  const cqrs = await bankWithAccounts();
  assert.equal(JSON.stringify({ cqrs }), '{"cqrs":{}}');
  cqrs.close();
  assert.equal(JSON.stringify([cqrs]), "[{}]");
});
