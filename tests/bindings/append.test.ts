import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { createCqrs, unwrap } from "cqrs-wasm";
import { bankWithAccounts, begun, changingNothing, loose } from "./bank.js";

test("events of the caller's own types are kept as they are", async () => {
  const cqrs = await createCqrs({ domains: [], clock: () => 7, newId: () => "log" });
  const receipt = cqrs.append([
    { type: "Parked", data: { plate: "x" }, stream: "car-1", tags: ["car-1", "lot-2"], id: "e1" },
    { type: "Noted", data: null, metadata: { by: "me" } },
  ]);
  assert.deepEqual(receipt, { ok: true, position: 2, version: 0, events: 2, duplicate: false });
  const common = { time: 7, correlationId: "e1" };
  assert.deepEqual(cqrs.read(), [
    {
      ...common,
      position: 1,
      stream: "car-1",
      version: 1,
      type: "Parked",
      data: { plate: "x" },
      eventId: "e1",
      tags: ["car-1", "lot-2"],
    },
    {
      ...common,
      position: 2,
      stream: null,
      version: 0,
      type: "Noted",
      data: null,
      eventId: "log-2",
      metadata: { by: "me" },
      tags: [],
    },
  ]);
});

test("any JSON comes back as it was, key for key", async () => {
  const cqrs = await createCqrs({ domains: [] });
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: "grapheme" }), (data) => {
      unwrap(cqrs.append([{ type: "Any", data }]));
      const [event] = cqrs.read({ direction: "backward", limit: 1 });
      assert.equal(JSON.stringify(event?.data), JSON.stringify(data));
    }),
  );
  const proto: unknown = JSON.parse('{"b":1,"__proto__":{"x":1},"a":2}');
  unwrap(cqrs.append([{ type: "Any", data: proto }]));
  const [event] = cqrs.read({ direction: "backward", limit: 1 });
  assert.equal(JSON.stringify(event?.data), JSON.stringify(proto));
});

test("events of a domain are checked, tagged, put in their stream and folded", async () => {
  const cqrs = await bankWithAccounts();
  const receipt = cqrs.append([{ type: "MoneyDeposited", data: { account: "a", amount: 5 } }]);
  assert.deepEqual(receipt, {
    ok: true,
    position: begun + 1,
    version: 3,
    events: 1,
    duplicate: false,
  });
  const [event] = cqrs.read({ from: begun + 1 });
  assert.deepEqual([event?.stream, event?.tags], ["account-a", ["account-a"]]);
  assert.equal(unwrap(cqrs.query("balance", { account: "a" })).data?.balance, 505);
  const wrong = changingNothing(cqrs, () =>
    cqrs.append([
      { type: "MoneyDeposited", data: { account: "a", amount: 5 } },
      { type: "MoneyDeposited", data: { account: "a", amount: 0 } },
    ]),
  );
  assert.deepEqual(!wrong.ok && [wrong.code, wrong.path], ["invalid", "events[1].data.amount"]);
  const foreign = changingNothing(cqrs, () =>
    cqrs.append([
      { type: "MoneyDeposited", data: { account: "a", amount: 5 }, stream: "account-b" },
    ]),
  );
  assert.equal(!foreign.ok && foreign.code, "invalid");
});

