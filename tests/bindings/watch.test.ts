import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, CqrsError, unwrap } from "cqrs-wasm";
import { bankWithAccounts, deposit, loose, type Bank } from "./bank.js";

const watchBalance = (cqrs: Bank, account: string) => {
  const seen: unknown[] = [];
  const stop = cqrs.watch("balance", { account }, (answer) =>
    seen.push(answer.ok ? (answer.data?.balance ?? null) : answer.code),
  );
  return { seen, stop };
};

test("a watch calls back at once, and then when the data is another", async () => {
  const cqrs = await bankWithAccounts();
  const { seen, stop } = watchBalance(cqrs, "a");
  assert.deepEqual(seen, [500]);
  unwrap(cqrs.dispatch(deposit("b", 1)));
  assert.deepEqual(seen, [500]);
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual(seen, [500, 501]);
  stop();
  stop();
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual(seen, [500, 501]);
});

test("a watch calls back once at the end of the outermost call, after all subscribers", async () => {
  const cqrs = await bankWithAccounts();
  const seen: string[] = [];
  cqrs.watch("balance", { account: "a" }, (answer) => {
    if (answer.ok) seen.push(`watch ${answer.data?.balance}`);
  });
  cqrs.subscribe({ from: 4 }, ({ position }) => {
    seen.push(`event ${position}`);
    if (position === 4) unwrap(cqrs.dispatch(deposit("a", 10)));
  });
  cqrs.dispatchAll([deposit("a", 1), deposit("a", 1)]);
  assert.deepEqual(seen, ["watch 500", "event 4", "event 5", "event 6", "watch 512"]);
});

test("a handler of a watch may dispatch, and hears of what follows", async () => {
  const cqrs = await bankWithAccounts();
  const seen: (number | undefined)[] = [];
  const events: number[] = [];
  cqrs.subscribe({ from: 4 }, (event) => events.push(event.position));
  cqrs.watch("balance", { account: "a" }, (answer) => {
    if (!answer.ok) return;
    seen.push(answer.data?.balance);
    if (seen.length < 4) unwrap(cqrs.dispatch(deposit("a", 1)));
  });
  assert.deepEqual(
    [seen, events],
    [
      [500, 501, 502, 503],
      [4, 5, 6],
    ],
  );
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual([seen.at(-1), events.at(-1)], [504, 7]);
});

test("what a watch is given is frozen, and its parameters are read once", async () => {
  const cqrs = await bankWithAccounts();
  let reads = 0;
  const params = {
    get account() {
      reads += 1;
      return "a";
    },
  };
  const answers: unknown[] = [];
  cqrs.watch("balance", params, (answer) => answers.push(answer));
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.equal(reads, 1);
  assert.equal(answers.length, 2);
  for (const answer of answers as { data: object }[]) {
    assert.ok(Object.isFrozen(answer) && Object.isFrozen(answer.data));
  }
});

test("what a watch's handler throws goes to onError and stops nothing", async () => {
  const errors: unknown[] = [];
  const cqrs = await bankWithAccounts({ onError: (error) => errors.push(error) });
  cqrs.watch("balance", { account: "a" }, () => {
    throw new Error("mine");
  });
  const { seen } = watchBalance(cqrs, "a");
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual(seen, [500, 501]);
  assert.deepEqual(errors.map(String), ["Error: mine", "Error: mine"]);
});

test("a watch of what cannot be asked is told so", async () => {
  const cqrs = await bankWithAccounts();
  const told: unknown[] = [];
  const tell = (answer: { ok: boolean; code?: string }) => told.push(answer.code);
  cqrs.watch(loose("balanse"), loose({}), tell);
  cqrs.watch("balance", loose({ account: 5 }), tell);
  cqrs.watch("balance", loose({ account: new Date(0) }), tell);
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual(told, ["unknown_query", "invalid", "invalid"]);
  assert.throws(() => cqrs.watch("balance", { account: "a" }, loose(1)), TypeError);
  assert.throws(() => cqrs.watch("balance", loose(undefined), loose(1)), TypeError);
  assert.throws(() => cqrs.live(loose(1)), TypeError);
});

test("watches and subscriptions share one limit", async () => {
  const cqrs = await bankWithAccounts({ limits: { subscriptions: 2 } });
  const { stop } = watchBalance(cqrs, "a");
  cqrs.subscribe({}, () => {});
  const full = (error: unknown) => error instanceof CqrsError && error.code === "limit";
  assert.throws(() => watchBalance(cqrs, "a"), full);
  assert.throws(() => cqrs.live("balance", { account: "a" }).subscribe(() => {}), full);
  stop();
  watchBalance(cqrs, "b");
});

test("a live answer is the same object until it says something else", async () => {
  const cqrs = await bankWithAccounts();
  const live = cqrs.live("balance", { account: "a" });
  const first = live.get();
  assert.ok(first.ok && Object.isFrozen(first.data) && first.data?.balance === 500);
  unwrap(cqrs.dispatch(deposit("b", 1)));
  assert.equal(live.get(), first);
  let calls = 0;
  const stop = live.subscribe(() => (calls += 1));
  assert.equal(calls, 0);
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.equal(calls, 1);
  const second = live.get();
  assert.ok(second.ok && second.data?.balance === 501);
  assert.equal(live.get(), second);
  stop();
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.equal(calls, 1);
  assert.notEqual(live.get(), second);
});

test("a live answer of a closed engine says so, always in the same object", async () => {
  const cqrs = await createCqrs();
  const live = cqrs.live("bankTotals");
  assert.equal(live.get().ok, true);
  cqrs.close();
  const answer = live.get();
  assert.ok(!answer.ok && answer.code === "closed");
  assert.equal(live.get(), answer);
  assert.throws(() => cqrs.live("bankTotals"), { code: "closed" });
});

test("watching within a call that reads values is reentrant", async () => {
  const cqrs = await bankWithAccounts();
  let code: unknown;
  const data = {
    get account() {
      try {
        watchBalance(cqrs, "a");
      } catch (error) {
        code = (error as CqrsError).code;
      }
      return "a";
    },
    amount: 1,
  };
  unwrap(cqrs.dispatch({ type: "Deposit", data }));
  assert.equal(code, "reentrant");
});
