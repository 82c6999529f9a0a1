// Commands a second through the package as built: node tests/bindings/bench.mjs [commands]
// Deposits to 1,000 accounts, both bank read models following. Each figure is the median of runs on fresh engines.
import { randomUUID } from "node:crypto";
import { createCqrs, unwrap } from "cqrs-wasm";

const count = Number(process.argv[2] ?? 500_000);
const accountCount = 1000;
const runCount = 5;
const batchSize = 1000;

const ids = Array.from({ length: count }, () => randomUUID());
const accounts = Array.from({ length: accountCount }, (_, i) => `account-${i}`);

async function bank() {
  const cqrs = await createCqrs({ domains: ["bank"] });
  for (const account of accounts) {
    unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account, owner: "Ann" } }));
  }
  return cqrs;
}

const workloads = {
  "dispatch, no id": (cqrs) => {
    for (let i = 0; i < count; ++i) {
      const data = { account: accounts[i % accountCount], amount: 1 + (i % 100) };
      if (!cqrs.dispatch({ type: "Deposit", data }).ok) throw new Error("refused");
    }
  },
  "dispatch, UUID as id": (cqrs) => {
    for (let i = 0; i < count; ++i) {
      const data = { account: accounts[i % accountCount], amount: 1 + (i % 100) };
      if (!cqrs.dispatch({ type: "Deposit", data, id: ids[i] }).ok) throw new Error("refused");
    }
  },
  "dispatch, one subscriber": (cqrs) => {
    let seen = 0;
    cqrs.subscribe({ from: accountCount + 1 }, () => ++seen);
    for (let i = 0; i < count; ++i) {
      const data = { account: accounts[i % accountCount], amount: 1 + (i % 100) };
      if (!cqrs.dispatch({ type: "Deposit", data }).ok) throw new Error("refused");
    }
    if (seen !== count) throw new Error(`${seen} seen`);
  },
  [`dispatchAll, batches of ${batchSize}, UUID as id`]: (cqrs) => {
    for (let from = 0; from < count; from += batchSize) {
      const batch = [];
      for (let i = from; i < Math.min(from + batchSize, count); ++i) {
        const data = { account: accounts[i % accountCount], amount: 1 + (i % 100) };
        batch.push({ type: "Deposit", data, id: ids[i] });
      }
      if (cqrs.dispatchAll(batch).failed.length > 0) throw new Error("refused");
    }
  },
};

const queries = {
  "query of one row": (cqrs) => {
    for (let i = 0; i < count; ++i) {
      const account = accounts[i % accountCount];
      if (cqrs.query("balance", { account }).data.account !== account) throw new Error("another");
    }
  },
  "read, all events": (cqrs) => {
    if (cqrs.read().length < count) throw new Error("too few");
  },
};

async function rateOf(work, prepare) {
  const rates = [];
  for (let run = 0; run < runCount; ++run) {
    const cqrs = await bank();
    prepare?.(cqrs);
    const begun = performance.now();
    work(cqrs);
    rates.push((count / (performance.now() - begun)) * 1000);
    cqrs.close();
  }
  return rates.sort((a, b) => a - b)[Math.floor(runCount / 2)];
}

const wanted = process.argv[3] ?? "";
for (const [name, work] of Object.entries(workloads)) {
  if (name.includes(wanted))
    console.log(`${name}: ${Math.round(await rateOf(work)).toLocaleString("en")} /s`);
}
for (const [name, work] of Object.entries(queries)) {
  if (!name.includes(wanted)) continue;
  const rate = await rateOf(work, workloads["dispatch, no id"]);
  console.log(`${name}: ${Math.round(rate).toLocaleString("en")} /s`);
}
