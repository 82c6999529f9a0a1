import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, type } from "cqrs-wasm";
import { bankWithAccounts, changingNothing, loose, type Bank } from "./bank.js";

type Any = (...given: unknown[]) => unknown;

/** The engine without its types, as those have it who write JavaScript. */
function untyped(cqrs: Bank): Record<string, Any> {
  return cqrs as unknown as Record<string, Any>;
}

const deposit = { type: "Deposit", data: { account: "a", amount: 1 } };
const noted = { type: "Noted", data: {} };
const nothing = () => undefined;
const lot = {
  name: "lot",
  commands: { Park: type() },
  events: { Parked: type() },
  identity: () => "a",
  initialState: () => 0,
  decide: () => [],
  evolve: nothing,
};
const model = { name: "parked", initialState: () => 0, apply: nothing, queries: {} };
const process = { ...model, identity: () => "a", evolve: nothing, react: () => [] };

const cases: [string, unknown[], string][] = [
  [
    "dispatch",
    [{ ...deposit, expectedversion: 0 }],
    "dispatch: unknown option expectedversion: did you mean expectedVersion?",
  ],
  ["dispatch", [{ ...deposit, seeen: 0 }], "dispatch: unknown option seeen: did you mean seen?"],
  [
    "append",
    [[noted], { failIfEventMatch: [{}] }],
    "append: condition: unknown option failIfEventMatch: did you mean failIfEventsMatch?",
  ],
  [
    "append",
    [[noted], { unless: [{}] }],
    "append: condition: unknown option unless: there are stream, expectedVersion, failIfEventsMatch, after",
  ],
  [
    "append",
    [[noted], { failIfEventsMatch: [{ tag: ["a"] }] }],
    "append: failIfEventsMatch[0]: unknown option tag: did you mean tags?",
  ],
  [
    "append",
    [[{ ...noted, tag: ["a"] }]],
    "append: events[0]: unknown option tag: did you mean tags?",
  ],
  ["read", [{ type: ["Noted"] }], "read: unknown option type: did you mean types?"],
  [
    "read",
    [{ query: [{ Types: [] }] }],
    "read: query[0]: unknown option Types: did you mean types?",
  ],
  ["subscribe", [{ form: 2 }, nothing], "subscribe: unknown option form: did you mean from?"],
  [
    "query",
    ["balance", { account: "a" }, { atleast: 9 }],
    "query: unknown option atleast: did you mean atLeast?",
  ],
  ["export", [{ format: "binary", afer: 1 }], "export: unknown option afer: did you mean after?"],
  ["define", [{ ...lot, scopes: nothing }], "define: unknown option scopes: did you mean scope?"],
  ["project", [{ ...model, modes: "manual" }], "project: unknown option modes: did you mean mode?"],
  ["process", [{ ...process, form: 1 }], "process: unknown option form: did you mean from?"],
];

for (const [method, given, message] of cases) {
  test(`${method} does not pass over an option that it does not know: ${message}`, async () => {
    const cqrs = await bankWithAccounts();
    changingNothing(cqrs, () =>
      assert.throws(() => untyped(cqrs)[method]!(...given), { name: "TypeError", message }),
    );
  });
}

test("of several commands, the one with a misspelt option is refused and the others are done", async () => {
  const cqrs = await bankWithAccounts();
  const { accepted, failed } = cqrs.dispatchAll(
    loose([deposit, { ...deposit, ID: "d1" }, deposit]),
  );
  assert.equal(accepted, 2);
  assert.deepEqual(failed, [
    { index: 1, code: "invalid", message: "dispatch: unknown option ID: did you mean id?" },
  ]);
});

test("what else an application keeps with its commands, events and definitions is its own", async () => {
  const cqrs = await bankWithAccounts();
  const own = { label: "Pay in", shortcut: "p" };
  assert.ok(cqrs.dispatch(loose({ ...deposit, ...own })).ok);
  const recorded = cqrs.read({ types: ["MoneyDeposited"] });
  const other = await createCqrs({ domains: ["bank"] });
  assert.ok(
    other.append(
      loose([
        { ...noted, ...own },
        ...recorded.map((event) => ({ ...event, ...noted, stream: undefined })),
      ]),
    ).ok,
  );
  untyped(cqrs)["define"]!({ ...lot, ...own });
  assert.ok("Park" in cqrs.schema().commands);
  assert.equal(cqrs.read(loose({ limit: 1, ...own })).length, 1);
  // What was its own once is no excuse for what is misspelt.
  assert.throws(() => cqrs.dispatch(loose({ ...deposit, ...own, Id: "d" })), TypeError);
});

test("an object that says nothing of its names is invalid", async () => {
  const cqrs = await bankWithAccounts();
  const mute = new Proxy(deposit, {
    ownKeys() {
      throw new Error("mute");
    },
  });
  const result = changingNothing(cqrs, () => cqrs.dispatch(loose(mute)));
  assert.ok(!result.ok && result.code === "invalid", JSON.stringify(result));
});
