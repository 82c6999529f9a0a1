import type { Domains } from "cqrs-wasm";
import { html, type TemplateResult } from "lit";
import type { Command, Data, Failure, Recorded } from "../../engine.js";
import type { Verdict } from "../../frame/judgement.js";
import type { KeyOf, Values, Words } from "../../frame/language.js";
import { choices } from "../../frame/choices.js";
import type { Guess } from "../../frame/prediction.js";
import { oneOf, type Settings } from "../deeds.js";
import type { Counts } from "./counts.js";
import type { texts } from "./bank-texts.js";
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
type Say = Words<typeof texts>;
type Totals = NonNullable<Answers["bankTotals"]["result"]>;

/** How many lines of a statement are shown; one more is asked for, to tell which way the last one went. */
const lines_shown = 5;

/** A bank with three customers, on the engine's `bank`. */
export class Bank implements Story {
  readonly title: string;
  readonly claim: string;
  readonly guess: Guess;
  readonly verdict: Verdict;
  readonly begin: string;

  #accounts = new Map<string, Account>();
  #person = "ada";
  #amount = 5000;

  readonly settings: Settings = {
    person: {
      allows: oneOf(...people),
      read: () => this.#person,
      turn: (person) => (this.#person = String(person)),
    },
    amount: {
      allows: oneOf(...amounts),
      read: () => this.#amount,
      turn: (amount) => (this.#amount = Number(amount)),
    },
  };

  constructor(private readonly words: Words<typeof texts>) {
    this.title = words.say("bank_title");
    this.claim = words.say("bank_claim");
    this.guess = {
      question: words.say("bank_guess"),
      options: [
        words.say("bank_guess_attempt"),
        words.say("bank_guess_nothing"),
        words.say("bank_guess_overdraft"),
      ],
      right: 1,
      outcome: words.say("bank_outcome"),
    };
    this.verdict = { stamp: "holds at a price", why: words.say("bank_verdict") };
    this.begin = words.say("bank_begin");
  }

  told(command: Command): string {
    return this.words.say("bank_told", { intent: this.intent(command) });
  }

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
    const { words } = this;
    const tiles = people.map((person) => ({
      value: person,
      content: html`<span class="initial" aria-hidden="true">${person.charAt(0).toUpperCase()}</span
        ><span>${words.capitalised(person)}</span>
        <span class="amount"
          >${
            this.#accounts.has(person)
              ? words.say("account_name", { account: person })
              : words.say("no_account")
          }</span
        >`,
    }));
    return choices(words.say("customer"), "tiles", tiles, this.#person, (person) => {
      this.#person = person;
      changed();
    });
  }

  subject(changed: () => void): TemplateResult {
    const options = amounts.map((amount) => ({
      value: String(amount),
      content: html`${this.#round(amount)}`,
    }));
    const name = this.words.say("amount");
    return choices(name, "segments", options, String(this.#amount), (amount) => {
      this.#amount = Number(amount);
      changed();
    });
  }

  first(): Tell {
    return this.#accounts.has(this.#person) ? this.#deposit() : this.#openFor(this.#person);
  }

