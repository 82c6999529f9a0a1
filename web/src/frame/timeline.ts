import { html, nothing, type TemplateResult } from "lit";
import type { Asked, Engine } from "../engine.js";
import { listing } from "./code.js";
import { factsTable } from "./facts-table.js";
import { icon } from "./icons.js";
import type { Stage } from "./stage.js";
import type { Tape } from "./tape.js";

export { default as sheet } from "./timeline.css";

/** A step of what is played. */
const step_ms = 700;
/** However long the tape, it is played in so many steps. */
const steps_max = 60;
/** A test is no longer than this, in characters. */
const code_max = 50_000;

/** What has the tape and is told where the reader looks. */
export interface Traveller {
  /** The engine that is shown. */
  engine(): Engine | undefined;
  /** From now on answers are as of that position; undefined: as of the head. */
  moved(at: number | undefined): void;
  /** Whether another future can be begun; it can unless told. */
  forks?: boolean;
  /** Goes on with another engine, a fork or the one that it was forked from. */
  goOnWith(engine: Engine): void;
}

type Framework = "vitest" | "catch2";

/**
 * Going back and forth on a tape, forking it, copying a stretch as a test, reading it as a table: all that is quiet
 * until it is wanted.
 */
export class Timeline {
  open = false;
  #at: number | undefined;
  #playing: ReturnType<typeof setTimeout> | undefined;
  /** The engines that were forked, the first first, and where. */
  #forks: { parent: Engine; from: number }[] = [];
  #copying = false;
  #stretch: { from: number | undefined; to: number | undefined } = {
    from: undefined,
    to: undefined,
  };
  #framework: Framework = "vitest";
  /** What is asked for, and what is shown until that has come. */
  #wanted: string | undefined;
  #generated: { framework: Framework; code: string | undefined } | undefined;
  #copied = false;

  constructor(
    private readonly stage: Stage,
    private readonly tape: Tape,
    private readonly traveller: Traveller,
  ) {}

  /** Where the reader looks; undefined: at the head. */
  get at(): number | undefined {
    return this.#at;
  }

  get isFork(): boolean {
    return this.#forks.length > 0;
  }

  /** Where the tape that is shown began to be another one. */
  get forkedAt(): number | undefined {
    return this.#forks.at(-1)?.from;
  }

  /** Whom to ask. */
  asked(engine: Engine): Asked {
    return this.#at === undefined ? engine : engine.at(this.#at);
  }

  /** Back to the head, as whoever tells something is. */
  now(): void {
    this.pause();
    if (this.#at !== undefined) {
      this.go(undefined);
    }
  }

  /** Forgets where it was; closes what was forked, and what it was forked from, but not the engine that is shown. */
  clear(): void {
    this.pause();
    for (const { parent } of this.#forks.splice(0)) {
      parent.close();
    }
    this.#at = this.#generated = this.#wanted = undefined;
    this.#stretch = { from: undefined, to: undefined };
    this.#copying = this.#copied = false;
    this.tape.table = undefined;
  }

  pause(): void {
    clearTimeout(this.#playing);
    this.#playing = undefined;
  }

  /** Continues from there on another tape; from the head, where the tape does not go as far. */
  forkAt(position: number): void {
    const parent = this.traveller.engine();
    if (parent === undefined) {
      return;
    }
    this.pause();
    const from = Math.min(position, parent.stats().head);
    const fork = parent.fork(from);
    this.#forks.push({ parent, from });
    this.#at = undefined;
    this.traveller.goOnWith(fork);
    this.tape.forkedAt = from;
    this.stage.redraw();
  }

  /** Leaves every fork, and looks at the head. */
  home(): void {
    while (this.isFork) {
      this.back();
    }
    this.now();
  }

  /** Leaves the fork, which is gone then. */
  back(): void {
    const last = this.#forks.pop();
    if (last === undefined) {
      return;
    }
    this.pause();
    const fork = this.traveller.engine();
    this.#at = undefined;
    this.traveller.goOnWith(last.parent);
    this.tape.forkedAt = this.forkedAt;
    fork?.close();
    this.stage.redraw();
  }

  /** What a reader of a fork must know, whether the controls are open or not. */
  banner(head: number): TemplateResult | typeof nothing {
    const fork = this.#forks.at(-1);
    if (fork === undefined) {
      return nothing;
    }
    const { words } = this.stage;
    const parent = headOf(fork.parent);
    return html`<div class="fork-banner">
      <p>
        <strong>${words.say("this_is_a_fork")}</strong>
        ${words.say("fork_story", { from: fork.from, head, parent })}
      </p>
      <button @click=${() => this.back()}>${icon("again")}${words.say("leave_fork")}</button>
    </div>`;
  }

  render(head: number): TemplateResult | typeof nothing {
    if (!this.open) {
      return nothing;
    }
    const { words } = this.stage;
    return html`<div
      class="timeline"
      part="timeline"
      role="group"
      aria-label=${words.say("time_controls")}
    >
      ${this.#scrubber(head)}
      <div class="acts">
        ${
          this.traveller.forks === false
            ? nothing
            : html`<button ?disabled=${head === 0} @click=${() => this.forkAt(this.#at ?? head)}>
                ${icon("fork")}${words.say("fork_here")}
              </button>`
        }
        <button
          ?disabled=${head === 0}
          aria-expanded=${this.#copying ? "true" : "false"}
          @click=${() => this.#toggleCopying()}
        >
          ${icon("edit")}${words.say("copy_as_test")}
        </button>
        <button
          aria-pressed=${this.tape.table ? "true" : "false"}
          @click=${() => {
            this.tape.table = this.tape.table ? undefined : factsTable;
            this.stage.redraw();
          }}
        >
          ${icon("table")}${words.say("as_table")}
        </button>
      </div>
      ${this.#copying ? this.#copy(head) : nothing}
    </div>`;
  }

  #scrubber(head: number): TemplateResult {
    const { words } = this.stage;
    const at = this.#at ?? head;
    const step = (by: number) => () => {
      this.pause();
      this.go(at + by);
    };
    return html`<div class="scrubber">
      <button
        class="quiet"
        aria-label=${words.say("step_back")}
        ?disabled=${at === 0}
        @click=${step(-1)}
      >
        ${icon("back")}
      </button>
      <button
        class="quiet"
        aria-label=${words.say(this.#playing === undefined ? "play" : "pause")}
        ?disabled=${head === 0}
        @click=${() => this.#play(head)}
      >
        ${icon(this.#playing === undefined ? "play" : "pause")}
      </button>
      <button
        class="quiet"
        aria-label=${words.say("step_on")}
        ?disabled=${at >= head}
        @click=${step(1)}
      >
        ${icon("on")}
      </button>
      <input
        type="range"
        min="0"
        max=${head}
        step="1"
        aria-label=${words.say("position")}
        aria-valuetext=${words.say("as_of_of", { at, head })}
        .value=${String(at)}
        @input=${(event: Event) => {
          this.pause();
          this.go(Number((event.target as HTMLInputElement).value));
        }}
      />
      <span class="place">
        <output>${words.say("as_of_of", { at, head })}</output>
        <button class="quiet" ?disabled=${this.#at === undefined} @click=${() => this.now()}>
          ${words.say("now")}
        </button>
      </span>
    </div>`;
  }

  /** Looks there; undefined: at the head. */
  go(to: number | undefined): void {
    const head = this.traveller.engine()?.stats().head ?? 0;
    const at = to === undefined ? undefined : Math.max(0, Math.min(to, head));
    // A reader who is at the head stays there as it moves on.
    this.#at = at === head ? undefined : at;
    this.tape.at = this.#at;
    this.traveller.moved(this.#at);
    this.tape.reveal(Math.max(1, this.#at ?? head));
    this.stage.redraw();
  }

  #play(head: number): void {
    if (this.#playing !== undefined) {
      this.pause();
      this.stage.redraw();
      return;
    }
    const by = Math.max(1, Math.ceil(head / steps_max));
    const step = (): void => {
      const to = (this.#at ?? head) + by;
      this.#playing = to < head ? setTimeout(step, step_ms) : undefined;
      this.go(to);
    };
    if (this.#at === undefined) {
      this.go(0);
    }
    this.#playing = setTimeout(step, step_ms);
    this.stage.redraw();
  }

  // ---- a stretch as a test

  #toggleCopying(): void {
    this.#copying = !this.#copying;
    // What did not come is asked for again.
    this.#wanted = undefined;
    this.#stretch = { from: undefined, to: undefined };
    this.stage.redraw();
  }

  #copy(head: number): TemplateResult {
    const { words } = this.stage;
    const to = Math.min(this.#stretch.to ?? this.#at ?? head, head);
    const from = Math.min(this.#stretch.from ?? Math.max(1, to - 19), Math.max(to, 1));
    this.#generate(from, to, head);
    const code = this.#generated?.code;
    const bound = (
      label: "from_position" | "to_position",
      value: number,
      set: (n: number) => void,
    ) =>
      html`<label
        >${words.say(label)}
        <input
          type="number"
          min="1"
          max=${head}
          .value=${String(value)}
          @change=${(event: Event) => {
            set(Math.max(1, Math.floor(Number((event.target as HTMLInputElement).value)) || 1));
            this.stage.redraw();
          }}
      /></label>`;
    const framework = (name: Framework, label: string) =>
      html`<label
        ><input
          type="radio"
          name="framework"
          .checked=${this.#framework === name}
          @change=${() => {
            this.#framework = name;
            this.stage.redraw();
          }}
        />${label}</label
      >`;
    return html`<div class="as-test">
      <div class="acts">
        ${bound("from_position", from, (n) => (this.#stretch.from = n))}
        ${bound("to_position", to, (n) => (this.#stretch.to = n))}
        <span class="one-of"
          >${framework("vitest", "Vitest")} ${framework("catch2", "Catch2")}</span
        >
        <button ?disabled=${code === undefined} @click=${() => this.#put(code ?? "")}>
          ${words.say(this.#copied ? "copied" : "copy")}
        </button>
      </div>
      ${
        this.#generated === undefined
          ? nothing
          : code === undefined
            ? html`<p class="complaint">${icon("refused")}${words.say("no_test")}</p>`
            : listing(
                words.say("given_when_then"),
                this.#generated.framework === "vitest" ? "tape.test.js" : "tape.cpp",
                code,
              )
      }
    </div>`;
  }

  /** Written once for a stretch, by code that is loaded when it is first wanted. */
  #generate(from: number, to: number, head: number): void {
    const engine = this.traveller.engine();
    const key = [from, to, head, this.#framework, this.#forks.length].join();
    if (engine === undefined || this.#wanted === key) {
      return;
    }
    this.#wanted = key;
    const framework = this.#framework;
    this.stage.attempt(async () => {
      const { stretchOf, vitest, catch2 } = await import("./as-test.js");
      if (this.#wanted !== key) {
        return;
      }
      const write = framework === "vitest" ? vitest : catch2;
      let code: string | undefined;
      try {
        const stretch = stretchOf(engine, from, to);
        code = stretch && write(stretch);
        code = code && code.length <= code_max ? code : undefined;
      } catch {
        // The engine was closed meanwhile, or lets nobody fork it: then there is no test.
      }
      this.#generated = { framework, code };
      this.#copied = false;
      this.stage.redraw();
    });
  }

  #put(code: string): void {
    navigator.clipboard.writeText(code).then(
      () => {
        this.#copied = true;
        this.stage.redraw();
      },
      () => {
        // The reader copies it by hand: it is selected already.
        const pre = this.stage.find(".as-test pre");
        if (pre) {
          getSelection()?.selectAllChildren(pre);
        }
      },
    );
  }
}

/** Whoever made the engine may have closed it meanwhile. */
function headOf(engine: Engine): number {
  try {
    return engine.stats().head;
  } catch {
    return 0;
  }
}
