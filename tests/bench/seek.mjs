// How long it takes to look back, and to fork: node tests/bench/seek.mjs [events]. Needs build/package.
//
// A log of bank and orders, both with their read models. One seek asks every read model and a state as of a random
// position; positions are far from each other, so nothing is near by luck.
import { createCqrs, unwrap } from "../../build/package/index.js";

const events = Number(process.argv[2] ?? 1_000_000);
const [accounts, products, openOrders] = [1000, 50, 20];
const seeks = 400;
const forks = 40;

let seed = 7;
/** From 0 to `count - 1`; alike on every machine. */
function random(count) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * count);
}

let orders = 0;
/** The commands of about as many events: half of them the bank's, and orders that go through their whole life. */
function* commands() {
  for (let i = 0; i < accounts; ++i) {
    yield { type: "OpenAccount", data: { account: `a${i}`, owner: "Ann" } };
  }
  const open = [];
  for (;;) {
    const account = `a${random(accounts)}`;
    if (random(5) === 0) {
      const data = { from: account, to: `a${random(accounts)}`, amount: 1 };
      yield { type: "TransferMoney", data };
    } else {
      yield { type: "Deposit", data: { account, amount: 1 + random(100) } };
    }
    const place = random(openOrders);
    const order = open[place] ?? { orderId: `o${orders++}`, step: 0 };
    const { orderId } = order;
    const line = { sku: `p${random(products)}`, quantity: 1, unitPrice: 100 };
    open[place] = order.step === 3 ? undefined : order;
    yield [
      { type: "PlaceOrder", data: { orderId, customer: "Ann", lines: [line] } },
      { type: "AddItem", data: { orderId, ...line } },
      { type: "PayOrder", data: { orderId } },
      { type: "ShipOrder", data: { orderId } },
    ][order.step++];
  }
}

function timed(act) {
  const start = performance.now();
  act();
  return performance.now() - start;
}

function quantiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.floor((sorted.length - 1) * share)].toFixed(2);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`;
}

const cqrs = await createCqrs();
const source = commands();
const filling = timed(() => {
  while (cqrs.stats().head < events) {
    const batch = Array.from({ length: 1000 }, () => source.next().value);
    cqrs.dispatchAll(batch);
  }
});
const { head, memoryBytes, checkpointBytes } = cqrs.stats();
const mb = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
console.log(`${head} events in ${(filling / 1000).toFixed(1)} s, ${orders} orders`);
console.log(`memory ${mb(memoryBytes)}, of that for looking back ${mb(checkpointBytes)}`);

function seek() {
  const past = cqrs.at(random(head));
  const account = `a${random(accounts)}`;
  unwrap(past.query("balance", { account }));
  unwrap(past.query("bankTotals"));
  unwrap(past.query("orderStatus", { orderId: `o${random(orders)}` }));
  unwrap(past.query("revenueByProduct"));
}
const state = () => cqrs.at(random(head)).state(`account-a${random(accounts)}`);
const fork = () => cqrs.fork(random(head));

const measured = (count, act) => Array.from({ length: count }, () => timed(act));
console.log(`first seek ${timed(seek).toFixed(2)} ms`);
measured(seeks / 4, seek);
console.log(`seek, four read models: ${quantiles(measured(seeks, seek))}`);
console.log(`seek, a state: ${quantiles(measured(seeks, state))}`);
const kept = [];
console.log(`fork: ${quantiles(measured(forks, () => kept.push(fork())))}`);
for (const one of kept) one.close();
const after = cqrs.stats();
console.log(
  `memory ${mb(after.memoryBytes)}, of that for looking back ${mb(after.checkpointBytes)}`,
);
