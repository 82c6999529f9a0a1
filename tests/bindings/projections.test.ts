import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, CqrsError, unwrap, type CqrsOptions } from "cqrs-wasm";
import { loose } from "./bank.js";
import { lot, park } from "./lot.js";

async function counted(options: CqrsOptions<never> = {}) {
  return (await createCqrs({ domains: [], ...options })).define(lot).project({
    name: "cars",
    initialState: () => new Map<string, string[]>(),
    apply: (cars, event) => {
      if (event.type !== "Parked") return;
      const { lot, plate } = event.data;
      cars.set(lot, [...(cars.get(lot) ?? []), plate]);
      if (plate === "BAD") throw new Error("bad plate");
    },
    queries: {
      carsIn: (cars, { lot }: { lot: string }) => cars.get(lot),
      lots: (cars) => [...cars.keys()],
    },
  });
}

type Counted = Awaited<ReturnType<typeof counted>>;
const carsIn = (cqrs: Counted, options = {}) => {
  const answer = cqrs.query("carsIn", { lot: "north" }, options);
  return answer.ok ? (answer.data ?? []).join("") : answer.code;
};
const codeOf = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    return error instanceof CqrsError ? error.code : String(error);
  }
  return "ok";
};

test("a read model in JavaScript follows the log, and answers with copies", async () => {
  const cqrs = await counted();
  assert.deepEqual(cqrs.query("carsIn", { lot: "north" }), {
    ok: true,
    data: null,
    asOf: 0,
    head: 0,
  });
  unwrap(cqrs.dispatch(park("A")));
  cqrs.dispatchAll([park("B"), park("C", "south")]);
  assert.equal(carsIn(cqrs), "AB");
  const lots = unwrap(cqrs.query("lots")).data;
  assert.deepEqual(lots, ["north", "south"]);
  lots.push("mine");
  assert.equal(unwrap(cqrs.query("lots")).data.length, 2);
  const late = cqrs.project({
    name: "count",
    initialState: () => 0,
    apply: (count) => count + 1,
    queries: { count: (count) => count },
  });
  assert.equal(unwrap(late.query("count")).data, 3);
  assert.equal(unwrap(late.query("count")).asOf, 3);
});

test("for each event a read model is shown it before subscribers are, and watches look at the end", async () => {
  const cqrs = await counted();
  const seen: string[] = [];
  cqrs.subscribe({}, (event) => seen.push(`${event.position}: ${carsIn(cqrs)}`));
  cqrs.watch("carsIn", { lot: "north" }, (answer) => {
    if (answer.ok) seen.push(`watch ${(answer.data ?? []).join("")}`);
  });
  cqrs.dispatchAll([park("A"), park("B")]);
  assert.deepEqual(seen, ["watch ", "1: A", "2: AB", "watch AB"]);
});

test("one that fails stays at its last good checkpoint, and the others go on", async () => {
  const cqrs = await counted();
  let broken = true;
  const both = cqrs.project({
    name: "fragile",
    initialState: (): string[] => [],
    apply: (plates, event) => {
      plates.push(event.type === "Parked" ? event.data.plate : "");
      if (broken && plates.length === 2) throw new Error("two");
    },
    queries: { fragile: (plates) => plates.join("") },
  });
  for (const plate of ["A", "B", "C"]) unwrap(cqrs.dispatch(park(plate)));
  assert.equal(carsIn(cqrs), "ABC");
  assert.deepEqual(both.query("fragile"), { ok: true, data: "A", asOf: 1, head: 3 });
  const [, state] = both.readModels();
  assert.deepEqual([state?.name, state?.status, state?.error], ["fragile", "failed", "two"]);
  assert.equal(both.catchUp("fragile"), 0);
  const past = (position: number) => both.at(position).query("fragile");
  assert.deepEqual(past(3), { ok: true, data: "A", asOf: 1, head: 3 });
  assert.deepEqual(past(1), { ok: true, data: "A", asOf: 1, head: 3 });
  assert.deepEqual(past(0), { ok: true, data: "", asOf: 0, head: 3 });
  broken = false;
  both.rebuild("fragile");
  assert.equal(unwrap(both.query("fragile")).data, "ABC");
});

test("manual, delayed and paused ones show events when they are to", async () => {
  let now = 100;
  const cqrs = await counted({ clock: () => now });
  cqrs.setMode("cars", "manual");
  for (const plate of ["A", "B", "C"]) unwrap(cqrs.dispatch(park(plate)));
  assert.equal(carsIn(cqrs), "");
  now = 105;
  assert.deepEqual(cqrs.readModels(), [
    { name: "cars", replica: 0, checkpoint: 0, lagEvents: 3, lagMs: 5, status: "live" },
  ]);
  assert.equal(cqrs.catchUp("cars", 1), 1);
  assert.equal(carsIn(cqrs), "A");
  assert.equal(carsIn(cqrs, { atLeast: 2 }), "not_yet");
  assert.equal(cqrs.catchUp(), 2);
  cqrs.setMode("cars", { delayMs: 10 });
  unwrap(cqrs.dispatch({ type: "Leave", data: park("A").data }));
  unwrap(cqrs.dispatch(park("D")));
  assert.equal(carsIn(cqrs), "ABC");
  now = 115;
  assert.equal(carsIn(cqrs), "ABCD");
  cqrs.setMode("cars", "immediate");
  cqrs.pause("cars");
  unwrap(cqrs.dispatch({ type: "Leave", data: park("D").data }));
  unwrap(cqrs.dispatch(park("E")));
  assert.equal(carsIn(cqrs), "ABCD");
  assert.equal(cqrs.readModels()[0]?.status, "paused");
  cqrs.resume("cars");
  assert.equal(carsIn(cqrs), "ABCDE");
});

