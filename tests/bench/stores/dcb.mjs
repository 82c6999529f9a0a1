// @dcb-es/event-store with its in-memory store. The state of each account and the position it is true at are kept between
// commands, and the append condition makes that safe: building the decision model anew reads the whole log once more.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const entry = "build/peers/node_modules/@dcb-es/event-store/dist/index.js";

export async function open() {
  const { MemoryEventStore, Query, Tags, buildDecisionModel } = await import(
    pathToFileURL(resolve(entry))
  );
  const store = new MemoryEventStore();
  const models = new Map();
  const rows = new Map();
  const totals = { deposits: 0, money: 0 };
  const types = ["accountOpened", "moneyDeposited"];

  function project(type, { account, owner, amount }, time) {
    if (type === "accountOpened") {
      rows.set(account, { account, owner, balance: 0, entries: [] });
      return;
    }
    const row = rows.get(account);
    row.balance += amount;
    row.entries.push({ time, type, amount, balance: row.balance });
    totals.deposits += 1;
    totals.money += amount;
  }

  return {
    async dispatch({ type, data }) {
      const { account } = data;
      let model = models.get(account);
      const opens = type === "OpenAccount";
      if (opens !== (model === undefined)) return { ok: false };
      if (opens) {
        const tags = Tags.fromObj({ account });
        const query = Query.fromItems([{ types, tags }]);
        models.set(account, (model = { tags, query, after: undefined }));
      }
      const name = opens ? "accountOpened" : "moneyDeposited";
      const time = Date.now();
      const condition = { failIfEventsMatch: model.query };
      if (model.after !== undefined) condition.after = model.after;
      model.after = await store.append({
        events: { type: name, tags: model.tags, data: { ...data }, metadata: { time } },
        condition,
      });
      project(name, data, time);
      return { ok: true };
    },
    balance: (account) => ({ account, balance: rows.get(account).balance }),
    money: () => totals.money,
    /** What the library keeps, folded again, agrees with what was kept here. */
    async check(account) {
      const { state } = await buildDecisionModel(store, {
        account: {
          tagFilter: Tags.fromObj({ account }),
          init: 0,
          when: { moneyDeposited: ({ event }, balance) => balance + event.data.amount },
        },
      });
      return state.account === rows.get(account).balance;
    },
  };
}
