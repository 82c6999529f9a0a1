import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { createCqrs, CqrsError, unwrap, type Frozen, type Recorded } from "cqrs-wasm";
import { bankWithAccounts, begun, deposit, loose, type Bank } from "./bank.js";

type Event = Frozen<Recorded>;

test("a subscriber is shown the past before subscribe returns, then what comes", async () => {
  const cqrs = await bankWithAccounts();
  const seen: number[] = [];
  const stop = cqrs.subscribe({}, (event) => seen.push(event.position));
  assert.deepEqual(seen, [1, 2, 3]);
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual(seen, [1, 2, 3, 4]);
  unwrap(cqrs.append([{ type: "Noted", data: 1 }]));
  assert.deepEqual(seen, [1, 2, 3, 4, 5]);
  stop();
  stop();
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual(seen, [1, 2, 3, 4, 5]);
});

test("from is the first position shown, be it of the past or of what is to come", async () => {
  const cqrs = await bankWithAccounts();
  const [past, future]: number[][] = [[], []];
  cqrs.subscribe({ from: 3 }, (event) => past!.push(event.position));
  cqrs.subscribe({ from: 6 }, (event) => future!.push(event.position));
  for (let i = 0; i < 4; ++i) unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual(past, [3, 4, 5, 6, 7]);
  assert.deepEqual(future, [6, 7]);
});

test("a subscriber sees what matches its filters, in the past and later", async () => {
  const cqrs = await bankWithAccounts();
  const seen: Record<string, number[]> = { stream: [], types: [], tags: [], all: [], none: [] };
  const note = (name: string) => (event: Event) => seen[name]!.push(event.position);
  cqrs.subscribe({ stream: "account-a" }, note("stream"));
  cqrs.subscribe({ types: ["MoneyDeposited", "MoneyTransferred"] }, note("types"));
  cqrs.subscribe({ tags: ["account-a", "account-b"] }, note("tags"));
  cqrs.subscribe({ stream: "account-a", types: ["MoneyTransferred"] }, note("all"));
  cqrs.subscribe({ types: [] }, note("none"));
  unwrap(cqrs.dispatch(deposit("b", 5)));
  unwrap(cqrs.dispatch({ type: "TransferMoney", data: { from: "a", to: "b", amount: 5 } }));
  unwrap(cqrs.dispatch({ type: "TransferMoney", data: { from: "b", to: "a", amount: 5 } }));
  assert.deepEqual(seen, {
    stream: [1, 3, 5],
    types: [3, 4, 5, 6],
    tags: [5, 6],
    all: [5],
    none: [],
  });
});

test("a subscription to what no event can have is refused, and disturbs no command", async () => {
  for (const cqrs of [await createCqrs(), await bankWithAccounts()]) {
    for (const [path, half] of [
      ["stream", "\ud800"],
      ["types", ["\ud800"]],
      ["tags", ["\ud800"]],
    ] as const) {
      assert.throws(
        () => cqrs.subscribe({ [path]: half }, () => undefined),
        (error) => error instanceof CqrsError && error.code === "invalid" && error.path === path,
      );
    }
    unwrap(cqrs.append([{ type: "Noted", data: 1 }]));
  }
});

test("each event goes to all subscribers, in the order in which they subscribed, before the next", async () => {
  const cqrs = await bankWithAccounts();
  const seen: string[] = [];
  for (const name of ["x", "y", "z"]) {
    cqrs.subscribe({ from: begun + 1 }, (event) => seen.push(`${name}${event.position}`));
  }
  cqrs.dispatchAll([deposit("a", 1), deposit("a", 1)]);
  assert.deepEqual(seen, ["x4", "y4", "z4", "x5", "y5", "z5"]);
});

test("what a handler dispatches is appended now and delivered after the current event", async () => {
  const cqrs = await bankWithAccounts();
  const seen: string[] = [];
  cqrs.subscribe({ from: begun + 1 }, (event) => {
    seen.push(`x${event.position}`);
    if (event.position > begun + 2) return;
    const receipt = unwrap(cqrs.dispatch(deposit("a", 1)));
    seen.push(`appended ${receipt.position}`);
  });
  cqrs.subscribe({ from: begun + 1 }, (event) => seen.push(`y${event.position}`));
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual(seen, ["x4", "appended 5", "y4", "x5", "appended 6", "y5", "x6", "y6"]);
});

