// The bank written by hand without any guarantee: an array of events, the state in a Map, the same two read models.

export async function open() {
  const log = [];
  const states = new Map();
  const rows = new Map();
  const totals = { accounts: 0, money: 0, deposits: 0 };

  function apply(event, position) {
    if (event.type === "AccountOpened") {
      const { account, owner } = event;
      rows.set(account, { account, owner, balance: 0, status: "open", entries: [] });
      totals.accounts += 1;
      return;
    }
    const { account, amount, time } = event;
    const row = rows.get(account);
    row.balance += amount;
    row.entries.push({ position, time, type: "MoneyDeposited", amount, balance: row.balance });
    totals.deposits += 1;
    totals.money += amount;
  }

  return {
    dispatch({ type, data }) {
      const { account, owner, amount } = data;
      const state = states.get(account);
      let event;
      if (type === "OpenAccount") {
        if (state !== undefined) return { ok: false, reason: "already_exists" };
        states.set(account, { balance: 0 });
        event = { type: "AccountOpened", account, owner, time: Date.now() };
      } else {
        if (state === undefined) return { ok: false, reason: "not_found" };
        if (!(amount > 0)) return { ok: false, reason: "invalid" };
        state.balance += amount;
        event = { type: "MoneyDeposited", account, amount, time: Date.now() };
      }
      const position = log.push(event);
      apply(event, position);
      return { ok: true, position };
    },
    balance(account) {
      const row = rows.get(account);
      return { account, owner: row.owner, balance: row.balance, status: row.status };
    },
    money: () => totals.money,
  };
}
