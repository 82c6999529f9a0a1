import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, CqrsError, reject, type, unwrap, type DispatchResult } from "cqrs-wasm";
import { loose } from "./bank.js";
import { lot, lotEngine, park } from "./lot.js";

const codeOf = (result: DispatchResult) => (result.ok ? "ok" : (result.reason ?? result.code));

const thrown = (call: () => unknown): CqrsError => {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof CqrsError, String(error));
    return error;
  }
  return assert.fail("nothing was thrown");
};

test("given cars, when one more is parked, then it is recorded in the lot's stream", async () => {
  const cqrs = await lotEngine({ clock: () => 7, newId: () => "log" });
  assert.deepEqual(unwrap(cqrs.dispatch({ ...park("A"), id: "p1", metadata: { by: "me" } })), {
    ok: true,
    position: 1,
    version: 1,
    events: 1,
    duplicate: false,
  });
  assert.deepEqual(cqrs.read(), [
    {
      position: 1,
      stream: "lot-north",
      version: 1,
      type: "Parked",
      data: { lot: "north", plate: "A" },
      time: 7,
      eventId: "log-1",
      commandId: "p1",
      correlationId: "p1",
      metadata: { by: "me" },
      tags: ["car:A"],
    },
  ]);
  assert.deepEqual(cqrs.state("lot-north"), { cars: ["A"] });
  assert.equal(cqrs.state("lot-south"), null);
  assert.equal(cqrs.state("lots"), null);
});

test("a rejection is the same returned or thrown, and nothing is appended", async () => {
  const cqrs = await lotEngine();
  for (const plate of ["A", "B", "C"]) unwrap(cqrs.dispatch(park(plate)));
  assert.deepEqual(cqrs.dispatch(park("D")), {
    ok: false,
    code: "rejected",
    message: "there are three spaces",
    reason: "lot_full",
  });
  assert.deepEqual(cqrs.dispatch(park("A")), {
    ok: false,
    code: "rejected",
    message: "parked_already",
    reason: "parked_already",
  });
  assert.equal(cqrs.stats().head, 3);
  assert.throws(() => reject(loose(5)), TypeError);
  assert.throws(() => reject(""), TypeError);
});

test("no events is success: the receipt tells where the log and the stream are", async () => {
  const cqrs = await lotEngine();
  unwrap(cqrs.dispatch(park("A")));
  unwrap(cqrs.dispatch(park("A", "south")));
  const look = { type: "Look", data: { lot: "north" }, id: "l" } as const;
  const receipt = { ok: true, position: 2, version: 1, events: 0, duplicate: false };
  assert.deepEqual(cqrs.dispatch(look), receipt);
  assert.deepEqual(cqrs.dispatch(look), receipt, "its id is not remembered");
});

test("several events of one command are recorded as one", async () => {
  const cqrs = await lotEngine();
  const count = { type: "Count", data: { lot: "north", plates: ["A", "B"] } } as const;
  assert.equal(unwrap(cqrs.dispatch(loose(count))).events, 2);
  assert.deepEqual(cqrs.state("lot-north"), { cars: ["A", "B"] });
});

test("a batch decides its commands in order, those of the core and those of JavaScript", async () => {
  const cqrs = (await createCqrs({ domains: ["bank"] })).define(lot);
  const seen: string[] = [];
  cqrs.subscribe({}, (event) => seen.push(event.type));
  const open = (account: string) =>
    ({ type: "OpenAccount", data: { account, owner: "Ann" } }) as const;
  const batch = cqrs.dispatchAll([
    open("a"),
    park("A"),
    park("A"),
    open("b"),
    open("b"),
    { ...park("B"), seen: 3, id: "p1" },
    { ...park("B"), id: "p1" },
    loose({ type: "Park", data: { lot: 1n } }),
    loose({ type: "Park", data: {}, id: 5 }),
    open("c"),
  ]);
  assert.deepEqual(
    batch.failed.map(({ index, code }) => `${index} ${code}`),
    ["2 rejected", "4 rejected", "7 invalid", "8 invalid"],
  );
  assert.equal(batch.accepted, 6);
  assert.equal(batch.position, 5);
  assert.deepEqual(seen, ["AccountOpened", "Parked", "AccountOpened", "Parked", "AccountOpened"]);
});

