import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, unwrap, type Traced } from "cqrs-wasm";
import { lot, park } from "./lot.js";

const engine = async (limits = {}) =>
  (await createCqrs({ domains: ["bank"], clock: () => 7, newId: () => "log", limits })).define(lot);

test("rejected commands are kept apart from the log, those of all domains, the oldest first", async () => {
  const cqrs = await engine();
  const withdraw = { type: "Withdraw", data: { account: "a", amount: 1 } } as const;
  cqrs.dispatch({ ...withdraw, id: "w1", causationId: "why", metadata: { by: "me" } });
  unwrap(cqrs.dispatch(park("A")));
  cqrs.dispatch({ ...park("A"), correlationId: "story" });
  cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: -1 } });
  cqrs.dispatch({ ...park("B"), expectedVersion: 9 });
  assert.deepEqual(cqrs.rejections(), [
    {
      ...withdraw,
      reason: "not_found",
      message: "there is no account a",
      time: 7,
      head: 0,
      id: "w1",
      correlationId: "w1",
      causationId: "why",
      metadata: { by: "me" },
    },
    {
      ...park("A"),
      reason: "parked_already",
      message: "parked_already",
      time: 7,
      head: 1,
      correlationId: "story",
    },
  ]);
  assert.equal(cqrs.stats().head, 1);
});

test("as many rejections are kept as the limit says", async () => {
  const cqrs = await engine({ rejectedTrace: 2 });
  for (const id of ["1", "2", "3"]) cqrs.dispatch({ type: "Leave", data: park("A").data, id });
  assert.deepEqual(
    cqrs.rejections().map(({ id }) => id),
    ["2", "3"],
  );
  const none = await engine({ rejectedTrace: 0 });
  none.dispatch({ type: "Leave", data: park("A").data });
  assert.deepEqual(none.rejections(), []);
});

/** `a(b c)`: what led to what, by event type or reason. */
const drawn = (traced: readonly Traced[]): string =>
  traced
    .map((one) => {
      const name = one.kind === "event" ? one.event.type : one.rejection.reason;
      return one.led.length === 0 ? name : `${name}(${drawn(one.led)})`;
    })
    .join(" ");

test("a story is the tree of its events and rejected commands", async () => {
  const cqrs = await engine();
  const story = { correlationId: "story" };
  unwrap(cqrs.dispatch({ ...park("A"), id: "story" }));
  unwrap(cqrs.dispatch(park("X")));
  cqrs.dispatch({ ...park("A"), ...story, causationId: "log-1" });
  unwrap(
    cqrs.dispatch({
      type: "OpenAccount",
      data: { account: "a", owner: "Ann" },
      id: "open",
      ...story,
      causationId: "log-1",
    }),
  );
  const deposit = { type: "Deposit", data: { account: "a", amount: 1 }, ...story } as const;
  unwrap(cqrs.dispatch({ ...deposit, causationId: "log-3" }));
  unwrap(cqrs.dispatch({ ...deposit, causationId: "open" }));
  unwrap(cqrs.dispatch({ ...deposit, causationId: "elsewhere" }));
  cqrs.dispatch({ ...park("X"), ...story });
  const traced = cqrs.trace("story") as Traced[];
  assert.equal(
    drawn(traced),
    "Parked(parked_already AccountOpened(MoneyDeposited MoneyDeposited)) MoneyDeposited parked_already",
  );
  const [root] = traced;
  assert.ok(root?.kind === "event");
  assert.deepEqual(root.event, cqrs.read({ limit: 1 })[0]);
  assert.deepEqual(cqrs.trace("nothing"), []);
  assert.deepEqual(cqrs.trace("\ud800"), []);
  assert.equal(cqrs.trace("log-2").length, 1, "a command without an id is a story of its own");
});

test("what tells of stories fails on a closed engine, and on what is no id", async () => {
  const cqrs = await engine();
  assert.throws(() => cqrs.trace(5 as never), TypeError);
  cqrs.close();
  assert.throws(() => cqrs.trace("x"), { code: "closed" });
  assert.throws(() => cqrs.rejections(), { code: "closed" });
});