test("an append whose condition does not hold is a conflict, and nothing is appended", async () => {
  const cqrs = await createCqrs({ domains: [] });
  const noted = (stream: string) => [{ type: "Noted", data: 1, stream, tags: [`t-${stream}`] }];
  const messages: string[] = [];
  const codes = (condition: object) => {
    const head = cqrs.stats().head;
    const result = cqrs.append(noted("s"), condition);
    if (result.ok) return "ok";
    assert.equal(cqrs.stats().head, head);
    messages.push(result.message);
    return result.code;
  };
  assert.equal(codes({ expectedVersion: "exists" }), "conflict");
  assert.equal(codes({ expectedVersion: 1 }), "conflict");
  assert.equal(codes({ expectedVersion: "none" }), "ok");
  assert.equal(codes({ expectedVersion: "none" }), "conflict");
  assert.deepEqual(messages, [
    "s does not exist",
    "s is at version 0, not 1",
    "s is at version 1, not 0",
  ]);
  const homeless = cqrs.append([{ type: "Noted", data: 1 }], { expectedVersion: 1 });
  assert.equal(
    !homeless.ok && homeless.message,
    "an event without a stream is at version 0, not 1",
  );
  assert.equal(codes({ expectedVersion: 1 }), "ok");
  assert.equal(codes({ expectedVersion: "exists" }), "ok");
  assert.equal(codes({ expectedVersion: "any" }), "ok");
  assert.equal(codes({ stream: "other", expectedVersion: 0 }), "ok");
  assert.equal(codes({ failIfEventsMatch: [] }), "ok", "[] matches nothing");
  assert.equal(codes({ failIfEventsMatch: [{}] }), "conflict", "{} matches everything");
  assert.equal(codes({ failIfEventsMatch: [{ types: ["Other"] }] }), "ok");
  assert.equal(codes({ failIfEventsMatch: [{ types: ["Other", "Noted"] }] }), "conflict");
  assert.equal(codes({ failIfEventsMatch: [{ tags: ["t-s"] }], after: cqrs.stats().head }), "ok");
  assert.equal(codes({ failIfEventsMatch: [{ tags: ["t-s"] }], after: 1 }), "conflict");
  assert.equal(codes({ failIfEventsMatch: [{ tags: ["t-s", "t-x"] }] }), "ok", "all of the tags");
});

test("what is wrong with an event is said with its path, and nothing is appended", async () => {
  const cqrs = await bankWithAccounts();
  const right = { type: "Noted", data: {} };
  const wrong: [string, object][] = [
    ["events[1].data", { type: "Noted" }],
    ["events[1].data.at", { type: "Noted", data: { at: new Date(0) } }],
    ["events[1].data[0]", { type: "Noted", data: [undefined] }],
    ["events[1].data", { type: "Noted", data: NaN }],
    ["events[1].metadata.x", { ...right, metadata: { x: 1n } }],
    ["events[1].type", { type: "\ud800", data: 1 }],
    ["events[1].stream", { ...right, stream: "\ud800" }],
    ["events[1].tags", { ...right, tags: ["\ud800"] }],
    ["events[1].id", { ...right, id: "\ud800" }],
    ["events[1].type", { type: "", data: 1 }],
    ["events[1].tags[0]", { ...right, tags: [""] }],
  ];
  for (const [path, event] of wrong) {
    const result = changingNothing(cqrs, () => cqrs.append(loose([right, event])));
    assert.deepEqual(!result.ok && [result.code, result.path], ["invalid", path]);
  }
  const hostile = {
    get type() {
      throw new Error("no");
    },
  };
  const result = changingNothing(cqrs, () => cqrs.append(loose([hostile])));
  assert.deepEqual(!result.ok && [result.code, result.path], ["invalid", "events[0]"]);
});

test("arguments of the wrong type throw a TypeError and append nothing", async () => {
  const cqrs = await bankWithAccounts();
  const right = { type: "Noted", data: {} };
  const wrong: [unknown, unknown?][] = [
    [undefined],
    [right],
    [[5]],
    [[{ data: 1 }]],
    [[{ ...right, stream: 5 }]],
    [[{ ...right, tags: "t" }]],
    [[{ ...right, tags: [1] }]],
    [[{ ...right, id: null }]],
    [[{ ...right, metadata: 1 }]],
    [[right], 5],
    [[right], { expectedVersion: "new" }],
    [[right], { stream: 5 }],
    [[right], { failIfEventsMatch: {} }],
    [[right], { failIfEventsMatch: ["t"] }],
    [[right], { after: "3" }],
  ];
  for (const [events, condition] of wrong) {
    changingNothing(cqrs, () =>
      assert.throws(() => cqrs.append(loose(events), loose(condition)), TypeError),
    );
  }
});
