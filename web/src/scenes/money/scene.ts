import type { Domains } from "cqrs-wasm";
import { html, nothing, type TemplateResult } from "lit";
import { openEngine, type Asked, type Command, type Engine, type Recorded } from "../../engine.js";
import { choices } from "../../frame/choices.js";
import { literal } from "../../frame/code.js";
import { icon } from "../../frame/icons.js";
import type { Stage } from "../../frame/stage.js";
import { between, oneOf, type Settings } from "../deeds.js";
import { knob } from "../knob.js";
import type { Outcome } from "../act.js";
import { Lesson, plotOf, type Offer } from "../lesson.js";
import sharedSheet from "../lesson.css";
import type { SceneModule } from "../scene.js";
import sheet from "./scene.css";
import { texts } from "./texts.js";

type Balance = NonNullable<Domains["bank"]["queries"]["balance"]["result"]>;
type Meanwhile = "stale" | "wait" | "pending";

const meanwhiles: Meanwhile[] = ["stale", "wait", "pending"];
const amounts = [2000, 5000, 8000];
const begun_with = 10_000;
const lag_at_first_ms = 2000;
const lag_max_ms = 5000;
/** How often a screen that waits asks again. */
const ask_ms = 100;

/** Between a transfer and the next, while the screen knows of neither. */
const again_ms = 1200;

/** A transfer that the screen may not know of yet. */
interface Sent {
  position: number;
  amount: number;
  /** When, by the clock of the page. */
  at: number;
  /** What the screen said before. */
  before: number;
  meanwhile: Meanwhile;
  notYet: number;
}

/** A transfer and a balance, with a read side that is as far behind as the reader makes it. */
class Money extends Lesson {
  readonly #words;
  protected readonly plot;
  #amount = 2000;
  #lag_ms = lag_at_first_ms;
  #meanwhile: Meanwhile = "stale";
  #sent: Sent | undefined;
  /** The id of the form that is on the screen: one for each transfer, however often it is clicked. */
  #form = 1;
  #seen = { looked: false, chose: false, refused: false, twice: false };

