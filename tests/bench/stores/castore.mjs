// @castore/core with its in-memory adapter. The aggregate of each account is kept between commands and handed to
// pushEvent, whose check of the version makes that safe: folding a stream anew for each command is many times slower.
import { createRequire } from "node:module";
import { resolve } from "node:path";

const require = createRequire(resolve("build/peers/package.json"));

export async function open() {
  const { EventStore, EventType } = require("@castore/core");
  const { InMemoryEventStorageAdapter } = require("@castore/event-storage-adapter-in-memory");
  const rows = new Map();
  const totals = { deposits: 0, money: 0 };
  const aggregates = new Map();
  const store = new EventStore({
    eventStoreId: "ACCOUNTS",
    eventTypes: [
      new EventType({ type: "ACCOUNT_OPENED" }),
      new EventType({ type: "MONEY_DEPOSITED" }),
    ],
    reducer(aggregate, { type, version, payload, aggregateId }) {
      return type === "ACCOUNT_OPENED"
        ? { aggregateId, version, owner: payload.owner, balance: 0 }
        : {
            aggregateId,
            version,
            owner: aggregate.owner,
            balance: aggregate.balance + payload.amount,
          };
    },
    eventStorageAdapter: new InMemoryEventStorageAdapter(),
    onEventPushed({ event: { type, aggregateId, payload, timestamp } }) {
      if (type === "ACCOUNT_OPENED") {
        rows.set(aggregateId, {
          account: aggregateId,
          owner: payload.owner,
          balance: 0,
          entries: [],
        });
        return;
      }
      const row = rows.get(aggregateId);
      row.balance += payload.amount;
      row.entries.push({ time: timestamp, type, amount: payload.amount, balance: row.balance });
      totals.deposits += 1;
      totals.money += payload.amount;
    },
  });

  return {
    async dispatch({ type, data: { account, owner, amount } }) {
      const prevAggregate = aggregates.get(account);
      const opens = type === "OpenAccount";
      if (opens !== (prevAggregate === undefined)) return { ok: false };
      const { nextAggregate } = await store.pushEvent(
        {
          aggregateId: account,
          version: opens ? 1 : prevAggregate.version + 1,
          type: opens ? "ACCOUNT_OPENED" : "MONEY_DEPOSITED",
          payload: opens ? { owner } : { amount },
        },
        { prevAggregate },
      );
      aggregates.set(account, nextAggregate);
      return { ok: true };
    },
    balance: (account) => ({ account, balance: rows.get(account).balance }),
    money: () => totals.money,
    /** What the library keeps, folded again, agrees with what was kept here. */
    async check(account) {
      const { aggregate } = await store.getAggregate(account);
      return aggregate.balance === rows.get(account).balance;
    },
  };
}
