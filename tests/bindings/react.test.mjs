// React as a user of `live`: useSyncExternalStore takes it as it is.
import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, unwrap } from "cqrs-wasm";
import { act, createElement, StrictMode, useSyncExternalStore } from "react";
import { create } from "react-test-renderer";

globalThis.IS_REACT_ACT_ENVIRONMENT = true;

test("a component shows a live answer, and renders again when it says something else", async () => {
  const cqrs = await createCqrs({ domains: ["bank"] });
  unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } }));
  unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account: "b", owner: "Bob" } }));
  const live = cqrs.live("balance", { account: "a" });
  let renders = 0;
  function Balance() {
    const answer = useSyncExternalStore(live.subscribe, live.get, live.get);
    renders += 1;
    return createElement("b", undefined, answer.data.balance);
  }
  const deposit = (account, amount) =>
    act(() => void unwrap(cqrs.dispatch({ type: "Deposit", data: { account, amount } })));

  const logged = [];
  const { error } = console;
  console.error = (...words) => logged.push(words.join(" "));
  let root;
  await act(
    () => void (root = create(createElement(StrictMode, undefined, createElement(Balance)))),
  );
  const shown = () => root.toJSON().children;
  assert.deepEqual(shown(), ["0"]);
  await deposit("a", 500);
  assert.deepEqual(shown(), ["500"]);
  const before = renders;
  await deposit("b", 1);
  assert.equal(renders, before);
  await act(() => root.unmount());
  console.error = error;
  await deposit("a", 1);
  assert.equal(renders, before);
  assert.deepEqual(
    logged.filter((line) => !line.includes("deprecated")),
    [],
  );
});
