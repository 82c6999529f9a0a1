import assert from "node:assert/strict";
import test from "node:test";
import { CqrsError, unwrap, type Cqrs, type MessagesOf } from "cqrs-wasm";
import { bankWithAccounts, begun, deposit, loose } from "./bank.js";

const thrown =
  (code: string, path?: string, words = /./) =>
  (error: unknown) =>
    error instanceof CqrsError &&
    error.code === code &&
    error.path === path &&
    words.test(error.message);

type Bank = Cqrs<MessagesOf<"bank">>;

const balance = (cqrs: Bank, replica?: number) => {
  const options = replica === undefined ? undefined : { replica };
  const answer = unwrap(cqrs.query("balance", { account: "a" }, options));
  return [answer.data?.balance, answer.asOf];
};

const stateOf = (cqrs: Bank, name = "accounts", replica = 0) =>
  cqrs.readModels().find((each) => each.name === name && each.replica === replica);

/** A clock that is set by hand. */
async function bankWithClock(): Promise<{ cqrs: Bank; at: (ms: number) => void }> {
  let now = 1000;
  const cqrs = await bankWithAccounts({ clock: () => now });
  return { cqrs, at: (ms) => void (now = ms) };
}

test("read models say how far they have come", async () => {
  const { cqrs, at } = await bankWithClock();
  const live = { replica: 0, checkpoint: begun, lagEvents: 0, lagMs: 0, status: "live" };
  assert.deepEqual(cqrs.readModels(), [
    { name: "accounts", ...live },
    { name: "bankTotals", ...live },
  ]);
  cqrs.setMode("accounts", "manual");
  at(1500);
  unwrap(cqrs.dispatch(deposit("a", 1)));
  at(1620);
  assert.deepEqual(stateOf(cqrs), {
    name: "accounts",
    ...live,
    lagEvents: 1,
    lagMs: 120,
  });
});

test("a manual read model comes on when it is told to, in bounded steps", async () => {
  const cqrs = await bankWithAccounts();
  cqrs.setMode("accounts", "manual");
  for (let i = 0; i < 5; ++i) unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual(balance(cqrs), [500, begun]);
  const early = cqrs.query("balance", { account: "a" }, { atLeast: begun + 1 });
  assert.equal(!early.ok && early.code, "not_yet");
  assert.deepEqual(balance(cqrs), [500, begun]);
  assert.equal(cqrs.catchUp("accounts", 2), 2);
  assert.deepEqual(balance(cqrs), [502, begun + 2]);
  assert.equal(cqrs.catchUp(undefined, 1), 1);
  assert.equal(cqrs.catchUp(), 2);
  assert.equal(cqrs.catchUp(), 0);
  cqrs.setMode("accounts", "manual");
  unwrap(cqrs.dispatch(deposit("a", 1)));
  cqrs.setMode("accounts", "immediate");
  assert.deepEqual(balance(cqrs), [506, begun + 6]);
});

test("a delayed read model shows an event once the clock says so", async () => {
  const { cqrs, at } = await bankWithClock();
  cqrs.setMode("accounts", { delayMs: 100 });
  at(2000);
  unwrap(cqrs.dispatch(deposit("a", 1)));
  at(2099);
  assert.deepEqual(balance(cqrs), [500, begun]);
  assert.equal(cqrs.catchUp("accounts"), 0);
  assert.equal(stateOf(cqrs)?.lagMs, 99);
  at(2100);
  assert.deepEqual(balance(cqrs), [501, begun + 1]);
  at(2500);
  unwrap(cqrs.dispatch(deposit("a", 1)));
  at(2600);
  assert.equal(stateOf(cqrs)?.checkpoint, begun + 2);
});

test("a paused read model is advanced by nothing, and resumed it catches up", async () => {
  const cqrs = await bankWithAccounts();
  cqrs.pause("accounts");
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.equal(cqrs.catchUp(), 0);
  assert.deepEqual(balance(cqrs), [500, begun]);
  assert.equal(stateOf(cqrs)?.status, "paused");
  cqrs.resume("accounts");
  assert.deepEqual(balance(cqrs), [501, begun + 1]);
  assert.equal(stateOf(cqrs)?.status, "live");
});

test("a read model that is rebuilt answers as before", async () => {
  const cqrs = await bankWithAccounts();
  const before = cqrs.query("statement", { account: "a" });
  cqrs.rebuild("accounts");
  assert.deepEqual(cqrs.query("statement", { account: "a" }), before);
  cqrs.setMode("accounts", "manual");
  cqrs.rebuild("accounts");
  assert.deepEqual(balance(cqrs), [undefined, 0]);
});

