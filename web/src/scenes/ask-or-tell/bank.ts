import type { Domains } from "cqrs-wasm";
import { html, nothing, type TemplateResult } from "lit";
import type { Command, Failure, Recorded } from "../../engine.js";
import { capitalised, money } from "../../frame/words.js";
import { choices } from "../../frame/choices.js";
import type { Counts } from "./counts.js";
import {
  ask,
  fitting,
  shown,
  tell,
  type Ask,
  type Question,
  type Story,
  type Tell,
} from "./story.js";

const people = ["ada", "ben", "cleo"];
const amounts = [2000, 5000, 10000];

interface Account {
  account: string;
  balance: number;
  open: boolean;
}

type Answers = Domains["bank"]["queries"];
type BalanceRow = NonNullable<Answers["balance"]["result"]>;
type Statement = NonNullable<Answers["statement"]["result"]>;
type Entry = Statement["entries"][number];
type Totals = NonNullable<Answers["bankTotals"]["result"]>;

/** How many lines of a statement are shown; one more is asked for, to tell which way the last one went. */
const lines_shown = 5;

/** A bank with three customers, on the engine's `bank`. */
export class Bank implements Story {
  readonly domain = "bank";
  readonly title = "Ask or tell: a bank";
  readonly place = "the bank";
  readonly claim = "Commands and queries are better apart.";
  readonly guess = {
    question:
      "Somebody tries to take out more than there is in the account. What is then on the tape?",
    options: ["The attempt", "Nothing", "An overdraft"],
    right: 1,
    outcome: "what is refused did not happen, so it is not on the tape",
  };
  readonly verdict = {
    stamp: "holds at a price",
    why: "A transfer answers with a receipt, a place on the tape, and not with the new balance. To show that, the screen has to ask as well: one more step in everything that you build.",
  } as const;
  readonly begin = "Open an account for somebody. That is telling: it may be refused.";

  #accounts = new Map<string, Account>();
  #person = "ada";
  #amount = 5000;

  follow({ type, data }: Recorded): void {
    const amount = Number(data["amount"]);
    const account = this.#accounts.get(shown(data["account"] ?? data["from"]));
    const changes: Record<string, () => void> = {
      AccountOpened: () => {
        const name = shown(data["account"]);
        this.#accounts.set(name, { account: name, balance: 0, open: true });
      },
      MoneyDeposited: () => account && (account.balance += amount),
      MoneyWithdrawn: () => account && (account.balance -= amount),
      MoneyTransferred: () => {
        const to = this.#accounts.get(shown(data["to"]));
        if (account && to) {
          account.balance -= amount;
          to.balance += amount;
        }
      },
      AccountClosed: () => account && (account.open = false),
    };
    changes[type]?.();
  }

