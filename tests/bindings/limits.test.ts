// Each limit at each door: the error names the limit, and the engine is as it was before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createCqrs, CqrsError, unwrap, type Failure, type Limits } from "cqrs-wasm";
import { deposit } from "./bank.js";
import { lot, park } from "./lot.js";

/** An engine with domains of both kinds, in which something has happened: 3 events in 2 streams, of 3 types. */
async function town(limits: Limits = {}) {
  const cqrs = (await createCqrs({ limits })).define(lot);
  unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" }, id: "open" }));
  unwrap(cqrs.dispatch(deposit("a", 500)));
  unwrap(cqrs.dispatch(park("A")));
  return cqrs;
}
type Town = Awaited<ReturnType<typeof town>>;

/** Whatever is refused where it comes in. */
interface Door {
  readonly limit: Exclude<keyof Limits, "memoryBytes">;
  readonly most: number;
  readonly name: string;
  readonly enter: (cqrs: Town) => unknown;
}

const openB = { type: "OpenAccount", data: { account: "b", owner: "Bo" } } as const;
const noted = { type: "Noted", data: { by: "me" } };
const long = "x".repeat(200);

const doors: readonly Door[] = [
  { limit: "events", most: 3, name: "a command", enter: (cqrs) => cqrs.dispatch(deposit("a", 1)) },
  {
    limit: "events",
    most: 3,
    name: "a batch",
    enter: (cqrs) => cqrs.dispatchAll([deposit("a", 1)]).failed[0],
  },
  { limit: "events", most: 3, name: "an append", enter: (cqrs) => cqrs.append([noted]) },
  {
    limit: "events",
    most: 4,
    name: "an append of two where there is room for one",
    enter: (cqrs) => cqrs.append([noted, noted]),
  },
  {
    limit: "events",
    most: 3,
    name: "a command of a domain in JavaScript",
    enter: (cqrs) => cqrs.dispatch(park("B")),
  },
  {
    limit: "events",
    most: 4,
    name: "one that leads to two events",
    enter: (cqrs) => cqrs.dispatch({ type: "Count", data: { lot: "north", plates: ["B", "C"] } }),
  },
  { limit: "streams", most: 2, name: "a command", enter: (cqrs) => cqrs.dispatch(openB) },
  {
    limit: "streams",
    most: 2,
    name: "a batch",
    enter: (cqrs) => cqrs.dispatchAll([openB]).failed[0],
  },
  {
    limit: "streams",
    most: 2,
    name: "an append",
    enter: (cqrs) => cqrs.append([{ ...noted, stream: "notes" }]),
  },
  {
    limit: "streams",
    most: 2,
    name: "a command of a domain in JavaScript",
    enter: (cqrs) => cqrs.dispatch(park("A", "south")),
  },
  {
    limit: "eventTypes",
    most: 3,
    name: "a command",
    enter: (cqrs) => cqrs.dispatch({ type: "Withdraw", data: { account: "a", amount: 1 } }),
  },
  { limit: "eventTypes", most: 3, name: "an append", enter: (cqrs) => cqrs.append([noted]) },
  {
    limit: "eventTypes",
    most: 3,
    name: "a command of a domain in JavaScript",
    enter: (cqrs) => cqrs.dispatch({ type: "Leave", data: { lot: "north", plate: "A" } }),
  },
  {
    limit: "tagsPerEvent",
    most: 2,
    name: "an append",
    enter: (cqrs) => cqrs.append([{ ...noted, tags: ["a", "b", "c"] }]),
  },
  {
    limit: "tagsPerEvent",
    most: 2,
    name: "an append to a domain's stream, which has a tag of its own",
    enter: (cqrs) =>
      cqrs.append([
        { type: "MoneyDeposited", data: { account: "a", amount: 1 }, tags: ["a", "b"] },
      ]),
  },
  {
    limit: "payloadBytes",
    most: 100,
    name: "the metadata of a command",
    enter: (cqrs) => cqrs.dispatch({ ...deposit("a", 1), metadata: { long } }),
  },
  {
    limit: "payloadBytes",
    most: 100,
    name: "the data of an append",
    enter: (cqrs) => cqrs.append([{ type: "Filed", data: { long } }]),
  },
  {
    limit: "payloadBytes",
    most: 100,
    name: "the metadata of an append",
    enter: (cqrs) => cqrs.append([{ type: "Filed", data: {}, metadata: { long } }]),
  },
  {
    limit: "payloadBytes",
    most: 100,
    name: "what a domain in JavaScript decides",
    enter: (cqrs) => cqrs.dispatch(park(long)),
  },
  {
    limit: "commandsPerBatch",
    most: 1,
    name: "a batch",
    enter: (cqrs) => cqrs.dispatchAll([deposit("a", 1), deposit("a", 1)]),
  },
  {
    limit: "retries",
    most: 3,
    name: "a command",
    enter: (cqrs) => cqrs.dispatch({ ...deposit("a", 1), retries: 4 }),
  },
  {
    limit: "retries",
    most: 3,
    name: "a command of a domain in JavaScript",
    enter: (cqrs) => cqrs.dispatch({ ...park("B"), retries: 4 }),
  },
  { limit: "replicas", most: 0, name: "a replica", enter: (cqrs) => cqrs.addReplica("accounts") },
  {
    limit: "subscriptions",
    most: 0,
    name: "subscribe",
    enter: (cqrs) => cqrs.subscribe({}, () => undefined),
  },
  {
    limit: "subscriptions",
    most: 0,
    name: "watch",
    enter: (cqrs) => cqrs.watch("bankTotals", {}, () => undefined),
  },
  {
    limit: "subscriptions",
    most: 0,
    name: "live",
    enter: (cqrs) => cqrs.live("bankTotals", {}).subscribe(() => undefined),
  },
];