  constructor(stage: Stage) {
    super(stage);
    const words = stage.texts("money", texts);
    this.#words = words;
    this.plot = plotOf(words, ["option_new", "option_old", "option_none"], 1, "holds at a price", {
      balance: words.money(begun_with, true),
      amount: words.money(this.#amount, true),
    });
  }

  protected open(): Promise<Engine> {
    return openEngine(this.stage.parts);
  }

  protected opened(engine: Engine): void {
    engine.dispatchAll([
      { type: "OpenAccount", data: { account: "ada", owner: "Ada" } },
      { type: "OpenAccount", data: { account: "ben", owner: "Ben" } },
      { type: "Deposit", data: { account: "ada", amount: begun_with } },
    ]);
    engine.setMode("accounts", { delayMs: this.#lag_ms });
    engine.catchUp("accounts");
    // What it begins with is known: the lag is of what the reader does.
    engine.setMode("accounts", "immediate");
    engine.setMode("accounts", { delayMs: this.#lag_ms });
    this.follow(engine);
  }

  protected override joined(engine: Engine): void {
    this.#sent = undefined;
    engine.setMode("accounts", { delayMs: this.#lag_ms });
  }

  protected override get settings(): Settings {
    return {
      amount: {
        allows: oneOf(...amounts),
        read: () => this.#amount,
        turn: (amount) => (this.#amount = Number(amount)),
      },
      lag_ms: {
        allows: between(0, lag_max_ms),
        read: () => this.#lag_ms,
        turn: (lag_ms) => this.#delay(Number(lag_ms)),
      },
      meanwhile: {
        allows: oneOf(...meanwhiles),
        read: () => this.#meanwhile,
        turn: (way) => this.#choose(way as Meanwhile),
      },
    };
  }

  protected clear(): void {
    this.#amount = 2000;
    this.#lag_ms = lag_at_first_ms;
    this.#meanwhile = "stale";
    this.#sent = undefined;
    this.#form += 1;
    this.#seen = { looked: false, chose: false, refused: false, twice: false };
  }

  protected settles(): boolean {
    return this.#seen.looked;
  }

  protected toDo(): [string, boolean][] {
    const { looked, chose, refused } = this.#seen;
    return [
      [this.#words.say("do_looked"), looked],
      [this.#words.say("do_chose"), chose],
      [this.#words.say("do_refused"), refused],
    ];
  }

  protected override summary({ type, data }: Recorded): string {
    const words = this.#words;
    const amount = words.money(Number(data["amount"]), true);
    const name = (account: unknown) => words.capitalised(String(account));
    const said: Record<string, () => string> = {
      AccountOpened: () => words.say("opened", { owner: String(data["owner"]) }),
      MoneyDeposited: () => words.say("paid_in", { amount, account: name(data["account"]) }),
      MoneyTransferred: () =>
        words.say("moved", { amount, from: name(data["from"]), to: name(data["to"]) }),
    };
    return said[type]?.() ?? "";
  }

  // ---- telling

  #send(engine: Engine, amount: number, from: Element, clicks = 1): void {
    const data = { from: "ada", to: "ben", amount };
    const command: Command = { type: "TransferMoney", data, id: `transfer-${this.#form}` };
    // The same form again: the same id.
    for (let click = 0; click < clicks; click += 1) {
      this.#transfer(engine, command, from);
    }
  }

  protected override retell(engine: Engine, command: Command): void {
    if (command.type === "TransferMoney") {
      this.#transfer(engine, command, null);
    } else if (command.type === "Deposit") {
      this.#deposit(engine, command, null);
    } else {
      super.retell(engine, command);
    }
  }

  #transfer(engine: Engine, command: Command, from: Element | null): void {
    const amount = Number(command.data["amount"]);
    const before = this.#balance(engine, "ada");
    const shown = before.data.balance;
    const result = this.tell(engine, command, from, (outcome) => {
      this.#form += outcome.result.ok && outcome.result.duplicate ? 0 : 1;
      this.#said(engine, outcome, amount, shown, before.asOf);
    });
    if (result.ok && !result.duplicate) {
      const meanwhile = this.#meanwhile;
      const at = performance.now();
      this.#sent = { position: result.position, amount, at, before: shown, meanwhile, notYet: 0 };
      this.repeat(ask_ms, () => this.#look(engine));
    }
  }

  #said(engine: Engine, { result }: Outcome, amount: number, shown: number, asOf: number): void {
    const words = this.#words;
    const values = { amount: words.money(amount), balance: words.money(shown), asOf };
    if (!result.ok) {
      const real = this.#real(engine);
      const stale = shown >= amount && real < amount;
      this.#seen.refused ||= stale;
      const text = stale
        ? words.say("refused_stale", {
            amount: values.amount,
            shown: values.balance,
            balance: words.money(real),
          })
        : words.say("refused_plain", values);
      this.say("refused", words.say("refused"), text, result.reason ?? result.code);
      return;
    }
    const { position, duplicate } = result;
    if (duplicate) {
      this.#seen.twice = true;
      this.say("fact", words.say("twice"), words.say("twice_text", { ...values, position }));
      return;
    }
    if (!this.#sent) {
      const balance = words.money(this.#balance(engine, "ada").data.balance);
      this.say(
        "fact",
        words.say("sent"),
        words.say("sent_at_once", { ...values, position, balance }),
      );
      return;
    }
    this.#seen.looked ||= this.#meanwhile === "stale";
    const key = ({ stale: "sent_stale", wait: "sent_wait", pending: "sent_pending" } as const)[
      this.#meanwhile
    ];
    const all = { ...values, position, pending: values.amount };
    this.say("fact", words.say("sent"), words.say(key, all));
  }

  /** The screen looks again; true once it knows of what was sent. */
  #look(engine: Engine): boolean {
    const sent = this.#sent;
    if (!sent) {
      return true;
    }
    const asked = { account: "ada" };
    const options = sent.meanwhile === "wait" ? { atLeast: sent.position } : {};
    const answer = engine.query("balance", asked, options);
    if (!answer.ok) {
      sent.notYet += 1;
      return false;
    }
    if (answer.asOf < sent.position) {
      return false;
    }
    const call = `cqrs.query("balance", ${literal(asked)}${sent.meanwhile === "wait" ? `, ${literal(options)}` : ""})`;
    this.show(call, answer, ["query balance"]);
    const words = this.#words;
    const took_s = (performance.now() - sent.at) / 1000;
    const values = {
      s: this.#seconds(took_s),
      before: words.money(sent.before),
      balance: words.money((answer.data as Balance).balance),
      count: sent.notYet,
    };
    this.#seen.chose ||= sent.meanwhile !== "stale" && this.#lag_ms > 0;
    this.#sent = undefined;
    // A lag of nothing needs no words: the screen was right at once. A refusal stays to be read.
    const worthSaying = this.#lag_ms > 0 || sent.notYet > 0;
    if (worthSaying && this.said?.kind !== "refused") {
      this.steps.settle();
      const key = (
        {
          stale: "caught_up_stale",
          wait: "caught_up_wait",
          pending: "caught_up_pending",
        } as const
      )[sent.meanwhile];
      this.say("answer", words.say("caught_up"), words.say(key, values));
    }
    return true;
  }

  #seconds(s: number): string {
    return s.toLocaleString(this.#words.lang, {
      maximumFractionDigits: 1,
      minimumFractionDigits: 1,
    });
  }

  // ---- asking

  #balance(engine: Asked, account: string): { data: Balance; asOf: number } {
    const answer = engine.query("balance", { account });
    return answer.ok && answer.data
      ? { data: answer.data as Balance, asOf: answer.asOf }
      : { data: { account, owner: account, balance: 0, status: "open" }, asOf: 0 };
  }

  /** What the write side knows. */
  #real(engine: Engine): number {
    const { head } = engine.stats();
    const past = engine.at(head).query("balance", { account: "ada" });
    return past.ok ? (past.data as Balance).balance : 0;
  }

  // ---- what is drawn

  protected offers(): (Offer | false)[] {
    const words = this.#words;
    const engine = this.engine;
    if (!engine || this.head <= 3) {
      return [];
    }
    const real = this.#real(engine);
    const choose = (meanwhile: Meanwhile): Offer => ({
      kind: "answer",
      label: words.say(`try_${meanwhile}`),
      act: () => this.#choose(meanwhile),
    });
    const most = Math.ceil((real * 0.6) / 1000) * 1000;
    return [
      !this.#seen.refused &&
        real >= 2000 && {
          kind: "intent",
          label: words.say("try_overdraw", { amount: words.money(most, true) }),
          act: (from) => this.#overdraw(engine, most, from),
        },
      real < 2000 && {
        kind: "intent",
        label: words.say("try_pay_in", { amount: words.money(begun_with, true) }),
        act: (from) => this.#payIn(engine, from),
      },
      this.#lag_ms < 1000 && {
        kind: "answer",
        label: words.say("try_lag"),
        act: () => this.#delay(3000),
      },
      !this.#seen.twice &&
        real >= this.#amount && {
          kind: "intent",
          label: words.say("try_twice"),
          act: (from) => this.#send(engine, this.#amount, from, 2),
        },
      this.#meanwhile !== "wait" && choose("wait"),
      this.#meanwhile !== "pending" && choose("pending"),
      this.#meanwhile !== "stale" && choose("stale"),
    ];
  }

  /** Spends more than half, and the same again while the screen still shows it. */
  #overdraw(engine: Engine, amount: number, from: Element): void {
    if (this.#lag_ms < lag_at_first_ms) {
      this.#delay(lag_at_first_ms);
    }
    this.#choose("stale");
    this.#send(engine, amount, from);
    this.steps.later(again_ms, () => this.#send(engine, amount, from));
  }

  #payIn(engine: Engine, from: Element): void {
    const data = { account: "ada", amount: begun_with };
    this.#deposit(engine, { type: "Deposit", data }, from);
  }

  #deposit(engine: Engine, command: Command, from: Element | null): void {
    this.tell(engine, command, from, ({ result }) => {
      if (result.ok) {
        const amount = this.#words.money(Number(command.data["amount"]));
        const values = { amount, position: result.position };
        this.say("fact", this.#words.say("sent"), this.#words.say("paid", values));
      } else {
        this.refuse(result);
      }
    });
  }

  #choose(meanwhile: Meanwhile): void {
    this.#meanwhile = meanwhile;
    if (this.#sent) {
      this.#sent.meanwhile = meanwhile;
    }
    this.stage.redraw();
  }

  #delay(lag_ms: number): void {
    this.#lag_ms = lag_ms;
    this.withEngine((engine) => {
      engine.setMode("accounts", { delayMs: lag_ms });
      this.show(`cqrs.setMode("accounts", ${literal({ delayMs: lag_ms })})`, {});
      this.stage.redraw();
    });
  }

