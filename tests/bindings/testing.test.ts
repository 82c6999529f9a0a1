import assert from "node:assert/strict";
import test from "node:test";
import { domain, reject, type } from "cqrs-wasm";
import { given, specify } from "cqrs-wasm/testing";
import * as z from "zod";
import { lot, park } from "./lot.js";

const open = { type: "AccountOpened", data: { account: "a", owner: "Ann" } } as const;
const deposit = (amount: number) => ({ type: "Deposit", data: { account: "a", amount } }) as const;
const deposited = (amount: number) =>
  ({ type: "MoneyDeposited", data: { account: "a", amount } }) as const;
const parked = (plate: string, where = "north") =>
  ({ type: "Parked", data: { lot: where, plate } }) as const;

interface Unexpected extends Error {
  expected: unknown;
  actual: unknown;
}

async function unexpected(test: Promise<void>): Promise<Unexpected> {
  try {
    await test;
  } catch (error) {
    assert.equal((error as Error).name, "AssertionError");
    return error as Unexpected;
  }
  return assert.fail("it went through");
}

test("given an account, when money comes in, then it is deposited", () =>
  given([open])
    .when(deposit(5))
    .then([deposited(5)]));

test("given no account, when money comes in, then that is rejected", () =>
  given([]).when(deposit(5)).thenRejected("not_found"));

test("the order of keys does not count, and that of events does", async () => {
  await given([open])
    .when(deposit(5))
    .then([{ type: "MoneyDeposited", data: { amount: 5, account: "a" } }]);
  const north = specify(lot)([]).when({
    type: "Count",
    data: { lot: "north", plates: ["A", "B"] },
  });
  await north.then([parked("A"), parked("B")]);
  await unexpected(north.then([parked("B"), parked("A")]));
});

test("nothing had to happen where no events are expected", async () => {
  const look = specify(lot)([parked("A")]).when({ type: "Look", data: { lot: "north" } });
  await look.then([]);
  await unexpected(look.then([parked("A")]));
});

test("what was expected and what there was instead is told, and shown as a difference", async () => {
  const other = await unexpected(
    given([open])
      .when(deposit(5))
      .then([deposited(6)]),
  );
  assert.deepEqual(other.expected, [deposited(6)]);
  assert.deepEqual(other.actual, [deposited(5)]);
  assert.equal(
    other.message,
    [
      "given",
      '  AccountOpened {"account":"a","owner":"Ann"}',
      "when",
      '  Deposit {"account":"a","amount":5}',
      "then it was expected",
      '  MoneyDeposited {"account":"a","amount":6}',
      "and it was",
      '  MoneyDeposited {"account":"a","amount":5}',
    ].join("\n"),
  );
});

test("another rejection, one too many and one that did not come are told apart", async () => {
  const wrong = await unexpected(given([]).when(deposit(5)).thenRejected("account_closed"));
  assert.deepEqual([wrong.expected, wrong.actual], ["account_closed", "not_found"]);
  const rejected = await unexpected(
    given([])
      .when(deposit(5))
      .then([deposited(5)]),
  );
  assert.deepEqual(rejected.actual, "not_found");
  const accepted = await unexpected(given([open]).when(deposit(5)).thenRejected("not_found"));
  assert.deepEqual(accepted.actual, [deposited(5)]);
});

test("a command that is not understood is no rejection", async () => {
  const failed = await unexpected(given([open]).when(deposit(-5)).thenRejected("invalid"));
  assert.match(String(failed.actual), /^invalid: amount: /);
});

test("a domain of one's own is given its own streams, and others by name", async () => {
  const full = [parked("A"), parked("B"), parked("C")];
  await specify(lot)(full).when(park("D")).thenRejected("lot_full");
  const elsewhere = full.map((event) => ({ ...event, stream: "lot-south" }));
  await specify(lot)(elsewhere)
    .when(park("D"))
    .then([parked("D")]);
});

test("the scope of a command sees the tags that its domain gives, and events of nobody", async () => {
  const badge = domain({
    name: "badge",
    commands: { Claim: type<{ name: string; by: string }>() },
    events: { Claimed: type<{ name: string; by: string }>() },
    identity: ({ data }) => data.by,
    initialState: () => 0,
    decide: ({ data }, taken) => (taken > 0 ? reject("taken") : { type: "Claimed", data }),
    evolve: (taken) => taken + 1,
    tags: ({ data }) => [`name:${data.name}`],
    scope: ({ data }) => [{ tags: [`name:${data.name}`] }],
  });
  const claim = { type: "Claim", data: { name: "ace", by: "ann" } } as const;
  const claimed = { type: "Claimed", data: { name: "ace", by: "bob" } } as const;
  await specify(badge)([{ ...claimed, stream: "badge-bob" }])
    .when(claim)
    .thenRejected("taken");
  await specify(badge)([{ ...claimed, tags: ["other"] }])
    .when(claim)
    .then([{ type: "Claimed", data: claim.data }]);
});

test("messages go through their schema", async () => {
  const room = domain({
    name: "room",
    commands: { Book: z.object({ room: z.string().toLowerCase(), seats: z.number().default(1) }) },
    events: { Booked: z.object({ room: z.string(), seats: z.number() }) },
    identity: ({ data }) => data.room,
    initialState: () => 0,
    decide: ({ data }, seats) => (seats > 0 ? reject("booked") : { type: "Booked", data }),
    evolve: (seats, { data }) => seats + data.seats,
  });
  const booked = { type: "Booked", data: { room: "red", seats: 1 } } as const;
  await specify(room)([])
    .when({ type: "Book", data: { room: "RED" } })
    .then([booked]);
  await specify(room)([booked])
    .when({ type: "Book", data: { room: "RED" } })
    .thenRejected("booked");
  const wrong = {
    type: "Booked",
    data: { room: "red", seats: "one" as unknown as number },
  } as const;
  await assert.rejects(
    specify(room)([wrong])
      .when({ type: "Book", data: { room: "RED" } })
      .then([]),
    /^TypeError: given\[0\]: .*number/,
  );
});

test("what is given and is not right says where", async () => {
  const unfit = { type: "AccountOpened", data: { account: "a" } } as unknown as typeof open;
  await assert.rejects(given([open, unfit]).when(deposit(5)).then([]), /given\[1\]\.data\.owner/);
  const strange = [{ type: "Towed", data: {} }] as never;
  await assert.rejects(
    specify(lot)(strange).when(park("A")).then([]),
    /^TypeError: given\[0\]: lot has no event Towed; it has Parked, Left/,
  );
});

test("a test that says nothing of what is to follow does not pass", async () => {
  const unfinished = given([open]).when(deposit(5)) as unknown as PromiseLike<void>;
  await assert.rejects(async () => {
    await unfinished;
  }, /say what is to follow/);
  assert.throws(() => given({} as never), /^TypeError: given: the events must be an array/);
  assert.throws(() => given([]).when(undefined as never), /^TypeError: when: a command is/);
  assert.throws(
    () =>
      void given([])
        .when(deposit(1))
        .then({} as never),
    /^TypeError: then: /,
  );
});

test("types: the messages are those of the domain", () => {
  const tested = specify(lot);
  const towed = { type: "Towed", data: {} } as const;
  // @ts-expect-error a lot has no such event
  void (() => tested([]).when(park("A")).then([towed]));
  // @ts-expect-error a misspelt field
  void (() => tested([]).when({ type: "Park", data: { lot: "north", plat: "A" } }));
  // @ts-expect-error a bank has no such command
  void (() => given([]).when({ type: "Park", data: { lot: "north", plate: "A" } }));
});