test("what a handler dispatches while it catches up reaches it and the others once", async () => {
  const cqrs = await bankWithAccounts();
  const seen: string[] = [];
  cqrs.subscribe({ from: begun + 1 }, (event) => seen.push(`old ${event.position}`));
  cqrs.subscribe({}, (event) => {
    seen.push(`new ${event.position}`);
    if (event.position === 1) cqrs.dispatchAll([deposit("a", 1), deposit("a", 1)]);
  });
  const count = (line: string) => seen.filter((other) => other === line).length;
  for (const position of [1, 2, 3, 4, 5]) assert.equal(count(`new ${position}`), 1);
  for (const position of [4, 5]) assert.equal(count(`old ${position}`), 1);
  assert.equal(seen.length, 7);
});

test("a handler may subscribe and unsubscribe, itself and others", async () => {
  const cqrs = await bankWithAccounts();
  const seen: string[] = [];
  const stops: (() => void)[] = [];
  stops.push(
    cqrs.subscribe({ from: 4 }, (event) => {
      seen.push(`x${event.position}`);
      stops[0]!();
      stops[1]!();
      cqrs.subscribe({ from: 3 }, (late) => seen.push(`late ${late.position}`));
    }),
  );
  stops.push(cqrs.subscribe({ from: 4 }, (event) => seen.push(`y${event.position}`)));
  cqrs.subscribe({ from: 4 }, (event) => seen.push(`z${event.position}`));
  cqrs.dispatchAll([deposit("a", 1), deposit("a", 1)]);
  unwrap(cqrs.dispatch(deposit("a", 1)));
  assert.deepEqual(seen, ["x4", "late 3", "late 4", "late 5", "z4", "z5", "z6", "late 6"]);
});

test("what a handler throws goes to onError and stops nothing", async () => {
  const errors: unknown[] = [];
  const cqrs = await bankWithAccounts({ onError: (error) => errors.push(error) });
  const seen: number[] = [];
  cqrs.subscribe({ from: begun }, () => {
    throw new Error("mine");
  });
  cqrs.subscribe({ from: begun }, (event) => seen.push(event.position));
  const result = cqrs.dispatch(deposit("a", 1));
  assert.equal(result.ok, true);
  assert.deepEqual(seen, [begun, begun + 1]);
  assert.deepEqual(errors.map(String), ["Error: mine", "Error: mine"]);
});

test("what a handler rejects later goes to onError too", async () => {
  const errors: unknown[] = [];
  const cqrs = await bankWithAccounts({ onError: (error) => errors.push(error) });
  const rejecting: unknown = () => Promise.reject(new Error("later"));
  cqrs.subscribe({ from: begun }, loose(rejecting));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(errors.map(String), ["Error: later"]);
});

test("without onError it goes to console.error, as does what onError itself throws", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  const failing = () => {
    throw new Error("mine");
  };
  (await bankWithAccounts()).subscribe({ from: begun }, failing);
  const onError = () => {
    throw new Error("onError");
  };
  (await bankWithAccounts({ onError })).subscribe({ from: begun }, failing);
  assert.deepEqual(
    logged.mock.calls.map(({ arguments: [error] }) => String(error)),
    ["Error: mine", "Error: onError"],
  );
});

test("an event given to a handler is frozen to the bottom", async () => {
  const cqrs = await createCqrs();
  const metadata = { by: { name: ["Ann"] } };
  unwrap(cqrs.append([{ type: "Noted", data: { a: [{ b: 1 }] }, tags: ["t"], metadata }]));
  const lines = [{ sku: "pen", quantity: 1, unitPrice: 1 }];
  unwrap(cqrs.dispatch({ type: "PlaceOrder", data: { orderId: "o", customer: "c", lines } }));
  const events: Event[] = [];
  cqrs.subscribe({}, (event) => events.push(event));
  const check = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    assert.ok(Object.isFrozen(value), JSON.stringify(value));
    Object.values(value).forEach(check);
  };
  assert.equal(events.length, 2);
  events.forEach(check);
});

test("subscribers see the events that read gives", async () => {
  const cqrs = await bankWithAccounts();
  unwrap(cqrs.append([{ type: "Noted", data: [1], metadata: { x: 1 }, stream: "s", tags: ["t"] }]));
  const seen: unknown[] = [];
  cqrs.subscribe({}, (event) => seen.push(event));
  unwrap(cqrs.dispatch({ ...deposit("a", 1), id: "d1", causationId: "c", metadata: { y: 2 } }));
  assert.deepEqual(seen, cqrs.read());
});