  hand(changed: () => void): TemplateResult {
    const tiles = people.map((person) => ({
      value: person,
      content: html`<span class="initial" aria-hidden="true">${person.charAt(0).toUpperCase()}</span
        ><span>${capitalised(person)}</span>
        <span class="amount"
          >${this.#accounts.has(person) ? `account ${person}` : "no account"}</span
        >`,
    }));
    const customer = choices("customer", "tiles", tiles, this.#person, (person) => {
      this.#person = person;
      changed();
    });
    return html`${customer}${this.#accounts.size > 0 ? this.#sums(changed) : nothing}`;
  }

  #sums(changed: () => void): TemplateResult {
    const options = amounts.map((amount) => ({
      value: String(amount),
      content: html`${round(amount)}`,
    }));
    return choices("amount", "segments", options, String(this.#amount), (amount) => {
      this.#amount = Number(amount);
      changed();
    });
  }

  subject(): typeof nothing {
    return nothing;
  }

  first(): Tell {
    return this.#accounts.has(this.#person) ? this.#deposit() : openFor(this.#person);
  }

  #deposit(): Tell {
    const amount = this.#amount;
    return tell(`Pay in ${round(amount)}`, "Deposit", { account: this.#person, amount });
  }

  others(): Tell[] {
    if (this.#accounts.size === 0) {
      return [];
    }
    const account = this.#person;
    const amount = this.#amount;
    const sum = round(amount);
    const transfers = people
      .filter((person) => person !== account)
      .map((to) =>
        tell(`Send ${sum} to ${capitalised(to)}`, "TransferMoney", { from: account, to, amount }),
      );
    return [
      ...(this.#accounts.has(account) ? [] : [this.#deposit()]),
      tell(`Take out ${sum}`, "Withdraw", { account, amount }),
      ...transfers,
      tell("Close the account", "CloseAccount", { account }),
    ];
  }

  questions(): Question[] {
    const account = this.#person;
    const owner = capitalised(account);
    const unknown = `There is no account for ${owner}, and asking did not open one.`;
    return [
      {
        name: "balance",
        params: { account },
        label: `How much does ${owner} have?`,
        answer: balanceCard,
        nothing: unknown,
      },
      {
        name: "statement",
        params: { account, limit: lines_shown + 1 },
        label: `What went in and out of ${owner}’s account?`,
        answer: statementCard,
        nothing: unknown,
      },
      {
        name: "bankTotals",
        params: {},
        label: "How is the bank doing?",
        answer: totalsCard,
        nothing: "There is nothing to say yet.",
      },
    ];
  }

  settles(counts: Counts): boolean {
    return counts.reasons.has("insufficient_funds");
  }

  next({ reasons, questions, asked }: Counts): (Tell | Ask)[] {
    const mine = this.#accounts.get(this.#person);
    const others = people.filter((person) => person !== this.#person);
    const other = others.find((person) => this.#accounts.get(person)?.open);
    const stranger = people.find((person) => !this.#accounts.has(person));
    if (this.#accounts.size === 0) {
      return [];
    }
    if (!mine) {
      return [
        this.first(),
        ...(asked === 0 ? [ask(`Ask for ${capitalised(this.#person)}’s balance`, "balance")] : []),
      ];
    }
    const account = mine.account;
    const name = capitalised(account);
    const plenty = mine.balance + 5000;
    return fitting([
      [
        mine.open && mine.balance === 0,
        tell(`Pay in ${round(5000)} for ${name}`, "Deposit", { account, amount: 5000 }),
      ],
      [
        mine.open && !reasons.has("insufficient_funds"),
        tell(`Take out ${round(plenty)}, more than there is`, "Withdraw", {
          account,
          amount: plenty,
        }),
      ],
      [!questions.has("balance"), ask(`Ask for ${name}’s balance`, "balance")],
      [questions.has("balance") && asked < 10, ask("Ask ten times", "balance", 10)],
      [
        mine.balance > 0 && other !== undefined,
        tell(
          `Send ${round(Math.min(2000, mine.balance))} to ${capitalised(other ?? "")}`,
          "TransferMoney",
          { from: account, to: other, amount: Math.min(2000, mine.balance) },
        ),
      ],
      [other === undefined && stranger !== undefined, openFor(stranger ?? "")],
      [
        mine.balance > 0 && stranger !== undefined && !reasons.has("not_found"),
        tell(
          `Send ${round(1000)} to ${capitalised(stranger ?? "")}, who has no account`,
          "TransferMoney",
          { from: account, to: stranger, amount: 1000 },
        ),
      ],
      [!questions.has("statement"), ask(`Ask for ${name}’s statement`, "statement")],
      [
        mine.balance > 0 && !reasons.has("balance_not_zero"),
        tell("Close an account with money in it", "CloseAccount", { account }),
      ],
      [
        mine.balance > 0 && !reasons.has("same_account"),
        tell(`Send ${round(1000)} from ${name} to ${name}`, "TransferMoney", {
          from: account,
          to: account,
          amount: 1000,
        }),
      ],
      [
        !mine.open && !reasons.has("account_closed"),
        tell("Pay into a closed account", "Deposit", { account, amount: 5000 }),
      ],
      [!questions.has("bankTotals"), ask("Ask how the bank is doing", "bankTotals")],
      [
        !reasons.has("already_exists"),
        tell(`Open ${name}’s account again`, "OpenAccount", { account, owner: name }),
      ],
    ]);
  }

  intent({ type, data }: Command): string {
    const account = named(data["account"]);
    const sum = sumOf(data["amount"]);
    const said: Record<string, string> = {
      OpenAccount: `open an account for ${shown(data["owner"])}`,
      Deposit: `pay ${sum} into ${account}’s account`,
      Withdraw: `take ${sum} out of ${account}’s account`,
      TransferMoney: `send ${sum} from ${named(data["from"])} to ${named(data["to"])}`,
      CloseAccount: `close ${account}’s account`,
    };
    return said[type] ?? type;
  }

  summary({ type, data }: Recorded): string {
    const account = named(data["account"]);
    const sum = sumOf(data["amount"]);
    const said: Record<string, string> = {
      AccountOpened: `opened for ${shown(data["owner"])}`,
      MoneyDeposited: `${sum} into ${account}`,
      MoneyWithdrawn: `${sum} out of ${account}`,
      MoneyTransferred: `${sum} from ${named(data["from"])} to ${named(data["to"])}`,
      AccountClosed: `${account} is closed`,
    };
    return said[type] ?? "";
  }

  refusal(failure: Failure, { type, data }: Command): string {
    const from = named(data["account"] ?? data["from"]);
    const said: Record<string, string> = {
      already_exists: `there is an account ${from} already`,
      insufficient_funds: `there is less than ${sumOf(data["amount"])} in ${from}’s account`,
      same_account: "sending money from an account to itself would move nothing",
      balance_not_zero: `there is still money in ${from}’s account`,
      not_found: type === "TransferMoney" ? failure.message : `there is no account ${from}`,
    };
    return said[failure.reason ?? ""] ?? failure.message;
  }
}

function openFor(person: string): Tell {
  const owner = capitalised(person);
  return tell(`Open an account for ${owner}`, "OpenAccount", { account: person, owner });
}

/** An account by the name of its owner, whose it is by its id. */
function named(account: unknown): string {
  return people.includes(shown(account)) ? capitalised(shown(account)) : shown(account);
}

/** An amount without its zeros. */
function round(amount: number): string {
  return money(amount).replace(/\.00$/, "");
}

function sumOf(value: unknown): string {
  return typeof value === "number" ? money(value) : shown(value);
}

function balanceCard(row: BalanceRow): TemplateResult {
  return html`<div class="card">
    <p class="headline">
      <span>${row.owner}’s account</span>
      <span class="state ${row.status}">${row.status}</span>
    </p>
    <p class="figure">${money(row.balance)}</p>
  </div>`;
}

/** The entry in words, with the sign that the balances show. */
function movement(entry: Entry, before: number): { what: string; change: string } {
  const into = entry.balance > before;
  const other = capitalised(entry.counterparty ?? "");
  const what = {
    MoneyDeposited: "paid in",
    MoneyWithdrawn: "taken out",
    MoneyTransferred: `${into ? "from" : "to"} ${other}`,
  }[entry.type];
  return { what, change: `${into ? "+" : "−"}${money(entry.amount)}` };
}

function statementCard({ entries }: Statement): TemplateResult {
  if (entries.length === 0) {
    return html`<p class="aside">No money has moved yet.</p>`;
  }
  const rows = entries
    .slice(0, lines_shown)
    .map((entry, i) => ({ entry, ...movement(entry, entries[i + 1]?.balance ?? 0) }));
  return html`<table class="card">
    <thead>
      <tr>
        <th scope="col">at</th>
        <th scope="col">what</th>
        <th scope="col" class="amount">amount</th>
        <th scope="col" class="amount">balance</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ entry, what, change }) =>
          html`<tr>
            <td>${entry.position}</td>
            <td>${what}</td>
            <td class="amount">${change}</td>
            <td class="amount">${money(entry.balance)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function totalsCard(row: Totals): TemplateResult {
  const figures: [string, string | number][] = [
    ["money", money(row.money)],
    ["accounts open", `${row.open} of ${row.accounts}`],
    ["deposits", row.deposits],
    ["withdrawals", row.withdrawals],
    ["transfers", row.transfers],
  ];
  return html`<dl class="card totals">
    ${figures.map(
      ([term, figure]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${figure}</dd>
        </div>`,
    )}
  </dl>`;
}
