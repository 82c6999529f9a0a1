// A module that gets no more memory: nobody's engine dies of it.
import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, CqrsError, unwrap, type Cqrs, type MessagesOf } from "cqrs-wasm";
import { loose } from "./bank.js";
import { smallMemory } from "./small_memory.js";

type Both = Cqrs<MessagesOf<"orders" | "bank">>;

const megabyte = 1 << 20;
const memory = smallMemory(16 * megabyte);

/** Deposits until there is no memory for another one; gives how many there were. */
function fill(cqrs: Both): number {
  let count = 0;
  for (;;) {
    const account = `a${count % 100}`;
    if (count < 100) {
      const opened = cqrs.dispatch({ type: "OpenAccount", data: { account, owner: "Ann" } });
      if (!opened.ok) return count;
    }
    const result = cqrs.dispatch({
      type: "Deposit",
      data: { account, amount: 1 },
      id: `d${count}`,
    });
    if (!result.ok) {
      assert.equal(result.code, "limit", result.message);
      return count;
    }
    ++count;
  }
}

const answers = (cqrs: Both) =>
  JSON.stringify([
    unwrap(cqrs.query("balance", { account: "a7" })),
    unwrap(cqrs.query("statement", { account: "a7", limit: 50 })),
    unwrap(cqrs.query("bankTotals")),
    unwrap(cqrs.query("orders", { limit: 20 })),
    unwrap(cqrs.query("orderStatus", { orderId: "o" })),
    cqrs.state("account-a7"),
    cqrs.read({ limit: 100, direction: "backward" }),
    cqrs.read({ tags: ["account-a7"], limit: 20 }),
  ]);

const letters = (count: number) => "x".repeat(count);
const lines = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ sku: `sku-${i}`, quantity: 1, unitPrice: 1 }));

/** Each of the doors that data comes through, with little and with much of it. */
const doors: [string, (cqrs: Both, i: number) => unknown][] = [
  ["a command", (cqrs) => cqrs.dispatch({ type: "Deposit", data: { account: "a7", amount: 1 } })],
  [
    "a command with much in it",
    (cqrs, i) =>
      cqrs.dispatch({
        type: "PlaceOrder",
        data: { orderId: `o${i}`, customer: letters(100), lines: lines(100) },
      }),
  ],
  [
    "a command with long ids and metadata",
    (cqrs, i) =>
      cqrs.dispatch({
        type: "Deposit",
        data: { account: "a7", amount: 1 },
        id: `${i}${letters(200)}`,
        correlationId: letters(256),
        causationId: letters(256),
        metadata: { note: letters(100_000) },
      }),
  ],
  [
    "a command with wrong data",
    (cqrs) => cqrs.dispatch(loose({ type: "Deposit", data: { a: letters(1e6) } })),
  ],
  [
    "many commands",
    (cqrs) =>
      cqrs.dispatchAll(
        Array.from({ length: 1_000 }, () => ({
          type: "Deposit" as const,
          data: { account: "a7", amount: 1 },
        })),
      ),
  ],
  ["an event", (cqrs) => cqrs.append([{ type: "Happened", data: 1 }])],
  [
    "an event with much data",
    (cqrs) => cqrs.append([{ type: "Happened", data: letters(1_000_000) }]),
  ],
  [
    "an event of much structure",
    (cqrs) => cqrs.append([{ type: "Happened", data: Array.from({ length: 100_000 }, () => []) }]),
  ],
  [
    "many events",
    (cqrs) => cqrs.append(Array.from({ length: 50_000 }, () => ({ type: "Happened", data: 1 }))),
  ],
  [
    "tags that are new",
    (cqrs, i) =>
      cqrs.append([
        {
          type: "Happened",
          data: 1,
          tags: Array.from({ length: 16 }, (_, k) => `${i}-${k}-${letters(200)}`),
        },
      ]),
  ],
  [
    "streams that are new",
    (cqrs, i) => cqrs.append([{ type: "Happened", data: 1, stream: `${i}${letters(200)}` }]),
  ],
  ["types that are new", (cqrs, i) => cqrs.append([{ type: `${i}${letters(200)}`, data: 1 }])],
  [
    "a condition with many items",
    (cqrs) =>
      cqrs.append([{ type: "Happened", data: 1 }], {
        failIfEventsMatch: Array.from({ length: 20_000 }, (_, k) => ({
          tags: [`account-a${k}`, "x"],
        })),
      }),
  ],
  ["a reading of everything", (cqrs) => cqrs.read({}).length],
  ["a long answer", (cqrs) => cqrs.query("statement", { account: "a7", limit: 10_000 })],
  ["parameters of a query", (cqrs) => cqrs.query("balance", { account: letters(1_000_000) })],
  ["the name of a stream", (cqrs) => cqrs.state(`account-${letters(5_000_000)}`)],
  ["another engine", async () => (await createCqrs({ newId: () => "other" })).close()],
];

const isLimit = (error: unknown) => error instanceof CqrsError && error.code === "limit";

test("where the module has no memory left, every door says so and what is there still answers", async () => {
  const cqrs = await createCqrs();
  assert.ok(fill(cqrs) > 20_000);
  let refused = 0;
  for (let round = 0; round < 3; ++round) {
    for (const [door, come] of doors) {
      const before = cqrs.stats();
      const answered = answers(cqrs);
      let ok = true;
      try {
        const result = (await come(cqrs, round)) as { ok?: boolean; code?: string } | undefined;
        ok = result?.ok !== false;
        if (!ok) assert.match(result?.code ?? "", /^(limit|invalid)$/, door);
      } catch (error) {
        assert.ok(isLimit(error), `${door}: ${String(error)}`);
        ok = false;
      }
      if (!ok) {
        ++refused;
        assert.deepEqual(cqrs.stats(), before, door);
        assert.equal(answers(cqrs), answered, door);
      }
    }
  }
  assert.ok(refused > 20);
  assert.ok(memory.bytes() <= 16 * megabyte);
  cqrs.close();
});

test("several engines share what there is, and each that is closed gives it back", async () => {
  const filled: number[] = [];
  for (let round = 0; round < 3; ++round) {
    const first = await createCqrs();
    const second = await createCqrs();
    const count = fill(first);
    assert.ok(fill(second) < count);
    first.close();
    // What the first had, the second gets.
    const more = second.dispatch({ type: "OpenAccount", data: { account: "more", owner: "Ann" } });
    assert.ok(more.ok, JSON.stringify(more));
    second.close();
    filled.push(count);
  }
  assert.ok(filled[2]! > filled[0]! * 0.95, `events in each round: ${filled.join()}`);
});

test("ten thousand engines opened and closed leave the memory where it was", async () => {
  const open = async () => {
    const cqrs = await createCqrs();
    unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } }));
    unwrap(cqrs.query("balance", { account: "a" }));
    cqrs.close();
  };
  for (let i = 0; i < 10; ++i) await open();
  const before = memory.bytes();
  for (let i = 0; i < 10_000; ++i) await open();
  assert.equal(memory.bytes(), before);
});
