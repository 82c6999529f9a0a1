import assert from "node:assert/strict";
import { createCqrs, unwrap, type Cqrs, type CqrsOptions, type MessagesOf } from "cqrs-wasm";

export type Bank = Cqrs<MessagesOf<"bank">>;

/** An engine with the bank alone, an open account "a" with 500 in it and an open account "b" with nothing. */
export async function bankWithAccounts(options: CqrsOptions<"bank"> = {}): Promise<Bank> {
  const cqrs = await createCqrs({ domains: ["bank"], ...options });
  unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } }));
  unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account: "b", owner: "Bob" } }));
  unwrap(cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 500 } }));
  return cqrs;
}

/** The head after {@link bankWithAccounts}. */
export const begun = 3;

export const deposit = (account: string, amount: number) =>
  ({ type: "Deposit", data: { account, amount } }) as const;

/** Calls with what the types do not allow, as JavaScript can. */
export const loose = (value: unknown) => value as never;

/** That a call changes nothing but what it returns. */
export function changingNothing<T>(cqrs: Bank, call: () => T): T {
  const before = cqrs.stats();
  const result = call();
  assert.deepEqual(cqrs.stats(), before);
  return result;
}
