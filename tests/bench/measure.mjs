// One figure, in a process of its own: node --expose-gc tests/bench/measure.mjs '{ "store", "work", "events", … }'.
// Prints { "value": … }: things a second, or bytes an event. A store that did not do the work is an error.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

const task = { accounts: 1000, perStream: 0, withIds: false, batch: 1000, warmUp: 20_000 };
Object.assign(task, JSON.parse(process.argv[2]));

const { open } = await import(`./stores/${task.store}.mjs`);
const accounts = Array.from({ length: task.accounts }, (_, i) => `account-${i}`);
const deposited = new Array(task.accounts).fill(0);

/** Deposits go round the accounts; or with `perStream`, so many to one account before the next has its turn. */
function accountOf(i) {
  return (task.perStream > 0 ? Math.floor(i / task.perStream) : i) % task.accounts;
}

function amountOf(i) {
  return 1 + (i % 100);
}

/** In one piece, as a parsed message has it: randomUUID leaves a text of many parts. */
function newId() {
  return Buffer.from(randomUUID(), "latin1").toString("latin1");
}

function command(i, id) {
  const account = accountOf(i);
  const amount = amountOf(i);
  deposited[account] += amount;
  return { type: "Deposit", data: { account: accounts[account], amount }, id };
}

function accepted(result) {
  if (result.ok !== true) throw new Error(`${task.store} refused: ${JSON.stringify(result)}`);
}

async function opened(store) {
  for (const account of accounts) {
    accepted(await store.dispatch({ type: "OpenAccount", data: { account, owner: "Ann" } }));
  }
}

/** Made beforehand, so that the making is not timed. */
function idsOf(from, to) {
  return Array.from({ length: to - from }, task.withIds ? newId : () => undefined);
}

const isAsync = ["castore", "dcb"].includes(task.store);

async function deposit(store, from, to, ids) {
  if (isAsync) {
    for (let i = from; i < to; ++i) accepted(await store.dispatch(command(i, ids[i - from])));
  } else {
    for (let i = from; i < to; ++i) accepted(store.dispatch(command(i, ids[i - from])));
  }
}

function depositAll(store, from, to, ids) {
  for (let start = from; start < to; start += task.batch) {
    const commands = [];
    for (let i = start; i < Math.min(start + task.batch, to); ++i) {
      commands.push(command(i, ids[i - from]));
    }
    const { failed } = store.dispatchAll(commands);
    if (failed.length > 0) throw new Error(`refused: ${JSON.stringify(failed[0])}`);
  }
}

/** A store that is slow for what it has to do is slow; one that has not done it is out. */
async function check(store) {
  const money = deposited.reduce((sum, amount) => sum + amount, 0);
  if (store.money() !== money) throw new Error(`${task.store} has ${store.money()}, not ${money}`);
  for (const i of new Set([0, task.accounts >> 1, task.accounts - 1])) {
    const { balance } = store.balance(accounts[i]);
    if (balance !== deposited[i]) throw new Error(`${balance} in an account, not ${deposited[i]}`);
    if (store.check && !(await store.check(accounts[i]))) throw new Error("the log says otherwise");
  }
}

function warmUp() {
  return Math.floor(Math.min(task.warmUp, task.events / 10));
}

/** In milliseconds; by the processor, how long this thread has been on it, which others cannot lengthen as much. */
function now() {
  if (task.clock !== "processor") return performance.now();
  return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ", 1)[0]) / 1e6;
}

function rate(count, begun) {
  return (count / (now() - begun)) * 1000;
}

/** Untimed: what the compilers of the machine need to see first, or the log that a figure wants to start from. */
async function filled(events) {
  const store = await open({ events: events + task.events, accounts: task.accounts });
  await opened(store);
  await deposit(store, 0, events, idsOf(0, events));
  return store;
}

const works = {
  async dispatch() {
    const first = task.at ?? warmUp();
    const store = await filled(first);
    const ids = idsOf(first, first + task.events);
    const begun = now();
    await deposit(store, first, first + task.events, ids);
    const value = rate(task.events, begun);
    await check(store);
    return value;
  },

  async dispatchAll() {
    const store = await filled(0);
    const first = warmUp();
    depositAll(store, 0, first, idsOf(0, first));
    const ids = idsOf(first, first + task.events);
    const begun = now();
    depositAll(store, first, first + task.events, ids);
    const value = rate(task.events, begun);
    await check(store);
    return value;
  },

  async query() {
    const store = await filled(task.at);
    const ask = (count) => {
      let sum = 0;
      for (let i = 0; i < count; ++i) sum += store.balance(accounts[i % accounts.length]).balance;
      return sum;
    };
    ask(warmUp());
    const begun = now();
    const sum = ask(task.events);
    const value = rate(task.events, begun);
    if (!(sum > 0)) throw new Error("no money was seen");
    await check(store);
    return value;
  },

  async rebuild() {
    const store = await filled(task.events);
    const begun = now();
    store.rebuild();
    const value = rate(task.events, begun);
    await check(store);
    return value;
  },

  /** What the log, its indexes and the read models hold on to; the ids are made on the way, so nobody else has them. */
  async memory() {
    const store = await filled(0);
    const measure = store[task.by ?? "heapBytes"] ?? heapBytes;
    const before = measure();
    for (let i = 0; i < task.events; ++i) accepted(store.dispatch(command(i, newId())));
    const value = (measure() - before) / task.events;
    await check(store);
    return value;
  },
};

function heapBytes() {
  for (let i = 0; i < 3; ++i) globalThis.gc();
  return process.memoryUsage().heapUsed;
}

console.log(JSON.stringify({ value: await works[task.work]() }));
