import assert from "node:assert/strict";
import test from "node:test";
import { CqrsError, unwrap } from "cqrs-wasm";
import { bankWithAccounts, begun, changingNothing, deposit, loose } from "./bank.js";

test("a batch is dispatched in order and says which commands failed, and why", async () => {
  const cqrs = await bankWithAccounts();
  const result = cqrs.dispatchAll([
    deposit("a", 1),
    { type: "Withdraw", data: { account: "b", amount: 5 } },
    deposit("b", 5),
    { type: "Withdraw", data: { account: "b", amount: 5 } },
    loose({ type: "Withdrew", data: {} }),
    loose({ type: "Deposit", data: { account: "a", amount: NaN } }),
    { ...deposit("a", 1), id: "d1" },
    { ...deposit("a", 1), id: "d1" },
  ]);
  assert.equal(result.accepted, 5);
  assert.equal(result.position, begun + 4);
  assert.deepEqual(
    result.failed.map(({ index, code }) => [index, code]),
    [
      [1, "rejected"],
      [4, "unknown_command"],
      [5, "invalid"],
    ],
  );
  for (const failed of result.failed) {
    assert.deepEqual(Object.keys(failed), ["index", "code", "message"]);
    assert.notEqual(failed.message, "");
  }
});

test("an empty batch does nothing and says where the log ends", async () => {
  const cqrs = await bankWithAccounts();
  assert.deepEqual(cqrs.dispatchAll([]), { accepted: 0, failed: [], position: begun });
});

test("a batch over its limit applies nothing", async () => {
  const cqrs = await bankWithAccounts({ limits: { commandsPerBatch: 2 } });
  assert.equal(cqrs.dispatchAll([deposit("a", 1), deposit("a", 1)]).accepted, 2);
  const three = [deposit("a", 1), deposit("a", 1), deposit("a", 1)];
  changingNothing(cqrs, () =>
    assert.throws(
      () => cqrs.dispatchAll(three),
      (error) => error instanceof CqrsError && error.code === "limit",
    ),
  );
});

test("what is no array of objects throws a TypeError, and nothing is applied", async () => {
  const cqrs = await bankWithAccounts();
  for (const wrong of [undefined, deposit("a", 1), [deposit("a", 1), 5], [deposit("a", 1), null]]) {
    changingNothing(cqrs, () => assert.throws(() => cqrs.dispatchAll(loose(wrong)), TypeError));
  }
});

test("a wrong type within a command fails that command: those before it are applied", async () => {
  const cqrs = await bankWithAccounts();
  const commands = [deposit("a", 1), loose({ ...deposit("a", 1), id: 5 }), deposit("a", 1)];
  const result = cqrs.dispatchAll(commands);
  assert.equal(result.accepted, 2);
  assert.deepEqual(
    result.failed.map(({ index, code }) => [index, code]),
    [[1, "invalid"]],
  );
});

test("subscribers hear of a batch after its last command", async () => {
  const cqrs = await bankWithAccounts();
  const heads: number[][] = [];
  cqrs.subscribe({ from: begun + 1 }, (event) => heads.push([event.position, cqrs.stats().head]));
  cqrs.dispatchAll([deposit("a", 1), deposit("a", 2), deposit("a", 3)]);
  assert.deepEqual(heads, [
    [begun + 1, begun + 3],
    [begun + 2, begun + 3],
    [begun + 3, begun + 3],
  ]);
});

test("a batch that is written in many parts keeps its order and its indexes", async () => {
  const cqrs = await bankWithAccounts();
  const empty = { type: "Withdraw", data: { account: "b", amount: 5 } } as const;
  const unreadable = loose({ type: "Deposit", data: { account: "a", amount: -1 } });
  const commands = Array.from({ length: 9000 }, (_, i) =>
    i % 3000 === 2999 ? empty : i % 3000 === 1500 ? unreadable : deposit("a", 1),
  );
  const { accepted, failed, position } = cqrs.dispatchAll(commands);
  assert.equal(accepted, 8994);
  assert.equal(position, begun + 8994);
  assert.deepEqual(
    failed.map(({ index, code }) => [index, code]),
    [
      [1500, "invalid"],
      [2999, "rejected"],
      [4500, "invalid"],
      [5999, "rejected"],
      [7500, "invalid"],
      [8999, "rejected"],
    ],
  );
});

test("what a batch's clock throws ends the batch: the commands before it are applied", async () => {
  let calls = 0;
  const fault = new Error("no time");
  const clock = () => {
    if (++calls === begun + 3) throw fault;
    return calls;
  };
  const cqrs = await bankWithAccounts({ clock });
  const three = [deposit("a", 1), deposit("a", 2), deposit("a", 4)];
  assert.throws(
    () => cqrs.dispatchAll(three),
    (error) => error === fault,
  );
  assert.equal(unwrap(cqrs.query("balance", { account: "a" })).data?.balance, 503);
  assert.equal(unwrap(cqrs.dispatch(deposit("a", 4))).position, begun + 3);
});

test("a getter in a batch may call another engine of the module", async () => {
  const [cqrs, other] = [await bankWithAccounts(), await bankWithAccounts()];
  const calling = {
    account: "a",
    get amount() {
      return other.dispatchAll([deposit("b", 7), deposit("b", 7)]).accepted;
    },
  };
  const commands = [deposit("a", 1), { type: "Deposit", data: calling } as const, deposit("a", 1)];
  assert.equal(cqrs.dispatchAll(commands).accepted, 3);
  assert.equal(unwrap(cqrs.query("balance", { account: "a" })).data?.balance, 504);
  assert.equal(unwrap(other.query("balance", { account: "b" })).data?.balance, 14);
});
