import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, CqrsError, unwrap, type CqrsOptions } from "cqrs-wasm";
import { deposit, loose, type Bank } from "./bank.js";

const bank = (options: CqrsOptions<"bank"> = {}) =>
  createCqrs({ domains: ["bank"], newId: () => "log", ...options });
const open = (account: string) =>
  ({ type: "OpenAccount", data: { account, owner: "Ann" } }) as const;
const balance = (cqrs: Pick<Bank, "query">, account: string) => {
  const answer = cqrs.query("balance", { account });
  return answer.ok ? answer.data?.balance : answer.code;
};

/** Gives whoever opens an account something, and with each third deposit something more. */
const withWelcome = (cqrs: Bank, more: object = {}) =>
  cqrs.process({
    name: "welcome",
    identity: (event) =>
      event.type === "AccountOpened" || event.type === "MoneyDeposited"
        ? event.data.account
        : undefined,
    initialState: () => 0,
    evolve: (count, event) => (event.type === "MoneyDeposited" ? count + 1 : count),
    react: (event, count) => {
      if (event.type === "AccountOpened") return [deposit(event.data.account, 100)];
      return count === 3 && event.type === "MoneyDeposited"
        ? [deposit(event.data.account, 1000)]
        : [];
    },
    ...more,
  });

test("a process issues commands with ids, story and cause of the event, before the call returns", async () => {
  const cqrs = withWelcome(await bank());
  const seen: string[] = [];
  cqrs.subscribe({}, (event) => seen.push(event.type));
  unwrap(cqrs.dispatch({ ...open("a"), id: "o1" }));
  assert.equal(balance(cqrs, "a"), 100);
  const [, event] = cqrs.read();
  assert.equal(event?.commandId, "welcome/log-1/0");
  assert.equal(event?.correlationId, "o1");
  assert.equal(event?.causationId, "log-1");
  for (let i = 0; i < 2; ++i) unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.equal(balance(cqrs, "a"), 1102);
  assert.deepEqual(seen, ["AccountOpened", ...Array<string>(4).fill("MoneyDeposited")]);
});

test("a process starts at the head, having folded what came before; from makes up for what was missed", async () => {
  const before = await bank();
  unwrap(before.dispatch(open("a")));
  for (let i = 0; i < 2; ++i) unwrap(before.dispatch(deposit("a", 1)));
  const cqrs = withWelcome(before);
  assert.equal(balance(cqrs, "a"), 2);
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.equal(balance(cqrs, "a"), 1003, "it counted the two deposits before it");

  const fork = before.fork();
  unwrap(fork.dispatch(open("b")));
  assert.equal(balance(fork, "b"), 100, "a fork has the processes of its parent");
  assert.equal(balance(fork, "a"), 1003, "and issues nothing again");

  const late = withWelcome(await bank());
  unwrap(late.dispatch(open("x")));
  const twice = withWelcome(late, { name: "again", from: 1 });
  assert.equal(balance(twice, "x"), 200);
});

test("a process that is paused makes up for it when it is resumed", async () => {
  const cqrs = withWelcome(await bank());
  cqrs.pause("welcome");
  unwrap(cqrs.dispatch(open("a")));
  assert.equal(balance(cqrs, "a"), 0);
  cqrs.resume("welcome");
  assert.equal(balance(cqrs, "a"), 100);
  assert.equal(cqrs.read().length, 2);
});

test("a command that its domain refuses goes to onError, and the others go on", async () => {
  const errors: unknown[] = [];
  const cqrs = (await bank({ onError: (error) => errors.push(error) })).process({
    name: "greedy",
    identity: (event) => (event.type === "AccountOpened" ? "all" : undefined),
    initialState: () => 0,
    evolve: (state) => state,
    react: () => [
      { type: "Withdraw", data: { account: "a", amount: 5 } },
      loose({ type: 5 }),
      deposit("a", 7),
    ],
  });
  unwrap(cqrs.dispatch(open("a")));
  assert.equal(balance(cqrs, "a"), 7);
  assert.deepEqual(
    errors.map((error) => (error as CqrsError).code),
    ["rejected", "invalid"],
  );
  assert.equal(cqrs.rejections()[0]?.id, "greedy/log-1/0");
});