test("a definition may be of a class", async () => {
  class Counter {
    readonly name = "counter";
    readonly step = 2;
    readonly queries = { count: (count: number) => count };
    initialState(): number {
      return this.step;
    }
    apply(count: number): number {
      return count + this.step;
    }
  }
  const cqrs = (await createCqrs({ domains: [] })).project(new Counter());
  unwrap(cqrs.append([{ type: "Noted", data: 1 }]));
  assert.equal(unwrap(cqrs.query("count")).data, 4);
  assert.equal(unwrap(cqrs.fork().fork().query("count")).data, 4);
});

test("replicas have a checkpoint of their own", async () => {
  const cqrs = await counted();
  unwrap(cqrs.dispatch(park("A")));
  assert.equal(cqrs.addReplica("cars"), 1);
  cqrs.pause("cars", { replica: 1 });
  unwrap(cqrs.dispatch(park("B")));
  assert.deepEqual([carsIn(cqrs), carsIn(cqrs, { replica: 1 })], ["AB", "A"]);
  assert.equal(carsIn(cqrs, { replica: 2 }), "invalid");
  cqrs.removeReplica("cars", 1);
  assert.equal(carsIn(cqrs, { replica: 1 }), "invalid");
  cqrs.pause("cars");
  assert.equal(cqrs.addReplica("cars"), 2, "a number is given once");
  const statuses = cqrs.readModels().map(({ replica, status }) => [replica, status]);
  assert.deepEqual(statuses, [
    [0, "paused"],
    [2, "paused"],
  ]);
  assert.equal(
    codeOf(() => cqrs.removeReplica("cars", 0)),
    "invalid",
  );
});

test("the past folds again, and a fork has the definitions of its parent", async () => {
  const cqrs = await counted();
  for (const plate of ["A", "B", "C"]) unwrap(cqrs.dispatch(park(plate)));
  const answer = cqrs.at(2).query("carsIn", { lot: "north" });
  assert.deepEqual(answer.ok && [answer.data, answer.asOf], [["A", "B"], 2]);
  assert.deepEqual(cqrs.at(1).state("lot-north"), { cars: ["A"] });
  const fork = cqrs.fork(1);
  unwrap(fork.dispatch(park("X")));
  assert.equal(carsIn(fork), "AX");
  const ofFork = fork.fork().fork(1);
  unwrap(ofFork.dispatch(park("Y")));
  assert.equal(carsIn(ofFork), "AY");
  assert.equal(carsIn(cqrs), "ABC");
});

test("what its functions do wrong is domain_failed, and what they call is reentrant", async () => {
  const cqrs = await counted();
  const codes: string[] = [];
  const wrong = cqrs.project({
    name: "wrong",
    initialState: () => 0,
    apply: () => {
      const result = cqrs.dispatch(park("A"));
      codes.push(result.ok ? "ok" : result.code);
    },
    queries: {
      fails: () => {
        throw new Error("mine");
      },
      late: () => Promise.reject(new Error("much later")),
      nan: () => NaN,
    },
  });
  unwrap(wrong.dispatch(park("B")));
  assert.deepEqual(codes, ["reentrant"]);
  for (const [name, message] of [
    ["fails", /^fails threw: mine$/],
    ["late", /^wrong: late returned a promise, and must answer at once$/],
    ["nan", /^nan answered what cannot be: .*NaN$/],
  ] as const) {
    const answer = wrong.query(name);
    assert.ok(!answer.ok && answer.code === "domain_failed", name);
    assert.match(answer.message, message);
  }
  const answer = wrong.query("carsIn", loose({ lot: new Date(0) }));
  assert.ok(!answer.ok && answer.code === "invalid" && answer.path === "lot");
});

test("names that are taken are refused, and definitions of the wrong type throw a TypeError", async () => {
  const cqrs = await createCqrs({ domains: ["bank"] });
  const model = { name: "mine", initialState: () => 0, apply: () => {}, queries: {} };
  const [taken] = cqrs.readModels();
  assert.equal(
    codeOf(() => cqrs.project({ ...model, name: taken!.name })),
    "invalid",
  );
  const queries = { balance: () => 0 };
  assert.equal(
    codeOf(() => cqrs.project({ ...model, queries })),
    "invalid",
  );
  cqrs.project(model);
  assert.equal(
    codeOf(() => cqrs.project(model)),
    "invalid",
  );
  for (const wrong of [undefined, { ...model, apply: 1 }, { ...model, queries: { q: 1 } }]) {
    assert.throws(() => cqrs.project(loose(wrong)), TypeError);
  }
  for (const mode of ["often", null, 5, {}, { delayMs: "5" }]) {
    assert.throws(() => cqrs.project({ ...model, name: "other", mode: loose(mode) }), TypeError);
  }
  for (const delayMs of [-1, 0.5, NaN]) {
    const delayed = { ...model, name: "other", mode: { delayMs } };
    assert.equal(
      codeOf(() => cqrs.project(delayed)),
      "invalid",
    );
  }
  cqrs.project({ ...model, name: "other", mode: { delayMs: 0 } });
  const failing = (initialState: () => unknown) => () =>
    cqrs.project({ name: "failing", initialState, apply: () => {}, queries: { failing: () => 1 } });
  const fail = () => {
    throw new Error("mine");
  };
  assert.equal(codeOf(failing(fail)), "domain_failed");
  assert.equal(codeOf(failing(() => Promise.reject(new Error("later")))), "domain_failed");
  assert.equal(codeOf(failing(() => 1)), "ok", "and the name is free");
});
