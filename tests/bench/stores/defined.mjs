// The package as built, with the bank defined in JavaScript: what a user writes who has no C++ at hand. Its read models
// are in JavaScript too, fed by a subscription.
import { createCqrs, reject, type } from "cqrs-wasm";

export async function open() {
  const memoryBytes = 2 ** 32 - 2 ** 20;
  const bare = await createCqrs({ domains: [], limits: { memoryBytes } });
  const cqrs = bare.define({
    name: "purse",
    commands: { OpenAccount: type(), Deposit: type() },
    events: { AccountOpened: type(), MoneyDeposited: type() },
    identity: ({ data }) => data.account,
    initialState: () => ({ owner: "", balance: 0 }),
    decide({ type, data }, state) {
      if (type === "OpenAccount") {
        return state.owner === "" ? { type: "AccountOpened", data } : reject("already_exists");
      }
      if (state.owner === "") return reject("not_found");
      if (!(data.amount > 0) || state.balance > 1e15 - data.amount) return reject("bad_amount");
      return { type: "MoneyDeposited", data };
    },
    evolve(state, { type, data }) {
      return type === "AccountOpened"
        ? { owner: data.owner, balance: 0 }
        : { owner: state.owner, balance: state.balance + data.amount };
    },
  });
  const rows = new Map();
  const totals = { accounts: 0, money: 0, deposits: 0 };
  cqrs.subscribe({}, ({ type, data, position, time }) => {
    const { account, owner, amount } = data;
    if (type === "AccountOpened") {
      rows.set(account, { owner, balance: 0, entries: [] });
      totals.accounts += 1;
      return;
    }
    const row = rows.get(account);
    row.balance += amount;
    row.entries.push({ position, time, type, amount, balance: row.balance });
    totals.deposits += 1;
    totals.money += amount;
  });
  return {
    dispatch: (command) => cqrs.dispatch(command),
    balance: (account) => ({ account, balance: rows.get(account).balance }),
    money: () => totals.money,
    /** What the engine folds agrees with what the subscriber was shown. */
    check: (account) => cqrs.state(`purse-${account}`).balance === rows.get(account).balance,
  };
}