/** All that a caller can see of it. */
const seen = (cqrs: Town): unknown => ({
  events: cqrs.read(),
  head: cqrs.stats().head,
  streams: cqrs.stats().streams,
  balance: cqrs.query("balance", { account: "a" }),
  lot: cqrs.state("lot-north"),
  readModels: cqrs.readModels(),
});

/** What refused it: a result that says so, or what was thrown. */
function refusal(enter: () => unknown): Failure | CqrsError | undefined {
  try {
    const result = enter();
    const failed = typeof result === "object" && result !== null && "code" in result;
    return failed ? (result as Failure) : undefined;
  } catch (error) {
    assert.ok(error instanceof CqrsError, String(error));
    return error;
  }
}

for (const { limit, most, name, enter } of doors) {
  test(`${limit}: ${name} is refused beyond it, and taken within`, async () => {
    const cqrs = await town({ [limit]: most });
    const before = seen(cqrs);
    const refused = refusal(() => enter(cqrs));
    assert.equal(refused?.code, "limit");
    assert.match(refused.message, new RegExp(`\\b${most}\\b`), refused.message);
    if ("path" in refused) assert.equal(refused.path, `limits.${limit}`);
    assert.deepEqual(seen(cqrs), before);
    const roomier = await town({ [limit]: most === 100 ? 1000 : most + 1 });
    assert.equal(
      refusal(() => enter(roomier)),
      undefined,
    );
  });
}

test("a process whose command passes a limit is told, and the event that it answered stays", async () => {
  const failures: string[] = [];
  const cqrs = (
    await createCqrs({
      limits: { events: 3 },
      onFailure: ({ code, path }) => void failures.push(`${code} ${path}`),
    })
  ).process({
    name: "saving",
    identity: (event) => (event.type === "MoneyDeposited" ? event.data.account : undefined),
    initialState: () => 0,
    evolve: (times) => times + 1,
    react: (event, times) =>
      event.type === "MoneyDeposited" && times === 1 ? [deposit("savings", 1)] : [],
  });
  for (const account of ["a", "savings"]) {
    unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account, owner: "Ann" } }));
  }
  unwrap(cqrs.dispatch(deposit("a", 5)));
  assert.deepEqual(failures, ["limit limits.events"]);
  assert.equal(cqrs.stats().head, 3);
  assert.equal(unwrap(cqrs.query("balance", { account: "savings" })).data?.balance, 0);
});

test("an engine that is full goes on answering, forks, exports, and takes duplicates for what they are", async () => {
  const cqrs = await town({ events: 3 });
  assert.equal(refusal(() => cqrs.dispatch(deposit("a", 1)))?.code, "limit");
  const again = cqrs.dispatch({
    type: "OpenAccount",
    data: { account: "a", owner: "Ann" },
    id: "open",
  });
  assert.ok(again.ok && again.duplicate);
  assert.equal(unwrap(cqrs.query("balance", { account: "a" })).data?.balance, 500);
  const fork = cqrs.fork(2);
  unwrap(fork.dispatch(deposit("a", 1)));
  assert.equal(refusal(() => fork.dispatch(deposit("a", 1)))?.code, "limit");
  const restored = await createCqrs({ from: cqrs.export({ format: "binary" }) });
  unwrap(restored.dispatch(deposit("a", 1)));
});