  protected body(): TemplateResult {
    const words = this.#words;
    return html`
      ${this.#commands()}
      ${this.middle(words.say("tape"), words.say("what_happened"), words.say("tape_invites"))}
      <section role="group" class="column ask" aria-label=${words.say("screen")}>
        ${this.title("answer", words.say("screen"), words.say("read_side"))} ${this.#screen()}
      </section>
    `;
  }

  #commands(): TemplateResult {
    const words = this.#words;
    const sums = amounts.map((amount) => ({
      value: String(amount),
      content: html`${words.money(amount, true)}`,
    }));
    const ways = meanwhiles.map((way) => ({ value: way, content: html`${words.say(way)}` }));
    const s = this.#lag_ms / 1000;
    return html`<section role="group" class="column tell" aria-label=${words.say("tell")}>
      ${this.title("intent", words.say("tell"), words.say("commands"))}
      ${choices(words.say("amount"), "segments", sums, String(this.#amount), (amount) => {
        this.#amount = Number(amount);
        this.stage.redraw();
      })}
      ${this.button(
        "intent",
        words.say("send", { amount: words.money(this.#amount, true) }),
        (from) => this.withEngine((engine) => this.#send(engine, this.#amount, from)),
      )}
      ${knob({
        label: words.say("lag"),
        value: this.#lag_ms,
        max: lag_max_ms,
        step: 250,
        shown: s === 0 ? words.say("no_lag") : words.say("seconds", { s }),
        turned: (lag_ms) => this.#delay(lag_ms),
      })}
      <p class="label">${words.say("meanwhile")}</p>
      ${choices(words.say("meanwhile"), "stack", ways, this.#meanwhile, (way) =>
        this.#choose(way as Meanwhile),
      )}
    </section>`;
  }

  #screen(): TemplateResult | typeof nothing {
    const { engine } = this;
    if (!engine) {
      return nothing;
    }
    const words = this.#words;
    const head = this.head;
    const asked = this.asked(engine);
    const { data, asOf } = this.#balance(asked, "ada");
    const sent = this.#sent;
    const waits = sent?.meanwhile === "wait" && asOf < sent.position;
    const coming = sent?.meanwhile === "pending" && asOf < sent.position;
    const stale = asOf < head;
    return html`<article
        class="sheet ${stale ? "stale" : ""}"
        id="screen"
        aria-label=${words.say("account_of")}
      >
        <p class="label">${words.say("account_of")}</p>
        ${
          waits
            ? html`<p class="figure">${icon("stale")}…</p>
                <p class="aside">
                  ${words.say("waiting", { position: sent.position })},
                  ${words.say("told_not_yet", { count: sent.notYet })}
                </p>`
            : html`<p class="figure">${words.money(data.balance)}</p>`
        }
        ${
          coming
            ? html`<p class="coming">
                ${icon("stale")}<span
                  >${words.say("on_its_way", { amount: words.money(sent.amount) })}:
                  ${words.say("will_be", { amount: words.money(data.balance - sent.amount) })}</span
                >
              </p>`
            : nothing
        }
        <p class="as-of">
          ${
            stale
              ? html`${icon("stale")}${words.say("outrun", { asOf, head })}`
              : words.say("as_of", { asOf })
          }
        </p>
      </article>
      <article class="sheet small" aria-label=${words.say("ben_too")}>
        <p class="label">${words.say("ben_too")}</p>
        <p class="figure">${words.money(this.#balance(asked, "ben").data.balance)}</p>
      </article>`;
  }
}

export const scene: SceneModule = {
  sheets: [sharedSheet, sheet],
  begin: (stage) => new Money(stage),
};