  #deposit(): Tell {
    const amount = this.#amount;
    const label = this.words.say("pay_in", { sum: this.#round(amount) });
    return tell(label, "Deposit", { account: this.#person, amount });
  }

  others(): Tell[] {
    if (this.#accounts.size === 0) {
      return [];
    }
    const { words } = this;
    const account = this.#person;
    const amount = this.#amount;
    const sum = this.#round(amount);
    const transfers = people
      .filter((person) => person !== account)
      .map((to) =>
        tell(words.say("send_to", { sum, owner: words.capitalised(to) }), "TransferMoney", {
          from: account,
          to,
          amount,
        }),
      );
    return [
      ...(this.#accounts.has(account) ? [] : [this.#deposit()]),
      tell(words.say("take_out", { sum }), "Withdraw", { account, amount }),
      ...transfers,
      tell(words.say("close_account"), "CloseAccount", { account }),
    ];
  }

  questions(): Question[] {
    const { words } = this;
    const account = this.#person;
    const owner = words.capitalised(account);
    const unknown = words.say("no_such_account", { owner });
    return [
      {
        name: "balance",
        params: { account },
        label: words.say("how_much", { owner }),
        answer: (row: BalanceRow) => balanceCard(words, row),
        nothing: unknown,
      },
      {
        name: "statement",
        params: { account, limit: lines_shown + 1 },
        label: words.say("what_moved", { owner }),
        answer: (statement: Statement) => statementCard(words, statement),
        nothing: unknown,
      },
      {
        name: "bankTotals",
        params: {},
        label: words.say("how_is_the_bank"),
        answer: (row: Totals) => totalsCard(words, row),
        nothing: words.say("nothing_to_say"),
      },
    ];
  }

  settles(counts: Counts): boolean {
    return counts.reasons.has("insufficient_funds");
  }

  next({ reasons, questions, asked }: Counts): (Tell | Ask)[] {
    const { words } = this;
    const mine = this.#accounts.get(this.#person);
    const others = people.filter((person) => person !== this.#person);
    const other = others.find((person) => this.#accounts.get(person)?.open);
    const stranger = people.find((person) => !this.#accounts.has(person));
    if (this.#accounts.size === 0) {
      return [];
    }
    const owner = words.capitalised(this.#person);
    if (!mine) {
      const balance = ask(words.say("ask_balance", { owner }), "balance");
      return [this.first(), ...(asked === 0 ? [balance] : [])];
    }
    const account = mine.account;
    const plenty = mine.balance + 5000;
    const little = Math.min(2000, mine.balance);
    const sum = (amount: number) => ({ sum: this.#round(amount), owner });
    const send = (label: string, to: string | undefined, amount: number) =>
      tell(label, "TransferMoney", { from: account, to, amount });
    const someone = words.capitalised(other ?? "");
    const unknown = words.capitalised(stranger ?? "");
    return fitting([
      [
        mine.open && mine.balance === 0,
        tell(words.say("pay_in_for", sum(5000)), "Deposit", { account, amount: 5000 }),
      ],
      [
        mine.open && !reasons.has("insufficient_funds"),
        tell(words.say("take_out_too_much", sum(plenty)), "Withdraw", { account, amount: plenty }),
      ],
      [!questions.has("balance"), ask(words.say("ask_balance", { owner }), "balance")],
      [questions.has("balance") && asked < 10, ask(words.say("ask_ten_times"), "balance", 10)],
      [
        mine.balance > 0 && other !== undefined,
        send(words.say("send_to", { ...sum(little), owner: someone }), other, little),
      ],
      [other === undefined && stranger !== undefined, this.#openFor(stranger ?? "")],
      [
        mine.balance > 0 && stranger !== undefined && !reasons.has("not_found"),
        send(words.say("send_to_stranger", { ...sum(1000), owner: unknown }), stranger, 1000),
      ],
      [!questions.has("statement"), ask(words.say("ask_statement", { owner }), "statement")],
      [
        mine.balance > 0 && !reasons.has("balance_not_zero"),
        tell(words.say("close_with_money"), "CloseAccount", { account }),
      ],
      [
        mine.balance > 0 && !reasons.has("same_account"),
        send(words.say("send_to_self", sum(1000)), account, 1000),
      ],
      [
        !mine.open && !reasons.has("account_closed"),
        tell(words.say("pay_into_closed"), "Deposit", { account, amount: 5000 }),
      ],
      [!questions.has("bankTotals"), ask(words.say("ask_totals"), "bankTotals")],
      [
        !reasons.has("already_exists"),
        tell(words.say("open_again", { owner }), "OpenAccount", { account, owner }),
      ],
    ]);
  }

  intent({ type, data }: Command): string {
    return this.words.find(`intent_${type}`, this.#valuesOf(data)) ?? type;
  }

  summary({ type, data }: Recorded): string {
    return this.words.find(`fact_${type}`, this.#valuesOf(data)) ?? "";
  }

  refusal(failure: Failure, { data }: Command): string {
    const values = this.#valuesOf(data);
    const accounts = [data["account"] ?? data["from"], data["to"]].filter((id) => id !== undefined);
    const known = (id: unknown) => this.#accounts.get(shown(id));
    const missing = this.#named(accounts.find((id) => known(id) === undefined));
    const closed = this.#named(accounts.find((id) => known(id)?.open === false));
    const said = this.words.find(`no_bank_${failure.reason}`, { ...values, missing, closed });
    return said ?? failure.message;
  }

  /** What a message says, as it stands in sentences. */
  #valuesOf(data: Data): Values {
    return {
      owner: shown(data["owner"]),
      account: this.#named(data["account"]),
      from: this.#named(data["account"] ?? data["from"]),
      to: this.#named(data["to"]),
      sum:
        typeof data["amount"] === "number"
          ? this.words.money(data["amount"])
          : shown(data["amount"]),
    };
  }

  #openFor(person: string): Tell {
    const owner = this.words.capitalised(person);
    return tell(this.words.say("open_for", { owner }), "OpenAccount", { account: person, owner });
  }

  /** An account by the name of its owner, whose it is by its id. */
  #named(account: unknown): string {
    const id = shown(account);
    return people.includes(id) ? this.words.capitalised(id) : id;
  }

  /** An amount without its zeros. */
  #round(amount: number): string {
    return this.words.money(amount, true);
  }
}

function balanceCard(words: Say, row: BalanceRow): TemplateResult {
  return html`<div class="card">
    <p class="headline">
      <span>${words.say("account_of", { owner: row.owner })}</span>
      <span class="state ${row.status}">${words.say(`status_${row.status}`)}</span>
    </p>
    <p class="figure">${words.money(row.balance)}</p>
  </div>`;
}

/** The entry in words, with the sign that the balances show. */
function movement(words: Say, entry: Entry, before: number): { what: string; change: string } {
  const into = entry.balance > before;
  const other = words.capitalised(entry.counterparty ?? "");
  const what = {
    MoneyDeposited: words.say("paid_in"),
    MoneyWithdrawn: words.say("taken_out"),
    MoneyTransferred: words.say(into ? "from_other" : "to_other", { other }),
  }[entry.type];
  return { what, change: `${into ? "+" : "−"}${words.money(entry.amount)}` };
}

function statementCard(words: Say, { entries }: Statement): TemplateResult {
  if (entries.length === 0) {
    return html`<p class="aside">${words.say("no_money_moved")}</p>`;
  }
  const rows = entries
    .slice(0, lines_shown)
    .map((entry, i) => ({ entry, ...movement(words, entry, entries[i + 1]?.balance ?? 0) }));
  return html`<table class="card">
    <thead>
      <tr>
        <th scope="col">${words.say("at")}</th>
        <th scope="col">${words.say("what")}</th>
        <th scope="col" class="amount">${words.say("amount")}</th>
        <th scope="col" class="amount">${words.say("balance")}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ entry, what, change }) =>
          html`<tr>
            <td>${entry.position}</td>
            <td>${what}</td>
            <td class="amount">${change}</td>
            <td class="amount">${words.money(entry.balance)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function totalsCard(words: Say, row: Totals): TemplateResult {
  const { money, open, accounts, deposits, withdrawals, transfers } = row;
  const figures: [KeyOf<typeof texts>, string][] = [
    ["money", words.money(money)],
    ["accounts_open", words.say("open_of_all", { open, accounts })],
    ["deposits", words.number(deposits)],
    ["withdrawals", words.number(withdrawals)],
    ["transfers", words.number(transfers)],
  ];
  return html`<dl class="card totals">
    ${figures.map(
      ([term, figure]) =>
        html`<div>
          <dt>${words.say(term)}</dt>
          <dd>${figure}</dd>
        </div>`,
    )}
  </dl>`;
}
