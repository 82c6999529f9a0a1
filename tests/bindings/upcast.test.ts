import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createCqrs,
  domain,
  reject,
  type,
  type Cqrs,
  type CqrsOptions,
  type DispatchResult,
  type MessagesOf,
} from "cqrs-wasm";
import { loose } from "./bank.js";

type Parking = Cqrs<MessagesOf<"bank">>;

/** Events of a type in three shapes that followed each other: a text, an object, a type of another name. */
async function parking(upcast?: CqrsOptions["upcast"]): Promise<Parking> {
  const cqrs = await createCqrs({ domains: ["bank"], ...(upcast ? { upcast } : {}) });
  cqrs.append([
    { type: "Parked", data: "X 1", stream: "lot" },
    { type: "CarParked", data: { plate: "X 2" }, stream: "lot" },
    { type: "VehicleParked", data: { plate: "X 3", wheels: 2 }, stream: "lot" },
    { type: "Noted", data: 1 },
  ]);
  return cqrs;
}

const hooks: NonNullable<CqrsOptions["upcast"]> = {
  Parked: (event) => ({ ...event, type: "CarParked", data: { plate: event.data as string } }),
  CarParked: (event) => {
    const { plate }: { plate: string } = event.data;
    return { type: "VehicleParked", data: { plate, wheels: 4 } };
  },
};

const vehicles = [
  { plate: "X 1", wheels: 4 },
  { plate: "X 2", wheels: 4 },
  { plate: "X 3", wheels: 2 },
];

test("what is read has gone through the upcasts, one after the other", async () => {
  const cqrs = await parking(hooks);
  const events = cqrs.read({ stream: "lot" });
  assert.deepEqual(
    events.map(({ type, version }) => [type, version]),
    [1, 2, 3].map((version) => ["VehicleParked", version]),
  );
  assert.deepEqual(
    events.map((event) => event.data),
    vehicles,
  );
  const heard: unknown[] = [];
  cqrs.subscribe({ types: ["VehicleParked"] }, (event) => {
    assert.ok(Object.isFrozen(event) && Object.isFrozen(event.data));
    heard.push(event.data);
  });
  assert.deepEqual(heard, vehicles);
});

test("types are asked for as they are now, and limits count what is found", async () => {
  const cqrs = await parking(hooks);
  const positions = (options: Parameters<Parking["read"]>[0]) =>
    cqrs.read(options).map((event) => event.position);
  assert.deepEqual(positions({ types: ["VehicleParked"] }), [1, 2, 3]);
  assert.deepEqual(positions({ types: ["Parked"] }), []);
  assert.deepEqual(positions({ types: ["VehicleParked"], limit: 2 }), [1, 2]);
  assert.deepEqual(
    positions({ query: [{ types: ["VehicleParked", "Noted"] }], limit: 3, direction: "backward" }),
    [4, 3, 2],
  );
});

test("the condition of an append speaks of events as they are now", async () => {
  const cqrs = await parking(hooks);
  const unless = (types: string[], after?: number) => {
    const condition = { failIfEventsMatch: [{ types }], ...(after === undefined ? {} : { after }) };
    const result = cqrs.append([{ type: "Counted", data: 0 }], condition);
    return result.ok || [result.code, result.actual];
  };
  assert.deepEqual(unless(["VehicleParked"]), ["conflict", 3]);
  assert.deepEqual(unless(["VehicleParked"], 2), ["conflict", 3]);
  assert.equal(unless(["VehicleParked"], 3), true);
  assert.equal(unless(["Parked", "CarParked"]), true);
  assert.deepEqual(unless([]), ["conflict", 6]);
  assert.deepEqual(unless(["Noted"]), ["conflict", 4]);
  assert.deepEqual(unless(["VehicleParked"], 99), ["invalid", 99]);
  const unstorable = cqrs.append([{ type: "Counted", data: NaN }], { failIfEventsMatch: [{}] });
  assert.ok(!unstorable.ok && unstorable.code === "invalid");
});

test("the log stays as it was", async () => {
  const plain = await parking();
  const cqrs = await createCqrs({
    domains: ["bank"],
    upcast: hooks,
    from: plain.export({ format: "binary" }),
  });
  assert.deepEqual(
    cqrs.read({ types: ["VehicleParked"] }).map((event) => event.data),
    vehicles,
  );
  assert.deepEqual(cqrs.export({ format: "binary" }), plain.export({ format: "binary" }));
});

test("a copy that was read is the caller's own", async () => {
  const kept = { plate: "X 1", wheels: 4 };
  const cqrs = await parking({ Parked: () => ({ type: "Parked", data: kept }) });
  const [event] = cqrs.read({ limit: 1 });
  assert.notEqual(event!.data, kept);
  assert.deepEqual(event!.data, kept);
});

test("an upcast that fails is domain_failed, with what it threw", async () => {
  const boom = new Error("boom");
  const cqrs = await parking({
    Parked: () => {
      throw boom;
    },
  });
  assert.throws(() => cqrs.read(), {
    code: "domain_failed",
    cause: boom,
    message: /Parked at position 1/,
  });
  const odd = await parking({ Noted: () => loose(1) });
  assert.throws(() => odd.read(), {
    code: "domain_failed",
    message: /Noted at position 4 must return/,
  });
  assert.equal(odd.read({ to: 3 }).length, 3);
  const reported: unknown[] = [];
  const from = odd.export({ format: "binary" });
  const heard: number[] = [];
  const onError = (error: unknown) => void reported.push(error);
  const other = await createCqrs({ from, onError, upcast: { CarParked: () => loose(1) } });
  other.subscribe({}, (event) => void heard.push(event.position));
  assert.deepEqual(heard, [1, 3, 4]);
  assert.equal(reported.length, 1);
});

