// The fastest that JavaScript does: one fixed kind of event in typed arrays, no ids, no statement, nothing is checked but
// that the account is there.

export async function open({ events, accounts }) {
  const accountOf = new Int32Array(events);
  const amounts = new Float64Array(events);
  const times = new Float64Array(events);
  const balances = new Float64Array(accounts);
  const numbers = new Map();
  let count = 0;
  let money = 0;

  return {
    dispatch({ type, data }) {
      if (type === "OpenAccount") {
        numbers.set(data.account, numbers.size);
        return { ok: true, position: 0 };
      }
      const account = numbers.get(data.account);
      if (account === undefined) return { ok: false, reason: "not_found" };
      accountOf[count] = account;
      amounts[count] = data.amount;
      times[count] = Date.now();
      count += 1;
      balances[account] += data.amount;
      money += data.amount;
      return { ok: true, position: count };
    },
    balance: (account) => ({ account, balance: balances[numbers.get(account)] }),
    money: () => money,
  };
}
