import { html, nothing, svg, type TemplateResult } from "lit";
import { openEngine, type Command, type Engine, type Recorded } from "../../engine.js";
import { choices } from "../../frame/choices.js";
import { icon } from "../../frame/icons.js";
import type { Stage } from "../../frame/stage.js";
import { engineWith } from "../../parts.js";
import { between, yesOrNo, type Deeds, type Settings } from "../deeds.js";
import { knob } from "../knob.js";
import sharedSheet from "../lesson.css";
import { Lesson, plotOf, type Offer } from "../lesson.js";
import type { SceneModule } from "../scene.js";
import sheet from "./scene.css";
import { texts } from "./texts.js";
import {
  defineForm,
  people,
  Race,
  ways,
  type Order,
  type Person,
  type Way,
  type Wish,
} from "./ways.js";

/** How long each has the order open, and how late Ben may come. */
const ada_open_s = 2;
const ben_open_s = 1;
const delay_max_s = 4;
const delay_at_first_s = 1;
const address = { ada: "12 Harbour Street", ben: "3 Mill Lane" };

/** Two people change one order, which is saved in three ways at the same time. */
class TwoPeople extends Lesson {
  readonly #words;
  protected readonly plot;
  #race: Race | undefined;
  #races = 0;
  #delay_s = delay_at_first_s;
  #isSame = false;
  #saysSeen = false;
  #running = false;
  #seen = { both: false, apart: false, same: false };

  constructor(stage: Stage) {
    super(stage);
    const words = stage.texts("two-people", texts);
    this.#words = words;
    this.plot = plotOf(
      words,
      ["option_both", "option_last", "option_error"],
      1,
      "holds at a price",
    );
  }

  protected async open(): Promise<Engine> {
    const [engine, { type }] = await Promise.all([
      openEngine(this.stage.parts),
      engineWith(this.stage.parts),
    ]);
    defineForm(engine, type());
    return engine;
  }

  protected opened(engine: Engine): void {
    this.#begin(engine);
    this.follow(engine);
  }

  protected override joined(): void {
    // Whose order it was has both saved or nobody: the next two find one of their own.
    this.#race = undefined;
    this.#running = false;
  }

  /** Saving is what the two do: a link has them do it, and says nothing in their place. */
  protected override allows(command: Command): boolean {
    return command.type.startsWith("@");
  }

