import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { createCqrs, CqrsError, unwrap, type Cqrs, type MessagesOf } from "cqrs-wasm";
import { bankWithAccounts, begun, deposit, loose } from "./bank.js";

const thrown = (code: string) => (error: unknown) =>
  error instanceof CqrsError && error.code === code;

type Bank = Cqrs<MessagesOf<"bank">>;
type Seen = Pick<Bank, "query" | "state">;

const accounts = ["a", "b", "c"];

/** All that the bank answers, and its states. */
const everything = (seen: Seen) => [
  accounts.map((account) => seen.query("balance", { account })),
  accounts.map((account) => seen.query("statement", { account })),
  seen.query("bankTotals"),
  accounts.map((account) => seen.state(`account-${account}`)),
];

test("at shows the answers and states as of a position, whatever happens later", async () => {
  const cqrs = await bankWithAccounts();
  const past = cqrs.at(begun);
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual([past.head, past.position], [begun, begun]);
  const answer = unwrap(past.query("balance", { account: "a" }));
  assert.deepEqual([answer.data?.balance, answer.asOf, answer.head], [500, begun, begun]);
  assert.equal(past.state("account-a")?.balance, 500);
  assert.equal(past.state("account-c"), null);
  assert.equal(past.state("\ud800"), null);
  assert.equal(unwrap(cqrs.at(2).query("balance", { account: "a" })).data?.balance, 0);
  assert.equal(unwrap(cqrs.at(0).query("balance", { account: "a" })).data, null);
  assert.equal(cqrs.at(0).state("account-a"), null);
  assert.equal(unwrap(cqrs.query("balance", { account: "a" })).data?.balance, 501);
  const early = past.query("balance", { account: "a" }, { atLeast: begun + 1 });
  assert.equal(!early.ok && early.code, "not_yet");
  const unknown = past.query(loose("balanc"), { account: "a" });
  assert.equal(!unknown.ok && unknown.code, "unknown_query");
});

test("a position beyond the head is a RangeError, another type a TypeError", async () => {
  const cqrs = await bankWithAccounts();
  for (const position of [begun + 1, -1, 0.5, NaN, Infinity]) {
    assert.throws(() => cqrs.at(position), RangeError);
    assert.throws(() => cqrs.fork(position), RangeError);
  }
  assert.throws(() => cqrs.at(loose("1")), TypeError);
  assert.throws(() => cqrs.fork(loose("1")), TypeError);
  cqrs.close();
  assert.throws(() => cqrs.at(loose("1")), thrown("closed"));
  assert.throws(() => cqrs.fork(), thrown("closed"));
});

test("a view of an engine that was closed is closed", async () => {
  const cqrs = await bankWithAccounts();
  const past = cqrs.at(1);
  cqrs.close();
  const answer = past.query("balance", { account: "a" });
  assert.equal(!answer.ok && answer.code, "closed");
  assert.throws(() => past.state("account-a"), thrown("closed"));
});

test("at looks past the mode and the pause of a read model", async () => {
  const cqrs = await bankWithAccounts();
  cqrs.setMode("accounts", "manual");
  cqrs.rebuild("accounts");
  cqrs.pause("accounts");
  assert.equal(unwrap(cqrs.at(begun).query("balance", { account: "a" })).data?.balance, 500);
  assert.equal(unwrap(cqrs.query("balance", { account: "a" })).data, null);
});

test("a fork goes on by itself, with ids of its own after those it inherits", async () => {
  let made = 0;
  const cqrs = await bankWithAccounts({ newId: () => `log${++made}` });
  unwrap(cqrs.dispatch({ ...deposit("a", 1), id: "d1" }));
  unwrap(cqrs.dispatch({ ...deposit("a", 1), id: "d2" }));
  let heard = 0;
  cqrs.subscribe({ from: begun + 3 }, () => void ++heard);
  const fork = cqrs.fork(begun + 1);
  assert.equal(unwrap(fork.dispatch({ ...deposit("a", 1), id: "d1" })).duplicate, true);
  assert.equal(unwrap(fork.dispatch({ ...deposit("a", 1), id: "d2" })).duplicate, false);
  unwrap(fork.dispatch(deposit("b", 7)));
  assert.equal(heard, 0);
  assert.deepEqual(
    fork.read({ from: begun }).map(({ eventId }) => eventId),
    [`log1-${begun}`, `log1-${begun + 1}`, `log2-${begun + 2}`, `log2-${begun + 3}`],
  );
  assert.equal(cqrs.stats().head, begun + 2);
  assert.equal(unwrap(cqrs.query("balance", { account: "b" })).data?.balance, 0);
  cqrs.close();
  assert.equal(unwrap(fork.query("balance", { account: "b" })).data?.balance, 7);
  assert.equal(unwrap(fork.at(begun).query("balance", { account: "a" })).data?.balance, 500);
  assert.equal(fork.fork().stats().head, begun + 3);
});

test("a fork has its parent's limits and needs a log id", async () => {
  let id: unknown = "log";
  const cqrs = await bankWithAccounts({ limits: { events: begun }, newId: () => loose(id) });
  const full = cqrs.fork().dispatch(deposit("a", 1));
  assert.equal(!full.ok && full.path, "limits.events");
  id = 5;
  assert.throws(() => cqrs.fork(), TypeError);
  id = "";
  assert.throws(() => cqrs.fork(), thrown("invalid"));
  id = "x".repeat(129);
  assert.throws(() => cqrs.fork(), thrown("invalid"));
});

const account = fc.constantFrom(...accounts);
const amount = fc.integer({ min: 1, max: 100 });
const command = fc.oneof(
  account.map((account) => ({ type: "OpenAccount", data: { account, owner: "Ann" } }) as const),
  fc.record({ account, amount }).map((data) => ({ type: "Deposit", data }) as const),
  fc.record({ account, amount }).map((data) => ({ type: "Withdraw", data }) as const),
  fc
    .record({ from: account, to: account, amount })
    .map((data) => ({ type: "TransferMoney", data }) as const),
);

test("as of a position, and in a fork from it, all is as if nothing had come after", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { maxLength: 60 }),
      fc.array(command, { maxLength: 20 }),
      fc.nat(),
      async (commands, more, any) => {
        const options = { domains: ["bank"], clock: () => 5, newId: () => "log" } as const;
        const cqrs = await createCqrs(options);
        cqrs.dispatchAll(commands);
        const position = any % (cqrs.stats().head + 1);
        const plain = await createCqrs(options);
        for (const { type, data } of cqrs.read({ to: position }).slice(0, position)) {
          unwrap(plain.append([{ type, data }]));
        }
        assert.deepEqual(everything(cqrs.at(position)), everything(plain));
        const before = everything(cqrs);
        const fork = cqrs.fork(position);
        assert.deepEqual(everything(fork), everything(plain));
        assert.deepEqual(fork.dispatchAll(more), plain.dispatchAll(more));
        assert.deepEqual(everything(fork), everything(plain));
        assert.deepEqual(everything(cqrs), before);
        for (const engine of [cqrs, plain, fork]) engine.close();
      },
    ),
    { numRuns: 100 },
  );
});