test("a command that comes again is not decided again, whatever the order of its keys", async () => {
  let decisions = 0;
  const cqrs = (await createCqrs({ domains: [] })).define({
    ...lot,
    decide: (command, state) => {
      decisions += 1;
      return lot.decide(command, state);
    },
  });
  const first = unwrap(cqrs.dispatch({ ...park("A"), id: "p1" }));
  const data = { plate: "A", lot: "north" };
  const again = cqrs.dispatch({ type: "Park", data, id: "p1", expectedVersion: 9 });
  assert.deepEqual(again, { ...first, duplicate: true });
  assert.equal(decisions, 1);
  assert.equal(codeOf(cqrs.dispatch({ ...park("B"), id: "p1" })), "id_reused");
  assert.equal(codeOf(cqrs.dispatch({ type: "Leave", data, id: "p1" })), "id_reused");
  assert.equal(codeOf(cqrs.dispatch({ ...park("C"), id: "" })), "invalid");
  assert.equal(decisions, 1);
});

test("seen and expectedVersion are looked at before the decision, and retries leave them aside", async () => {
  const cqrs = await lotEngine();
  unwrap(cqrs.dispatch(park("A")));
  unwrap(cqrs.dispatch(park("A", "south")));
  assert.deepEqual(cqrs.dispatch({ ...park("A"), expectedVersion: 0 }), {
    ok: false,
    code: "conflict",
    message: "lot-north is at version 1, not 0",
    expected: 0,
    actual: 1,
  });
  assert.equal(codeOf(cqrs.dispatch({ ...park("B"), seen: 0 })), "conflict");
  assert.equal(codeOf(cqrs.dispatch({ ...park("B"), seen: 9 })), "invalid");
  assert.equal(codeOf(cqrs.dispatch({ ...park("B"), seen: 1, expectedVersion: 1 })), "ok");
  assert.equal(codeOf(cqrs.dispatch({ ...park("C"), seen: 1, retries: 1 })), "ok");
  assert.equal(codeOf(cqrs.dispatch({ ...park("D"), seen: 1, retries: 11 })), "lot_full");
  assert.equal(codeOf(cqrs.dispatch({ ...park("D", "west"), retries: 11 })), "limit");
});

test("what subscribers are shown of a command is what is read from the log", async () => {
  const cqrs = (await lotEngine({ clock: () => 7.9, newId: () => "log" })).define({
    name: "hall",
    commands: { Fill: type<object>() },
    events: { Filled: type<object>() },
    identity: () => "h",
    initialState: () => 0,
    decide: () => [
      { type: "Filled", data: { n: -0, "2": "x", "1": [null] } },
      { type: "Filled", data: {} },
    ],
    evolve: (count) => count + 1,
    tags: () => ["a", "hall-h", "b", "a"],
  });
  const shown: unknown[] = [];
  const shownB: unknown[] = [];
  cqrs.subscribe({}, (event) => shown.push(event));
  cqrs.subscribe({ tags: ["b"] }, (event) => shownB.push(event));
  const fill = { type: "Fill", data: {} } as const;
  unwrap(cqrs.dispatch(fill));
  unwrap(cqrs.dispatch(park("A")));
  const full = { id: "f", correlationId: "story", causationId: "why", metadata: { by: ["me"] } };
  unwrap(cqrs.dispatch({ ...fill, id: "f1" }));
  unwrap(cqrs.dispatch({ ...fill, id: "f2", correlationId: "story" }));
  unwrap(cqrs.dispatch({ ...fill, causationId: "why" }));
  unwrap(cqrs.dispatch({ ...fill, ...full }));
  assert.ok(unwrap(cqrs.dispatch({ ...fill, ...full })).duplicate);
  cqrs.dispatchAll([fill, { ...fill, id: "f3" }]);
  assert.equal(JSON.stringify(shown), JSON.stringify(cqrs.read()));
  assert.equal(JSON.stringify(shownB), JSON.stringify(cqrs.read({ tags: ["b"] })));
  const fork = cqrs.fork();
  const inFork: unknown[] = [];
  fork.subscribe({ from: cqrs.stats().head + 1 }, (event) => inFork.push(event));
  unwrap(fork.dispatch({ ...fill, id: "f4" }));
  assert.equal(JSON.stringify(inFork), JSON.stringify(fork.read({ from: cqrs.stats().head + 1 })));
});

test("correlation and causation go with the events", async () => {
  const cqrs = await lotEngine();
  unwrap(cqrs.dispatch({ ...park("A"), correlationId: "story", causationId: "why" }));
  const [event] = cqrs.read();
  assert.deepEqual([event?.correlationId, event?.causationId], ["story", "why"]);
  assert.equal(codeOf(cqrs.dispatch({ ...park("A"), causationId: "" })), "invalid");
});