test("a process whose functions throw stops before that event, and goes on from there", async () => {
  const errors: unknown[] = [];
  let broken = true;
  const cqrs = withWelcome(await bank({ onError: (error) => errors.push(error) }), {
    evolve: (count: number) => {
      if (broken) throw new Error("mine");
      return count;
    },
  });
  unwrap(cqrs.dispatch(open("a")));
  unwrap(cqrs.dispatch(open("b")));
  assert.deepEqual(errors.map(String), ["Error: mine"]);
  broken = false;
  cqrs.resume("welcome");
  assert.deepEqual([balance(cqrs, "a"), balance(cqrs, "b")], [100, 100]);
});

test("a process that cannot fold what came before is added as failed, and goes on when it is resumed", async () => {
  const errors: unknown[] = [];
  const plain = await bank({ onError: (error) => errors.push(error) });
  unwrap(plain.dispatch(open("a")));
  let broken = true;
  const cqrs = withWelcome(plain, {
    evolve: (count: number) => {
      if (broken) throw new Error("mine");
      return count;
    },
  });
  assert.deepEqual(errors.map(String), ["Error: mine"]);
  const status = () => cqrs.processes().find(({ name }) => name === "welcome")?.status;
  unwrap(cqrs.dispatch(open("b")));
  cqrs.resume("welcome");
  assert.deepEqual([errors.length, status()], [2, "failed"]);
  broken = false;
  cqrs.resume("welcome");
  assert.equal(status(), "running");
  assert.deepEqual([balance(cqrs, "a"), balance(cqrs, "b")], [0, 100]);
});

test("a process whose functions answer later stops before that event, and what they say then is nobody's", async () => {
  const late = () => Promise.reject(new Error("much later"));
  for (const part of ["identity", "initialState", "evolve", "react"]) {
    const errors: unknown[] = [];
    const cqrs = withWelcome(await bank({ onError: (error) => errors.push(error) }), {
      [part]: late,
    });
    unwrap(cqrs.dispatch(open("a")));
    await new Promise((done) => setTimeout(done, 1));
    const [error, more] = errors;
    assert.ok(error instanceof CqrsError && error.code === "domain_failed" && more === undefined);
    assert.match(error.message, new RegExp(`welcome: ${part} returned a promise`));
    assert.equal(cqrs.processes().find(({ name }) => name === "welcome")?.status, "failed");
  }
});

test("processes that set each other off end at the limit, and go on with the next call", async () => {
  const errors: unknown[] = [];
  const cqrs = (
    await bank({ limits: { reactionsPerDrain: 5 }, onError: (error) => errors.push(error) })
  ).process({
    name: "endless",
    identity: (event) => (event.type === "MoneyDeposited" ? "all" : undefined),
    initialState: () => 0,
    evolve: (state) => state + 1,
    react: () => [deposit("a", 1)],
  });
  unwrap(cqrs.dispatch(open("a")));
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.equal(balance(cqrs, "a"), 6);
  const [error] = errors as CqrsError[];
  assert.deepEqual([error?.code, error?.path], ["limit", "limits.reactionsPerDrain"]);
  unwrap(cqrs.dispatch(open("b")));
  assert.equal(balance(cqrs, "a"), 11);
  const ids = cqrs.read({ types: ["MoneyDeposited"] }).map((event) => event.commandId);
  assert.equal(new Set(ids).size, ids.length);
});

test("from within a process every call that would change the engine is reentrant", async () => {
  const cqrs = await bank();
  const codes: string[] = [];
  const attempt = <T>(value: T): T => {
    const result = cqrs.dispatch(deposit("a", 1));
    codes.push(result.ok ? "ok" : result.code);
    return value;
  };
  cqrs.process({
    name: "meddler",
    identity: () => attempt("one"),
    initialState: () => attempt(0),
    evolve: (state) => attempt(state),
    react: () => attempt([]),
  });
  unwrap(cqrs.dispatch(open("a")));
  assert.deepEqual(codes, Array(4).fill("reentrant"));
});

test("a name that is taken is refused, and a definition of the wrong type throws a TypeError", async () => {
  const cqrs = withWelcome(await bank());
  assert.throws(() => withWelcome(cqrs), { code: "invalid" });
  assert.throws(() => withWelcome(cqrs, { name: "x", from: -1 }), { code: "invalid" });
  for (const more of [{ name: 5 }, { name: "x", react: 5 }]) {
    assert.throws(() => withWelcome(cqrs, more), TypeError);
  }
  assert.throws(() => cqrs.process(loose(undefined)), TypeError);
  assert.throws(() => cqrs.pause("nobody"), { code: "invalid" });
});