  protected override get settings(): Settings {
    return {
      delay_s: {
        allows: between(0, delay_max_s),
        read: () => this.#delay_s,
        turn: (delay_s) => (this.#delay_s = Number(delay_s)),
      },
      same: {
        allows: yesOrNo,
        read: () => this.#isSame,
        turn: (same) => (this.#isSame = same === true),
      },
      seen: {
        allows: yesOrNo,
        read: () => this.#saysSeen,
        turn: (seen) => (this.#saysSeen = seen === true),
      },
    };
  }

  protected override get deeds(): Deeds {
    return {
      save: {
        takes: { delay_s: between(0, delay_max_s), same: yesOrNo, seen: yesOrNo },
        run: (engine, { delay_s, same, seen }) => {
          this.#delay_s = Number(delay_s);
          this.#isSame = same === true;
          this.#saysSeen = seen === true;
          this.#run(engine);
        },
      },
    };
  }

  protected clear(): void {
    this.#race = undefined;
    this.#races = 0;
    this.#delay_s = delay_at_first_s;
    this.#isSame = this.#saysSeen = this.#running = false;
    this.#seen = { both: false, apart: false, same: false };
  }

  protected settles(): boolean {
    return this.#seen.both;
  }

  protected toDo(): [string, boolean][] {
    const { both, apart, same } = this.#seen;
    return [
      [this.#words.say("do_both"), both],
      [this.#words.say("do_apart"), apart],
      [this.#words.say("do_same"), same],
    ];
  }

  // ---- what happens

  #begin(engine: Engine): Race {
    this.#races += 1;
    return (this.#race = new Race(engine, this.#races));
  }

  #wish(person: Person): Wish {
    return person === "ben" && !this.#isSame ? { item: "mug" } : { address: address[person] };
  }

  get #overlap_s(): number {
    const until = Math.min(ada_open_s, this.#delay_s + ben_open_s);
    return Math.max(0, until - this.#delay_s);
  }

  #letThem(): void {
    if (!this.#running) {
      this.do("save", { delay_s: this.#delay_s, same: this.#isSame, seen: this.#saysSeen });
    }
  }

  #run(engine: Engine): void {
    const words = this.#words;
    // The first one is there already.
    const race = this.#race?.has("ada") || !this.#race ? this.#begin(engine) : this.#race;
    this.#running = true;
    this.head = engine.stats().head;
    this.say("intent", words.say("saving"), words.say("saving_text"));
    race.open("ada");
    const acts: [number, () => void][] = [
      [this.#delay_s, () => race.open("ben")],
      [ada_open_s, () => this.#save(engine, race, "ada")],
      [this.#delay_s + ben_open_s, () => this.#save(engine, race, "ben")],
    ];
    acts.sort(([a], [b]) => a - b);
    for (const [at_s, act] of acts) {
      this.steps.later(at_s * 1000, act);
    }
    const [last_s] = acts[acts.length - 1] as [number, () => void];
    this.steps.later(last_s * 1000 + 50, () => this.#ended(race));
    this.stage.redraw();
  }

  #save(engine: Engine, race: Race, person: Person): void {
    const wish = this.#wish(person);
    for (const way of ways) {
      const command = race.command(person, way, wish, this.#saysSeen);
      race.saved(person, way, wish, this.dispatch(engine, command, false).result);
    }
    this.head = engine.stats().head;
    void this.tape.toTheEnd();
  }

  #ended(race: Race): void {
    const words = this.#words;
    this.#running = false;
    this.#seen.both ||= this.#overlap_s > 0;
    this.#seen.apart ||= this.#overlap_s === 0;
    this.#seen.same ||= this.#isSame && this.#overlap_s > 0;
    const parts = ways.map((way) => this.#part(race, way));
    const isHard = ways.some((way) => people.some((who) => race.fate(who, way)?.what === "lost"));
    this.say(isHard ? "refused" : "fact", words.say("done"), parts.join(" "));
  }

  #part(race: Race, way: Way): string {
    const words = this.#words;
    const said = words.say(`way_${way}`);
    for (const person of people) {
      const fate = race.fate(person, way);
      const who = words.say(person);
      if (fate?.what === "lost") {
        return words.say("part_lost", { way: said, who });
      }
      if (fate?.failure) {
        const message = fate.failure.message.replace(/\.$/, "");
        return words.say("part_refused", { way: said, who, message });
      }
    }
    return words.say("part_kept", { way: said });
  }

  // ---- what is drawn

  protected offers(): (Offer | false)[] {
    const words = this.#words;
    const { engine } = this;
    if (!engine || this.#running || !this.#race?.has("ben")) {
      return [];
    }
    const { apart, same } = this.#seen;
    const again = (kind: Offer["kind"], label: string, set: () => void): Offer => ({
      kind,
      label,
      act: () => {
        set();
        this.#letThem();
      },
    });
    return [
      !apart && again("intent", words.say("try_apart"), () => (this.#delay_s = ada_open_s + 1)),
      this.#overlap_s === 0 &&
        again("intent", words.say("try_together"), () => (this.#delay_s = delay_at_first_s)),
      !this.#isSame &&
        again("intent", words.say("try_same"), () => {
          this.#isSame = true;
          this.#delay_s = delay_at_first_s;
        }),
      same &&
        !this.#saysSeen &&
        again("intent", words.say("try_seen"), () => (this.#saysSeen = true)),
      this.#saysSeen && again("intent", words.say("try_plain"), () => (this.#saysSeen = false)),
      this.#isSame && again("intent", words.say("try_mug"), () => (this.#isSame = false)),
    ];
  }

  protected override summary({ type, data }: Recorded): string {
    const words = this.#words;
    const said: Record<string, () => string> = {
      FormSaved: () => {
        const order = data["order"] as Order;
        return words.say("saved_whole", { items: this.#items(order), address: order.address });
      },
      OrderPlaced: () => words.say("placed"),
      ItemAdded: () => words.say("added"),
      AddressChanged: () => words.say("moved", { address: String(data["address"]) }),
    };
    return words.capitalised(said[type]?.() ?? "");
  }

  #items({ items }: Order): string {
    const words = this.#words;
    const named = items.map((item) => words.find(item) ?? item);
    return new Intl.ListFormat(words.lang).format(named);
  }

  protected body(): TemplateResult {
    const words = this.#words;
    return html`
      ${this.#people()}
      ${this.middle(words.say("tape"), words.say("what_happened"), words.say("tape_invites"))}
      <section role="group" class="column ask" aria-label=${words.say("outcomes")}>
        ${this.title("answer", words.say("outcomes"), words.say("three_ways"))}
        ${ways.map((way) => this.#lane(way))}
      </section>
    `;
  }

  #people(): TemplateResult {
    const words = this.#words;
    const wishes = [
      { value: "mug", content: html`${words.say("ben_mug")}` },
      { value: "address", content: html`${words.say("ben_address")}` },
    ];
    const said = [
      { value: "plain", content: html`${words.say("told_plain")}` },
      { value: "seen", content: html`${words.say("told_seen")}` },
    ];
    const s = this.#overlap_s;
    return html`<section role="group" class="column tell" aria-label=${words.say("who")}>
      ${this.title("intent", words.say("who"), words.say("time"))} ${this.#timeline()}
      <p class="aside">
        ${s > 0 ? words.say("overlap", { s: this.#number(s) }) : words.say("no_overlap")}
      </p>
      ${this.button("intent", words.say("go"), () => this.withEngine(() => this.#letThem()))}
      ${knob({
        label: words.say("delay"),
        value: this.#delay_s,
        max: delay_max_s,
        step: 0.25,
        shown: words.say("seconds", { count: this.#delay_s }),
        turned: (delay_s) => {
          if (!this.#running) {
            this.#delay_s = delay_s;
          }
          this.stage.redraw();
        },
      })}
      <p class="label">${words.say("wish")}</p>
      ${choices(words.say("wish"), "segments", wishes, this.#isSame ? "address" : "mug", (wish) => {
        this.#isSame = wish === "address";
        this.stage.redraw();
      })}
      <p class="label">${words.say("told")}</p>
      ${choices(words.say("told"), "stack", said, this.#saysSeen ? "seen" : "plain", (way) => {
        this.#saysSeen = way === "seen";
        this.stage.redraw();
      })}
    </section>`;
  }

  #number(n: number): string {
    return this.#words.number(n);
  }

  /** Who has the order open when. */
  #timeline(): TemplateResult {
    const words = this.#words;
    const whole_s = delay_max_s + ben_open_s;
    const x = (s: number) => (s / whole_s) * 300;
    const from = this.#delay_s;
    const to = from + ben_open_s;
    const label = words.say("timeline", {
      ada: ada_open_s,
      from: this.#number(from),
      to: this.#number(to),
    });
    const s = this.#overlap_s;
    return html`<svg class="hours" viewBox="0 0 300 74" role="img" aria-label=${label}>
      ${s > 0 ? svg`<rect class="both" x=${x(from)} y="0" width=${x(s)} height="74" />` : nothing}
      <rect class="span" x="0" y="6" width=${x(ada_open_s)} height="26" rx="5" />
      <text x="8" y="24">${words.say("ada")}</text>
      <rect class="span" x=${x(from)} y="42" width=${x(ben_open_s)} height="26" rx="5" />
      <text x=${x(from) + 8} y="60">${words.say("ben")}</text>
    </svg>`;
  }

  #lane(way: Way): TemplateResult {
    const words = this.#words;
    const race = this.#race;
    const { engine } = this;
    const order = engine && race?.now(way, this.asked(engine), this.at).order;
    const fates = people.map((person) => {
      const fate = this.engine && race?.fate(person, way);
      const who = words.say(person);
      if (!fate) {
        return this.engine && race?.has(person)
          ? html`<li class="aside">${words.say("opened_by", { who })}</li>`
          : nothing;
      }
      const looks = { kept: "done", lost: "stale", refused: "refused" } as const;
      return html`<li class=${fate.what}>
        ${icon(looks[fate.what])}${words.say(fate.what, { who })}
      </li>`;
    });
    return html`<article class="sheet lane" id="way-${way}" aria-label=${words.say(way)}>
      <p class="headline"><strong>${words.say(way)}</strong></p>
      <p class="aside">${words.say(`${way}_note`)}</p>
      ${order && order.items.length > 0 ? html`<p>${words.say("order_now", { items: words.capitalised(this.#items(order)), address: order.address })}</p>` : nothing}
      <ul>
        ${fates}
      </ul>
    </article>`;
  }
}

export const scene: SceneModule = {
  sheets: [sharedSheet, sheet],
  begin: (stage) => new TwoPeople(stage),
};