test("what the domain's functions do wrong is domain_failed with its cause, and nothing is appended", async () => {
  const fault = new Error("mine");
  const fail = () => {
    throw fault;
  };
  const never = () => {
    throw reject("full") as unknown as Error;
  };
  const wrong: [string, object, RegExp][] = [
    ["identity", { identity: fail }, /identity threw: mine/],
    ["identity", { identity: () => 5 }, /identity returned 5, not a string/],
    ["identity", { identity: () => "\ud800" }, /lot: identity returned half of a surrogate/],
    ["initialState", { initialState: fail }, /initialState threw/],
    ["decide", { decide: fail }, /decide threw: mine/],
    ["decide", { decide: () => undefined }, /decide returned undefined, not events/],
    ["decide", { decide: () => Promise.reject(fault) }, /decide returned a promise/],
    [
      "decide",
      { decide: () => ({ type: "Gone", data: 1 }) },
      /made an event Gone, and its events are Parked, Left/,
    ],
    ["decide", { decide: () => ({ type: "Parked" }) }, /data: expected a JSON value/],
    ["decide", { decide: () => ({ type: "Left", data: { at: [NaN] } }) }, /^lot: .*at\[0\]/],
    ["evolve", { evolve: fail }, /evolve threw: mine/],
    ["evolve", { evolve: () => undefined }, /evolve returned no state after Parked/],
    ["evolve", { evolve: () => Promise.resolve({}) }, /evolve returned a promise/],
    ["tags", { tags: fail }, /tags threw/],
    ["tags", { tags: () => [""] }, /tags/],
    ["tags", { tags: () => 5 }, /^lot: tags must be an array of strings/],
    ["tags", { tags: () => Promise.resolve([]) }, /tags returned a promise/],
    ["tags", { tags: () => ["\ud800"] }, /lot: tags returned half of a surrogate pair/],
    ["scope", { scope: fail }, /scope threw/],
    ["scope", { scope: () => "x" }, /^lot: scope must be an array of { types\?, tags\? }/],
    ["scope", { scope: () => Promise.resolve([]) }, /scope returned a promise/],
    ["scope", { scope: () => [{ tags: ["\ud800"] }] }, /lot: scope returned half of a surrogate/],
    ["evolve", { evolve: () => never() }, /evolve threw: a rejection, full, which only decide may/],
  ];
  for (const [part, functions, message] of wrong) {
    const cqrs = (await createCqrs({ domains: [] })).define({ ...lot, ...functions });
    const result = cqrs.dispatch(park("A"));
    assert.ok(!result.ok && result.code === "domain_failed", `${part}: ${codeOf(result)}`);
    assert.match(result.message, message);
    if (/mine/.test(result.message)) assert.equal(result.cause, fault, part);
    assert.equal(cqrs.stats().head, 0);
  }
});

test("a value of an event that JSON cannot hold is named by its path", async () => {
  const cqrs = (await createCqrs({ domains: [] })).define({
    ...lot,
    decide: () => ({ type: "Parked", data: { lot: "north", plate: loose(new Date(0)) } }),
  });
  const result = cqrs.dispatch(park("A"));
  assert.ok(!result.ok && result.code === "domain_failed" && result.path === "plate");
});