test("replicas are asked by number and go their own way", async () => {
  const cqrs = await bankWithAccounts();
  assert.equal(cqrs.addReplica("accounts"), 1);
  assert.equal(cqrs.addReplica("accounts"), 2);
  assert.deepEqual(balance(cqrs, 1), balance(cqrs));
  cqrs.pause("accounts", { replica: 1 });
  cqrs.setMode("accounts", "manual", { replica: 2 });
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual(
    [0, 1, 2].map((replica) => balance(cqrs, replica)),
    [
      [501, begun + 1],
      [500, begun],
      [500, begun],
    ],
  );
  assert.equal(cqrs.catchUp("accounts", 5, { replica: 2 }), 1);
  assert.deepEqual(balance(cqrs, 2), [501, begun + 1]);
  cqrs.removeReplica("accounts", 1);
  assert.deepEqual(
    cqrs.readModels().map(({ name, replica }) => [name, replica]),
    [
      ["accounts", 0],
      ["accounts", 2],
      ["bankTotals", 0],
    ],
  );
  const gone = cqrs.query("balance", { account: "a" }, { replica: 1 });
  assert.deepEqual(!gone.ok && [gone.code, gone.path, gone.actual], ["invalid", "replica", 1]);
  assert.throws(() => cqrs.removeReplica("accounts", 0), thrown("invalid", "replica"));
});

test("watches hear of what a read model shows later", async () => {
  const cqrs = await bankWithAccounts();
  cqrs.setMode("accounts", "manual");
  const seen: (number | undefined)[] = [];
  cqrs.watch("balance", { account: "a" }, (answer) => {
    seen.push(answer.ok ? answer.data?.balance : -1);
  });
  unwrap(cqrs.dispatch(deposit("a", 1)));
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual(seen, [500]);
  cqrs.catchUp("accounts", 1);
  cqrs.catchUp("accounts");
  assert.deepEqual(seen, [500, 501, 502]);
});

test("unknown names are told what was probably meant", async () => {
  const cqrs = await bankWithAccounts();
  const calls: (() => unknown)[] = [
    () => cqrs.pause("account"),
    () => cqrs.resume("account"),
    () => cqrs.rebuild("account"),
    () => cqrs.catchUp("account"),
    () => cqrs.addReplica("account"),
    () => cqrs.removeReplica("account", 1),
    () => cqrs.setMode("account", "manual"),
  ];
  for (const call of calls) {
    assert.throws(call, thrown("invalid", "name", /is accounts meant/));
  }
  const own = { name: "owners", initialState: () => 0, apply: () => undefined, queries: {} };
  cqrs.project(own);
  assert.throws(() => cqrs.pause("owner"), thrown("invalid", "name", /is owners meant/));
  assert.throws(() => cqrs.pause("\ud800"), thrown("invalid", "name"));
  assert.throws(() => cqrs.pause("accounts", { replica: 7 }), thrown("invalid", "replica"));
});

test("arguments of the wrong type throw a TypeError, numbers out of range are invalid", async () => {
  const cqrs = await bankWithAccounts();
  const misused: (() => unknown)[] = [
    () => cqrs.pause(loose(5)),
    () => cqrs.pause("accounts", loose(5)),
    () => cqrs.pause("accounts", loose({ replica: "1" })),
    () => cqrs.setMode("accounts", loose("later")),
    () => cqrs.setMode("accounts", loose({})),
    () => cqrs.setMode("accounts", loose(undefined)),
    () => cqrs.catchUp("accounts", loose("5")),
    () => cqrs.removeReplica("accounts", loose(undefined)),
    () => cqrs.query("balance", { account: "a" }, loose({ replica: "1" })),
  ];
  for (const call of misused) assert.throws(call, TypeError);
  assert.throws(() => cqrs.setMode("accounts", { delayMs: -1 }), thrown("invalid", "delayMs"));
  assert.throws(() => cqrs.catchUp("accounts", 0.5), thrown("invalid", "maxEvents"));
});

test("read models are not changed from within another call, nor after close", async () => {
  let nested = false;
  const cqrs: Bank = await bankWithAccounts({
    clock: () => {
      if (nested) cqrs.pause("accounts");
      return 0;
    },
  });
  const turned = await bankWithAccounts();
  nested = true;
  assert.throws(() => cqrs.dispatch(deposit("a", 1)), thrown("reentrant"));
  nested = false;
  assert.equal(stateOf(cqrs)?.status, "live");
  turned.close();
  assert.throws(() => turned.readModels(), thrown("closed"));
  assert.throws(() => turned.pause(loose(5)), thrown("closed"));
  assert.throws(() => turned.catchUp(), thrown("closed"));
});

test("no more replicas than the limit", async () => {
  const cqrs = await bankWithAccounts({ limits: { replicas: 1 } });
  cqrs.addReplica("accounts");
  assert.throws(() => cqrs.addReplica("accounts"), thrown("limit", "limits.replicas"));
});