test("subscriptions over their limit are refused until one ends", async () => {
  const cqrs = await bankWithAccounts({ limits: { subscriptions: 2 } });
  const stop = cqrs.subscribe({}, () => {});
  cqrs.subscribe({}, () => {});
  assert.throws(
    () => cqrs.subscribe({}, () => {}),
    (error) => error instanceof CqrsError && error.code === "limit",
  );
  stop();
  cqrs.subscribe({}, () => {});
});

test("closing within a handler ends the delivery", async () => {
  const cqrs = await bankWithAccounts();
  const seen: number[] = [];
  cqrs.subscribe({ from: begun + 1 }, (event) => {
    seen.push(event.position);
    cqrs.close();
  });
  cqrs.subscribe({ from: begun + 1 }, (event) => seen.push(-event.position));
  assert.equal(cqrs.dispatchAll([deposit("a", 1), deposit("a", 1)]).accepted, 2);
  assert.deepEqual(seen, [begun + 1]);
});

test("a handler may use another engine", async () => {
  const [source, sink] = [await bankWithAccounts(), await createCqrs({ domains: [] })];
  const copied: string[] = [];
  sink.subscribe({}, (event) => copied.push(event.type));
  source.subscribe({}, ({ type, data }) => unwrap(sink.append([{ type, data }])));
  unwrap(source.dispatch(deposit("a", 1)));
  assert.deepEqual(copied, ["AccountOpened", "AccountOpened", "MoneyDeposited", "MoneyDeposited"]);
});

test("options and handlers of the wrong type throw a TypeError", async () => {
  const cqrs = await bankWithAccounts();
  const wrong: [unknown, unknown][] = [
    [undefined, () => {}],
    [() => {}, undefined],
    [{}, undefined],
    [{}, {}],
    [{ from: "1" }, () => {}],
    [{ types: "x" }, () => {}],
  ];
  for (const [options, handler] of wrong) {
    assert.throws(() => cqrs.subscribe(loose(options), loose(handler)), TypeError);
  }
  assert.throws(
    () => cqrs.subscribe({ from: -1 }, () => {}),
    (error) => error instanceof CqrsError && error.code === "invalid" && error.path === "from",
  );
});

test("a long past is shown whole, batch by batch, to handlers that use the engine meanwhile", async () => {
  const cqrs = await createCqrs({ domains: [] });
  const data = "x".repeat(1000);
  for (let i = 0; i < 1000; ++i) unwrap(cqrs.append([{ type: `T${i % 2}`, data, tags: ["t"] }]));
  const [all, odd]: number[][] = [[], []];
  cqrs.subscribe({}, (event) => {
    all!.push(event.position);
    assert.equal(cqrs.read({ from: event.position, limit: 1 })[0]?.data, data);
  });
  cqrs.subscribe({ types: ["T0"], tags: ["t"] }, (event) => odd!.push(event.position));
  assert.equal(all!.length, 1000);
  assert.ok(all!.every((position, i) => position === i + 1));
  assert.equal(odd!.length, 500);
});

/** What a subscriber does at an event: nothing, append, or end itself. */
const deeds = fc.array(fc.constantFrom("look", "look", "dispatch", "stop"), { maxLength: 6 });

test("whatever handlers do, each sees every event from its start on, once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deeds, { maxLength: 5 }), fc.nat(4), async (plans, more) => {
      const cqrs: Bank = await bankWithAccounts();
      const logs = plans.map((plan, i) => {
        const seen: number[] = [];
        const log = { seen, stopped: false };
        const stop: (() => void) | undefined = cqrs.subscribe({ from: i }, (event) => {
          assert.ok(!log.stopped, "not after its end");
          seen.push(event.position);
          const deed = plan[seen.length - 1] ?? "look";
          if (deed === "dispatch") unwrap(cqrs.dispatch(deposit("a", 1)));
          if (deed !== "stop" || stop === undefined) return;
          log.stopped = true;
          stop();
        });
        return log;
      });
      for (let i = 0; i < more; ++i) unwrap(cqrs.dispatch(deposit("a", 1)));
      const { head } = cqrs.stats();
      logs.forEach(({ seen, stopped }, i) => {
        const first = Math.max(i, 1);
        const expected = Array.from({ length: seen.length }, (_, k) => first + k);
        assert.deepEqual(seen, expected);
        if (!stopped) assert.equal(seen.length, Math.max(0, head - first + 1));
      });
      cqrs.close();
    }),
  );
});
