// What is compared with what, and what is to be reached. A figure is something that one process measures; rows that name
// the same figure share it.

const million = 1_000_000;

/** A store in JavaScript: see measure.mjs. */
function store(name, work, options) {
  return { label: labels[name], unit: "/s", task: { store: name, work, ...options } };
}

/** The core alone: see core/workloads.hpp. */
function core(where, work, events) {
  return { label: `the core, ${where}`, unit: "/s", core: { where, work, events, accounts: 1000 } };
}

const labels = {
  cqrs: "cqrs-wasm",
  objects_guaranteed: "JS objects, the same guarantees",
  objects_usual: "the same, as usually written",
  objects_plain: "JS objects, no ids",
  columns: "JS typed-array columns",
  castore: "@castore in-memory",
  dcb: "@dcb-es/event-store in-memory",
};

const usual = { events: million / 2 };
const withIds = { ...usual, withIds: true };
const fewer = { events: million / 10, withIds: true };
const streams = { events: million, perStream: 1000, accounts: 1000 };
const shortStreams = { events: million, perStream: 10, accounts: million / 10 };
const hotStream = { events: million, perStream: million, accounts: 1 };
const asked = { events: million, at: million / 10 };
const remembered = { events: million / 2, withIds: true };

const ours = {
  withIds: store("cqrs", "dispatch", withIds),
  plain: store("cqrs", "dispatch", usual),
  short: labelled("streams of 10", store("cqrs", "dispatch", shortStreams)),
};

function labelled(label, figure) {
  return { ...figure, label };
}

function bytes(name, by) {
  const figure = store(name, "memory", by === undefined ? remembered : { ...remembered, by });
  return { ...figure, unit: "B" };
}

/**
 * `ratio` is ours to theirs; where less is better, theirs to ours. A row without a target is there to be seen.
 * What a row `needs` is at `built` in run.mjs: without it the row is left out.
 */
export const rows = [
  {
    name: "dispatch, UUID client ids",
    ours: ours.withIds,
    theirs: store("objects_guaranteed", "dispatch", withIds),
    target: 4,
  },
  {
    name: "dispatch, UUID client ids, to usual JS",
    ours: ours.withIds,
    theirs: store("objects_usual", "dispatch", withIds),
  },
  {
    name: "dispatch, no ids",
    ours: ours.plain,
    theirs: store("objects_plain", "dispatch", usual),
    target: 1,
  },
  {
    name: "dispatch, no ids, to columns",
    ours: ours.plain,
    theirs: store("columns", "dispatch", usual),
  },
  {
    name: "dispatch, no ids, to castore",
    ours: ours.plain,
    theirs: store("castore", "dispatch", { events: 50_000 }),
    needs: "peers",
  },
  {
    name: "dispatch, no ids, to dcb-es",
    ours: ours.plain,
    theirs: store("dcb", "dispatch", { events: 2000, accounts: 100 }),
    needs: "peers",
  },
  {
    name: "dispatchAll of 1,000, UUIDs, to dispatch",
    ours: labelled("dispatchAll", store("cqrs", "dispatchAll", withIds)),
    theirs: labelled("dispatch", ours.withIds),
    target: 1.2,
  },
  {
    name: "dispatchAll of 1,000, no ids, to dispatch",
    ours: labelled("dispatchAll", store("cqrs", "dispatchAll", usual)),
    theirs: labelled("dispatch", ours.plain),
    target: 1.2,
  },
  {
    name: "streams of 1,000, to short ones",
    ours: labelled("streams of 1,000", store("cqrs", "dispatch", streams)),
    theirs: ours.short,
    target: 0.8,
  },
  {
    name: "one stream of 1,000,000, to short ones",
    ours: labelled("one stream", store("cqrs", "dispatch", hotStream)),
    theirs: ours.short,
    target: 0.8,
  },
  {
    name: "rebuild of 1,000,000, to JS objects",
    ours: store("cqrs", "rebuild", { events: million }),
    theirs: store("objects_guaranteed", "rebuild", { events: million }),
    target: 5,
  },
  {
    name: "rebuild of 1,000,000, to native",
    ours: core("wasm", "rebuild", million),
    theirs: core("native", "rebuild", million),
    needs: "core",
    target: 0.6,
  },
  {
    name: "core in wasm, to native",
    ours: core("wasm", "dispatch", million),
    theirs: core("native", "dispatch", million),
    needs: "core",
    target: 0.6,
  },
  {
    name: "core in wasm, UUIDs, to native",
    ours: core("wasm", "dispatch_with_ids", million),
    theirs: core("native", "dispatch_with_ids", million),
    needs: "core",
    target: 0.6,
  },
  {
    name: "memory an event, UUIDs",
    ours: labelled("cqrs-wasm, stats()", bytes("cqrs", "memoryBytes")),
    theirs: bytes("objects_guaranteed"),
    isLess: true,
    target: 8,
  },
  {
    name: "memory an event, UUIDs, to usual JS",
    ours: labelled("cqrs-wasm, stats()", bytes("cqrs", "memoryBytes")),
    theirs: bytes("objects_usual"),
    isLess: true,
  },
  {
    name: "memory an event, UUIDs, the module",
    ours: labelled("cqrs-wasm, the module", bytes("cqrs", "moduleBytes")),
    theirs: bytes("objects_guaranteed"),
    isLess: true,
  },
  {
    name: "dispatch to a domain in JavaScript, UUIDs",
    ours: labelled("cqrs-wasm, define", store("defined", "dispatch", fewer)),
    theirs: store("objects_guaranteed", "dispatch", withIds),
    needs: "define",
    target: 1,
  },
  {
    name: "query of one row, to a copy from a Map",
    ours: store("cqrs", "query", asked),
    theirs: store("objects_guaranteed", "query", asked),
    target: 0.2,
  },
  {
    name: "dispatch at 10,000,000 events, to 100,000",
    ours: labelled("at 10,000,000", store("cqrs", "dispatch", { ...usual, at: 10 * million })),
    theirs: labelled("at 100,000", store("cqrs", "dispatch", { ...usual, at: million / 10 })),
    target: 0.7,
  },
  {
    name: "the package, gzip",
    ours: { label: "index.js", unit: "B", package: true },
    theirs: { label: "110 KB", unit: "B", constant: 110_000 },
    isLess: true,
    target: 1,
  },
];