test("a command's data follows the rules of values", async () => {
  const cqrs = await lotEngine();
  for (const plate of [NaN, new Date(0), 1n, Symbol("x"), [undefined], "\ud800"]) {
    const result = cqrs.dispatch(park(loose(plate)));
    assert.ok(!result.ok && result.code === "invalid", codeOf(result));
    assert.match(result.path ?? "", /^plate/);
  }
  unwrap(
    cqrs.dispatch({ type: "Park", data: loose({ lot: "n", plate: "A", x: undefined, y: -0 }) }),
  );
  assert.equal(JSON.stringify(cqrs.read()[0]?.data), '{"lot":"n","plate":"A","y":0}');
  const missing = cqrs.dispatch(loose({ type: "Park" }));
  assert.ok(!missing.ok && missing.code === "invalid" && missing.path === "data");
  assert.match(missing.message, /did you mean \{ type: "Park", data/);
});

test("what the functions are given is deeply frozen, and the caller's own objects stay as they were", async () => {
  const given: object[] = [];
  const keep = <T extends object>(value: T): T => {
    given.push(value, (value as unknown as { data: object }).data);
    return value;
  };
  const cqrs = (await createCqrs({ domains: [] })).define({
    ...lot,
    identity: (command) => lot.identity(keep(command)),
    decide: (command, state) => lot.decide(keep(command), state),
    evolve: (state, event) => lot.evolve(state, keep(event)),
    tags: (event) => lot.tags!(keep(event)),
  });
  const command = park("A");
  unwrap(cqrs.dispatch(command));
  assert.equal(given.length, 8);
  assert.ok(given.every((value) => Object.isFrozen(value)));
  assert.ok(!Object.isFrozen(command.data));
});

test("from within the functions of a domain every call that would change the engine is reentrant", async () => {
  const engine = await createCqrs({ domains: ["bank"] });
  const codes: string[] = [];
  const attempt = () => {
    codes.push(
      codeOf(engine.dispatch({ type: "OpenAccount", data: { account: "a", owner: "A" } })),
    );
    codes.push(thrown(() => engine.define(loose({ ...lot, name: "other" }))).code);
    codes.push(engine.query("bankTotals").ok ? "asked" : "not");
  };
  const meanwhile = <T>(call: () => T): T => (attempt(), call());
  const cqrs = engine.define({
    ...lot,
    identity: (command) => meanwhile(() => lot.identity(command)),
    initialState: () => meanwhile(() => lot.initialState()),
    decide: (command, state) => meanwhile(() => lot.decide(command, state)),
    evolve: (state, event) => meanwhile(() => lot.evolve(state, event)),
    tags: (event) => meanwhile(() => lot.tags!(event)),
    scope: (command) => meanwhile(() => [{ tags: [`car:${command.data.lot}`] }]),
  });
  unwrap(cqrs.dispatch(park("north")));
  unwrap(cqrs.dispatch(park("north", "car:north")));
  assert.deepEqual([...new Set(codes)], ["reentrant", "asked"]);
  assert.ok(codes.length >= 15);
  assert.equal(cqrs.stats().head, 2);
});

test("names that are taken, or have a hyphen, are refused", async () => {
  const cqrs = (await createCqrs()).define(lot);
  const refused = (change: object) =>
    thrown(() => cqrs.define(loose({ ...lot, name: "other", commands: {}, events: {}, ...change })))
      .message;
  assert.match(refused({ name: "car-park" }), /hyphen/);
  assert.match(refused({ name: "lot" }), /there is a domain "lot" already/);
  for (const name of ["orders", "order", "bank", "account"])
    assert.match(refused({ name }), /domain/);
  assert.match(refused({ commands: { Park: type() } }), /there is a command "Park" already/);
  assert.match(refused({ commands: { Deposit: type() } }), /command "Deposit"/);
  assert.match(refused({ events: { Left: type() } }), /there is an? event "Left" already/);
  assert.match(refused({ events: { OrderPaid: type() } }), /event "OrderPaid"/);
  cqrs.define(loose({ ...lot, name: "other", commands: {}, events: {} }));
  const bankless = await createCqrs({ domains: [] });
  bankless.define({ ...lot, name: "account" });
});

test("a definition of the wrong type throws a TypeError", async () => {
  const cqrs = await createCqrs();
  const wrong = [
    undefined,
    [],
    { ...lot, name: 5 },
    { ...lot, commands: undefined },
    { ...lot, commands: { Park: {} } },
    { ...lot, events: [5] },
    { ...lot, decide: undefined },
    { ...lot, tags: 5 },
    { ...lot, scope: 5 },
  ];
  for (const definition of wrong) assert.throws(() => cqrs.define(loose(definition)), TypeError);
});

test("an unknown name says what was probably meant among the names defined too", async () => {
  const cqrs = await lotEngine();
  const near = cqrs.dispatch(loose({ type: "Prak", data: {} }));
  assert.ok(!near.ok && near.code === "unknown_command" && near.expected === "Park");
  const event = cqrs.dispatch(loose({ type: "Parked", data: {} }));
  assert.match(event.ok ? "" : event.message, /is an event/);
  const command = cqrs.query(loose("Park"), {});
  assert.match(command.ok ? "" : command.message, /is a command/);
});

test("an event that was appended to a domain's stream is folded before the next decision", async () => {
  const cqrs = await lotEngine();
  const parked = (plate: string) =>
    ({ type: "Parked", data: { lot: "north", plate }, stream: "lot-north" }) as const;
  unwrap(cqrs.append([parked("A")]));
  assert.equal(codeOf(cqrs.dispatch(park("A"))), "parked_already");
  unwrap(cqrs.append([parked("B"), parked("C")]));
  assert.equal(codeOf(cqrs.dispatch(park("D"))), "lot_full");
});

test("an event that a domain does not know is refused by its decider", async () => {
  const cqrs = await lotEngine();
  unwrap(cqrs.append([{ type: "Flooded", data: 1, stream: "lot-north" }]));
  const result = cqrs.dispatch(park("A"));
  assert.match(result.ok ? "" : `${result.code}: ${result.message}`, /domain_failed: .*Flooded/);
  unwrap(cqrs.dispatch(park("A", "south")));
});

test("a domain that is defined late folds what is there", async () => {
  const cqrs = await createCqrs({ domains: [] });
  unwrap(
    cqrs.append([{ type: "Parked", data: { lot: "north", plate: "A" }, stream: "lot-north" }]),
  );
  const later = cqrs.define(lot);
  assert.equal(codeOf(later.dispatch(park("A"))), "parked_already");
});

test("an evolve that changes its state, and an append that is refused, leave the state as it was", async () => {
  const cqrs = (await createCqrs({ domains: [], limits: { events: 2 } })).define({
    name: "tally",
    commands: { Add: type<{ by: number }>() },
    events: { Added: type<{ by: number }>() },
    identity: () => "one",
    initialState: () => ({ sum: 0 }),
    decide: ({ data }, { sum }) =>
      sum + data.by > 10 ? reject("too_much") : { type: "Added", data },
    evolve: (state, { data }) => {
      state.sum += data.by;
      if (data.by === 4) throw new Error("four");
      return state;
    },
  });
  const add = (by: number) => codeOf(cqrs.dispatch({ type: "Add", data: { by } }));
  assert.deepEqual(
    [add(5), add(4), add(4), add(5), add(1)],
    ["ok", "domain_failed", "domain_failed", "ok", "too_much"],
  );
  assert.deepEqual(cqrs.state("tally-one"), { sum: 10 });
  const full = cqrs.dispatch({ type: "Add", data: { by: 0 } });
  assert.ok(!full.ok && full.code === "limit");
  assert.deepEqual(cqrs.state("tally-one"), { sum: 10 });
});

test("the thousandth command on a stream folds no more than the first, however few states are kept", async () => {
  let folds = 0;
  const tally = {
    name: "tally",
    commands: { Add: type<{ to: string }>() },
    events: { Added: type<{ to: string }>() },
    identity: (command: { data: { to: string } }) => command.data.to,
    initialState: () => 0,
    decide: ({ data }: { data: { to: string } }) => ({ type: "Added", data }) as const,
    evolve: (state: number) => {
      folds += 1;
      return state + 1;
    },
  };
  const cqrs = (await createCqrs({ domains: [] })).define(tally);
  for (let i = 0; i < 1000; ++i) unwrap(cqrs.dispatch({ type: "Add", data: { to: "one" } }));
  assert.equal(folds, 1000);
  assert.equal(cqrs.state("tally-one"), 1000);

  const few = (await createCqrs({ domains: [], limits: { statesCached: 2 } })).define(tally);
  for (let i = 0; i < 9; ++i) unwrap(few.dispatch({ type: "Add", data: { to: `${i % 3}` } }));
  for (const i of [0, 1, 2]) assert.equal(few.state(`tally-${i}`), 3);
  assert.equal(unwrap(few.dispatch({ type: "Add", data: { to: "0" } })).version, 4);
});

test("a scope is what is decided on: its events in order of position, and conflicts when they moved", async () => {
  const usernames = (await createCqrs({ domains: ["bank"] })).define({
    name: "user",
    commands: { Register: type<{ id: string; name: string }>() },
    events: { Registered: type<{ id: string; name: string }>() },
    identity: (command) => command.data.id,
    initialState: (): string[] => [],
    decide: ({ data }, taken) =>
      taken.length > 0 ? reject("name_taken", taken.join()) : { type: "Registered", data },
    evolve: (taken, event) => [...taken, event.data.id],
    tags: (event) => [`name:${event.data.name}`],
    scope: (command) => [{ types: ["Registered"], tags: [`name:${command.data.name}`] }],
  });
  const register = (id: string, name: string, more: object = {}) =>
    codeOf(usernames.dispatch({ type: "Register", data: { id, name }, ...more }));
  assert.equal(register("1", "ann"), "ok");
  assert.equal(register("2", "bob"), "ok");
  assert.equal(register("3", "ann"), "name_taken");
  assert.equal(register("3", "eve", { seen: 0 }), "ok");
  assert.equal(register("4", "eve", { seen: 1 }), "conflict");
  assert.equal(register("4", "eve", { seen: 1, retries: 1 }), "name_taken");
  // Whoever appends what the scope matches is seen too.
  const data = { id: "9", name: "fay" };
  unwrap(usernames.append([{ type: "Registered", data, tags: ["name:fay"] }]));
  assert.equal(register("5", "fay"), "name_taken");
});
