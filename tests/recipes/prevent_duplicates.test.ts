// Source of the example: dcb.events/examples/prevent-record-duplication
import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, unwrap, type Cqrs, type MessagesOf } from "cqrs-wasm";

/**
 * An engine without a domain of its own: a log, and conditions on what may be
 * appended.
 */
type Log = Cqrs<MessagesOf<never>>;

/**
 * Whoever fills in a form gets a token with it, and sends it along: pressing the
 * button twice orders once.
 */
const placeOrder = (cqrs: Log, token: string, sku: string) =>
  cqrs.append([{ type: "Ordered", data: { sku }, tags: [`token:${token}`] }], {
    failIfEventsMatch: [{ tags: [`token:${token}`] }],
  });

test("the same token orders once", async () => {
  const cqrs = await createCqrs({ domains: [] });
  assert.equal(placeOrder(cqrs, "t1", "book").ok, true);
  const again = placeOrder(cqrs, "t1", "book");
  assert.equal(!again.ok && again.code, "conflict");
  assert.equal(placeOrder(cqrs, "t2", "book").ok, true);
  assert.equal(cqrs.read({ types: ["Ordered"] }).length, 2);
});

test("a command brings that with it: its id is the token, and the second one gets the first receipt", async () => {
  const cqrs = await createCqrs({ domains: ["bank"] });
  unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } }));
  const deposit = { type: "Deposit", data: { account: "a", amount: 500 }, id: "t1" } as const;
  const first = unwrap(cqrs.dispatch(deposit));
  const second = unwrap(cqrs.dispatch(deposit));
  assert.deepEqual(second, { ...first, duplicate: true });
  assert.equal(unwrap(cqrs.query("balance", { account: "a" })).data?.balance, 500);
});
