// The bank written by hand with what cqrs-wasm promises of it: ids, time and correlation on every event, a command's id
// that makes it happen once, a version check, refusals as values, history that no caller can change, two read models.
// Ids that can be derived are derived, and nothing is hashed that a Map need not hash. objects_usual.mjs is the same
// store without such thrift.

const logId = "log";

class Recorded {
  constructor(position, stream, type, data, time, commandId, correlationId) {
    this.position = position;
    this.stream = stream;
    this.version = stream.events.length + 1;
    this.type = type;
    this.data = data;
    this.time = time;
    this.commandId = commandId;
    this.correlationId = correlationId;
  }
  get eventId() {
    return `${logId}-${this.position}`;
  }
}

/** As it is usually written: the event's id is kept, and the command is kept as text to compare it with. */
class RecordedWhole {
  constructor(position, stream, type, data, time, commandId, correlationId, command) {
    this.eventId = `${logId}-${position}`;
    this.position = position;
    this.stream = stream.name;
    this.version = stream.events.length + 1;
    this.type = type;
    this.data = data;
    this.time = time;
    this.commandId = commandId;
    this.correlationId = correlationId;
    this.command = commandId === undefined ? undefined : JSON.stringify(command);
  }
}

class Stream {
  state = { account: "", owner: "", balance: 0, status: "open" };
  events = [];
  constructor(account) {
    this.name = `account-${account}`;
    this.state.account = account;
  }
}

/** Balances and statements by account. */
class Accounts {
  rows = new Map();

  apply({ position, time, type, data }) {
    if (type === "AccountOpened") {
      const { account, owner } = data;
      this.rows.set(account, { account, owner, balance: 0, status: "open", entries: [] });
      return;
    }
    const row = this.rows.get(data.account);
    const amount = data.amount;
    row.balance += amount;
    row.entries.push({ position, time, type, amount, balance: row.balance });
  }

  balance(account) {
    const row = this.rows.get(account);
    if (row === undefined) return null;
    return { account, owner: row.owner, balance: row.balance, status: row.status };
  }
}

class Totals {
  totals = { accounts: 0, open: 0, money: 0, deposits: 0, withdrawals: 0, transfers: 0 };

  apply({ type, data }) {
    const totals = this.totals;
    if (type === "AccountOpened") {
      totals.accounts += 1;
      totals.open += 1;
    } else {
      totals.deposits += 1;
      totals.money += data.amount;
    }
  }
}

function isText(text, max) {
  return typeof text === "string" && text.length > 0 && text.length <= max;
}

const decide = {
  OpenAccount({ owner }, state) {
    if (state.owner !== "") return no("rejected", "already_exists");
    return { type: "AccountOpened", data: { account: state.account, owner } };
  },
  Deposit({ amount }, state) {
    if (state.owner === "") return no("rejected", "not_found");
    if (state.balance > 1e15 - amount) return no("rejected", "balance_too_large");
    return { type: "MoneyDeposited", data: { account: state.account, amount } };
  },
};

const fits = {
  OpenAccount: ({ account, owner }) => isText(account, 64) && isText(owner, 100),
  Deposit: ({ account, amount }) =>
    isText(account, 64) && Number.isSafeInteger(amount) && amount > 0 && amount <= 1e12,
};

function evolve(state, { type, data }) {
  if (type === "AccountOpened") state.owner = data.owner;
  else state.balance += data.amount;
}

function no(code, reason) {
  return { ok: false, code, reason };
}

export async function open({ isUsual = false } = {}) {
  const Event = isUsual ? RecordedWhole : Recorded;
  const log = [];
  const streams = new Map();
  const commands = new Map();
  let models = { accounts: new Accounts(), totals: new Totals() };

  function dispatch(command) {
    const { type, data, id, expectedVersion, correlationId } = command;
    if (!Object.hasOwn(decide, type)) return no("unknown_command");
    if (!fits[type](data)) return no("invalid");
    if (id !== undefined) {
      const before = commands.get(id);
      if (before !== undefined) return duplicate(before, type, data);
    }
    let stream = streams.get(data.account);
    if (stream === undefined) streams.set(data.account, (stream = new Stream(data.account)));
    if (expectedVersion !== undefined && expectedVersion !== stream.events.length) {
      return no("conflict");
    }
    const decision = decide[type](data, stream.state);
    if (decision.ok === false) return decision;

    const event = new Event(
      log.length + 1,
      stream,
      decision.type,
      decision.data,
      Date.now(),
      id,
      correlationId ?? id,
      data,
    );
    log.push(event);
    stream.events.push(event);
    if (id !== undefined) commands.set(id, event);
    evolve(stream.state, event);
    models.accounts.apply(event);
    models.totals.apply(event);
    return receipt(event, false);
  }

  /** The events of this bank have the fields of their commands, so the event tells whether it is the same command. */
  function duplicate(event, type, data) {
    const same =
      (event.type === "MoneyDeposited") === (type === "Deposit") &&
      event.data.account === data.account &&
      event.data.amount === data.amount &&
      event.data.owner === data.owner &&
      (!isUsual || event.command === JSON.stringify(data));
    return same ? receipt(event, true) : no("id_reused");
  }

  function receipt({ position, version }, duplicate) {
    return { ok: true, position, version, events: 1, duplicate };
  }

  return {
    dispatch,
    balance: (account) => models.accounts.balance(account),
    money: () => models.totals.totals.money,
    rebuild() {
      models = { accounts: new Accounts(), totals: new Totals() };
      for (const event of log) {
        models.accounts.apply(event);
        models.totals.apply(event);
      }
    },
  };
}