/** A car park whose cars were plain texts once. */
const lot = domain({
  name: "lot",
  commands: { Park: type<{ plate: string }>() },
  events: { VehicleParked: type<{ plate: string }>() },
  identity: () => "north",
  initialState: () => [] as readonly string[],
  decide: ({ data }, plates) =>
    plates.includes(data.plate) ? reject("parked_already") : { type: "VehicleParked", data },
  evolve: (plates, { data }) => [...plates, data.plate],
  tags: ({ data }) => [data.plate],
});

const old = (plate: string) => ({
  type: "Parked",
  data: plate,
  stream: "lot-north",
  tags: [plate],
});

interface Asked {
  query(name: string): { data: unknown };
  at(position: number): { query(name: string): { data: unknown } };
}

const failureOf = (result: DispatchResult) => (result.ok ? assert.fail("it was done") : result);

function plates(name: string) {
  return {
    name,
    initialState: () => [] as string[],
    apply: (seen: string[], event: { type: string; data: unknown }) => {
      if (event.type === "VehicleParked") seen.push((event.data as { plate: string }).plate);
    },
    queries: { [name]: (seen: string[]) => seen },
  };
}

test("a domain, a read model and a process see events as they are now", async () => {
  const reacted: string[] = [];
  const cqrs = (await createCqrs({ domains: [], upcast: hooks })).define(lot).process({
    name: "watch",
    identity: () => "all",
    initialState: () => 0,
    evolve: (count) => count + 1,
    react: (event) => {
      reacted.push(event.type);
      return [];
    },
  });
  const asked = cqrs.project(plates("plates")) as unknown as Asked;
  cqrs.append([old("X 1")]);
  const twice = failureOf(cqrs.dispatch({ type: "Park", data: { plate: "X 1" } }));
  assert.equal(twice.reason, "parked_already");
  assert.equal(cqrs.dispatch({ type: "Park", data: { plate: "X 2" } }).ok, true);
  assert.deepEqual(cqrs.state("lot-north"), ["X 1", "X 2"]);
  assert.deepEqual(asked.query("plates").data, ["X 1", "X 2"]);
  assert.deepEqual(asked.at(1).query("plates").data, ["X 1"]);
  assert.deepEqual(reacted, ["VehicleParked", "VehicleParked"]);
});

test("an event of an earlier version counts as one of the scope that the caller has seen", async () => {
  const unique = domain({
    ...lot,
    scope: ({ data }) => [{ types: ["VehicleParked"], tags: [data.plate] }],
  });
  const cqrs = (await createCqrs({ domains: [], upcast: hooks })).define(unique);
  cqrs.append([old("X 1")]);
  const stale = failureOf(cqrs.dispatch({ type: "Park", data: { plate: "X 1" }, seen: 0 }));
  assert.equal(stale.code, "conflict");
  assert.equal(cqrs.dispatch({ type: "Park", data: { plate: "X 2" }, seen: 0 }).ok, true);
});

test("an event that cannot be upcast stops those who fold, and nothing is left out", async () => {
  const failing: NonNullable<CqrsOptions["upcast"]> = {
    Parked: (event) => {
      if (event.data === "bad") throw new Error("no plate");
      return { type: "VehicleParked", data: { plate: event.data as string } };
    },
  };
  const reported: unknown[] = [];
  const onError = (error: unknown) => void reported.push((error as Error).message);
  const cqrs = (await createCqrs({ domains: [], upcast: failing, onError })).define(lot).process({
    name: "watch",
    identity: () => "all",
    initialState: () => 0,
    evolve: (count) => count + 1,
    react: () => [],
  });
  cqrs.project(plates("plates"));
  cqrs.append([old("X 1"), old("bad")]);
  cqrs.append([old("X 3")]);
  cqrs.project({ ...plates("late"), mode: "manual" });
  cqrs.catchUp("late");
  const told = "the upcast of Parked at position 2 threw: no plate";
  for (const name of ["plates", "late"]) {
    const model = cqrs.readModels().find((one) => one.name === name);
    assert.deepEqual([model?.checkpoint, model?.status, model?.error], [1, "failed", told]);
    assert.deepEqual((cqrs as unknown as Asked).query(name).data, ["X 1"]);
  }
  const process = cqrs.processes().find(({ name }) => name === "watch");
  assert.deepEqual([process?.checkpoint, process?.error], [1, told]);
  const refused = failureOf(cqrs.dispatch({ type: "Park", data: { plate: "X 4" } }));
  assert.deepEqual([refused.code, refused.message], ["domain_failed", told]);
  assert.throws(() => cqrs.state("lot-north"), { code: "domain_failed", message: told });
  assert.equal(cqrs.stats().head, 3);
  assert.deepEqual(reported, [told]);
});

test("from an upcast nothing can be changed", async () => {
  let code: unknown;
  const cqrs: Parking = await parking({
    Noted: (event) => {
      const result = cqrs.append([{ type: "Noted", data: 2 }]);
      code = result.ok || result.code;
      return event;
    },
  });
  cqrs.read();
  assert.equal(code, "reentrant");
  assert.equal(cqrs.stats().head, 4);
});

test("upcast must be an object of functions", async () => {
  for (const upcast of [1, [], { Parked: 1 }]) {
    await assert.rejects(createCqrs({ upcast: loose(upcast) }), TypeError);
  }
});
