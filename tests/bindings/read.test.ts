import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { createCqrs, CqrsError, unwrap, type Recorded } from "cqrs-wasm";
import { bankWithAccounts, loose } from "./bank.js";

const positions = (events: Recorded[]) => events.map(({ position }) => position);

const names = ["x", "y", "z"];
const someNames = fc.subarray(names);
const option = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const event = fc.record({
  type: fc.constantFrom(...names),
  stream: option(fc.constantFrom(...names)),
  tags: someNames,
});
const filter = fc.record({
  stream: option(fc.constantFrom(...names, "unknown")),
  types: option(someNames),
  tags: option(someNames),
  query: option(
    fc.array(fc.record({ types: option(someNames), tags: option(someNames) }), { maxLength: 3 }),
  ),
  from: option(fc.nat(25)),
  to: option(fc.nat(25)),
  limit: option(fc.nat(25)),
  direction: option(fc.constantFrom("forward" as const, "backward" as const)),
});

test("read gives what filtering the whole log gives", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 20 }), fc.array(filter), async (all, filters) => {
      const cqrs = await createCqrs({ domains: [] });
      for (const { stream, ...rest } of all) {
        unwrap(cqrs.append([{ ...rest, data: 0, ...(stream === undefined ? {} : { stream }) }]));
      }
      const log = cqrs.read();
      assert.equal(log.length, all.length);
      for (const { stream, types, tags, query, from = 1, to = 99, limit, direction } of filters) {
        const turned = direction === "backward" && from > to;
        const [low, high] = turned ? [to, from] : [from, to];
        const has = (event: Recorded, tags: string[] = []) =>
          tags.every((tag) => event.tags.includes(tag));
        const expected = log.filter(
          (event) =>
            event.position >= low &&
            event.position <= high &&
            (stream === undefined || event.stream === stream) &&
            (types === undefined || types.includes(event.type)) &&
            has(event, tags) &&
            (query === undefined ||
              query.some(
                ({ types = [], tags }) =>
                  (types.length === 0 || types.includes(event.type)) && has(event, tags),
              )),
        );
        if (direction === "backward") expected.reverse();
        const options = { stream, types, tags, query, from, to, limit, direction };
        assert.deepEqual(cqrs.read(loose(options)), expected.slice(0, limit));
      }
      cqrs.close();
    }),
  );
});

test("from and to are inclusive, in both directions", async () => {
  const cqrs = await bankWithAccounts();
  assert.deepEqual(positions(cqrs.read({ from: 2 })), [2, 3]);
  assert.deepEqual(positions(cqrs.read({ to: 2 })), [1, 2]);
  assert.deepEqual(positions(cqrs.read({ from: 2, to: 3, direction: "backward" })), [3, 2]);
  assert.deepEqual(positions(cqrs.read({ from: 3, to: 2, direction: "backward" })), [3, 2]);
  assert.deepEqual(positions(cqrs.read({ from: 0, to: 0 })), []);
  assert.deepEqual(positions(cqrs.read({ from: 3, to: 2 })), []);
});

test("a log larger than one call puts out is read whole, with a filter and a limit", async () => {
  const cqrs = await createCqrs({ domains: [] });
  const data = "x".repeat(100_000);
  for (let i = 0; i < 40; ++i) unwrap(cqrs.append([{ type: "Big", data, tags: [`t${i % 2}`] }]));
  const every = (step: number) => Array.from({ length: 40 / step }, (_, i) => i * step + 1);
  assert.deepEqual(positions(cqrs.read()), every(1));
  assert.deepEqual(positions(cqrs.read({ direction: "backward" })), every(1).reverse());
  assert.deepEqual(positions(cqrs.read({ tags: ["t0"] })), every(2));
  assert.deepEqual(positions(cqrs.read({ tags: ["t0"], limit: 15 })), every(2).slice(0, 15));
  assert.deepEqual(
    positions(cqrs.read({ direction: "backward", limit: 25 })),
    every(1).reverse().slice(0, 25),
  );
  assert.ok(cqrs.read().every((event) => event.data === data));
});

test("what is read is the caller's own copy", async () => {
  const cqrs = await bankWithAccounts();
  const [event] = cqrs.read({ from: 3 });
  assert.ok(event?.type === "MoneyDeposited");
  event.data.amount = 0;
  event.tags.push("mine");
  const [again] = cqrs.read({ from: 3 });
  assert.deepEqual(again?.data, { account: "a", amount: 500 });
  assert.deepEqual(again?.tags, ["account-a"]);
  assert.ok(!Object.isFrozen(again));
});

test("filters of the wrong type throw a TypeError, numbers that are no position are invalid", async () => {
  const cqrs = await bankWithAccounts();
  const wrong: unknown[] = [
    5,
    null,
    { stream: 1 },
    { types: "MoneyDeposited" },
    { types: [1] },
    { tags: {} },
    { query: {} },
    { query: [null] },
    { query: [[]] },
    { query: [{ tags: "t" }] },
    { from: "1" },
    { to: null },
    { limit: 1n },
    { direction: "up" },
  ];
  for (const options of wrong) assert.throws(() => cqrs.read(loose(options)), TypeError);
  for (const name of ["from", "to", "limit"]) {
    for (const value of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
      assert.throws(
        () => cqrs.read({ [name]: value }),
        (error) => error instanceof CqrsError && error.code === "invalid" && error.path === name,
      );
    }
  }
});

test("a filter with half of a surrogate pair is invalid, whatever the log holds", async () => {
  const half = "\ud800";
  for (const cqrs of [await createCqrs(), await bankWithAccounts()]) {
    for (const [path, options] of [
      ["stream", { stream: half }],
      ["types", { types: ["MoneyDeposited", half] }],
      ["tags", { tags: [half] }],
      ["query", { query: [{ types: [half] }] }],
      ["query", { query: [{}, { tags: [half] }] }],
    ] as const) {
      assert.throws(
        () => cqrs.read(options),
        (error) => error instanceof CqrsError && error.code === "invalid" && error.path === path,
      );
    }
  }
});
