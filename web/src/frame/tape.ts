import { html, nothing, render, type TemplateResult } from "lit";
import type { Log, Recorded, Told } from "../engine.js";
import type { factsTable } from "./facts-table.js";
import type { detail } from "./fact.js";
import { icon } from "./icons.js";
import { plain } from "./plain.js";
import { Reel } from "./reel.js";
import type { Stage } from "./stage.js";
import { positionsOf } from "./story.js";

/** What stands in the next, still empty place of the tape. */
export type Slot =
  | { kind: "none" }
  | { kind: "empty" }
  | { kind: "intent"; label: string }
  | { kind: "refused"; label: string; reason: string };

/** Facts that come one by one are each seen to arrive; more at a time are only there. */
const arriving_max = 4;

interface Story extends Log {
  trace?(correlationId: string): Told[];
}

/** The log, as a tape of facts on which nothing is ever changed. It draws itself, and no more of it than is in sight. */
export class Tape {
  /** What draws the facts as a table, a page at a time, where they are one. */
  table: typeof factsTable | undefined;
  /** Where a reader looks who went back: what comes later is still there, faintly. */
  at: number | undefined;
  /** Up to where this tape is that of another it was forked from. */
  forkedAt: number | undefined;

  readonly #element = document.createElement("div");
  #reel: Reel | undefined;
  #log: Story | undefined;
  #events: Recorded[] = [];
  #head = 0;
  #drawnHead = 0;
  #slot: Slot = { kind: "empty" };
  #invitation = "";
  #selected: number | undefined;
  /** What draws all that is known of the selected fact, once it has come. */
  #detail: typeof detail | undefined;
  #story: readonly Told[] = [];
  #lit: ReadonlySet<number> = new Set();
  /** The one entry that the Tab key reaches; arrow keys go on from there. */
  #reachable = 1;
  #page = 1;
  /** Nobody has seen yet where it begins. */
  #unseen = true;
  /** A frame is asked for. */
  #due = false;
  /** More facts come than can be seen one by one. */
  #pours = false;
  #growing = false;

  constructor(
    private readonly stage: Stage,
    private readonly summary: (event: Recorded) => string,
  ) {
    this.#element.className = "tape";
    this.#element.setAttribute("part", "tape");
  }

  /** What was added by `add`, for a tape that follows no engine. */
  get events(): readonly Recorded[] {
    return this.#events;
  }

  /** Reads from that log from now on, instead of keeping what is added. */
  follow(log: Story | undefined): void {
    this.clear();
    this.#log = log;
  }

  add(event: Recorded): void {
    this.#events = [...this.#events, event];
  }

  clear(): void {
    this.#events = [];
    this.#log = this.at = this.forkedAt = undefined;
    this.#select(undefined);
    this.#reachable = this.#page = 1;
    this.#head = this.#drawnHead = 0;
    this.#unseen = true;
    this.#reel?.clear();
  }

  /** The tape as far as the reader has been shown it. */
  render(head: number, slot: Slot, invitation: string): TemplateResult {
    this.#slot = slot;
    this.#invitation = invitation;
    this.#head = head;
    this.#draw();
    return html`${this.#element}`;
  }

  /** The log has grown to there: drawn with the next frame, and nothing else is. */
  grow(head: number): void {
    this.#head = head;
    if (!this.#pours) {
      this.redraw();
    } else if (!this.#growing) {
      // Nobody could read what every frame would show: every second one leaves time for all else on the page.
      this.#growing = true;
      requestAnimationFrame(() => {
        this.#growing = false;
        this.redraw();
      });
    }
  }

  redraw(): void {
    if (!this.#due) {
      this.#due = true;
      requestAnimationFrame(() => {
        this.#due = false;
        this.#draw();
      });
    }
  }

  /** Scrolls to the end, once what was recorded has been drawn. */
  async toTheEnd(behavior: ScrollBehavior = "auto"): Promise<void> {
    this.stage.redraw();
    await this.stage.drawn();
    this.jumpToTheEnd(behavior);
  }

  /** The tape scrolls, never the page. */
  jumpToTheEnd(behavior: ScrollBehavior = "instant"): void {
    this.#reel?.toEnd(behavior);
    this.redraw();
  }

  /** Goes to a fact, and focuses it where that is wanted. */
  reveal(position: number, focus = false): void {
    this.#reachable = Math.max(1, Math.min(position, this.#head));
    this.#draw();
    this.#reel?.reveal(this.#reachable);
    this.#draw();
    if (focus) {
      this.#reel?.element(this.#reachable)?.focus({ preventScroll: true });
    }
  }

  #read(from: number, limit: number): Recorded[] {
    if (this.#log === undefined) {
      return this.#events.filter(({ position }) => position >= from && position < from + limit);
    }
    try {
      return this.#log.read({ from, limit });
    } catch {
      // Whoever made the engine has closed it: what is drawn already stays.
      return [];
    }
  }

  #draw(): void {
    const head = this.#head;
    const grown = head - this.#drawnHead;
    const follows = this.#reel !== undefined && grown > 0 && this.#reel.isAtEnd;
    this.#drawnHead = head;
    this.#pours = grown > arriving_max;
    this.#element.classList.toggle("calm", this.#pours);
    render(this.#shell(head), this.#element);
    if (this.table) {
      this.#reel = undefined;
      this.#unseen = true;
      return;
    }
    const reel = (this.#reel ??= this.#newReel());
    // However much is on it already, a tape is first seen where it ends, or where the reader looks.
    const begins = this.#unseen && reel.isInSight;
    this.#unseen &&= !begins;
    if (begins || (follows && grown > arriving_max)) {
      reel.grow(head);
      reel.toEnd("instant");
    }
    if (begins && this.at !== undefined) {
      reel.reveal(Math.max(1, this.at));
    }
    reel.draw(head, this.#reachable);
  }

  #newReel(): Reel {
    return new Reel(
      this.#element.querySelector<HTMLElement>(".reel")!,
      this.#element.querySelector<HTMLOListElement>(".facts")!,
      (from, limit) => this.#read(from, limit),
      (position) => this.#looks(position),
      (event) => this.#entry(event),
      () => this.redraw(),
    );
  }

  #shell(head: number): TemplateResult {
    const selected = this.#selected === undefined ? [] : this.#read(this.#selected, 1);
    return html`${this.table ? this.#table(head, this.table) : this.#strip(head)}
    ${selected.map((event) =>
      this.#detail?.(
        this.stage,
        event,
        this.#story,
        (position) => this.#go(position),
        () => this.#close(),
      ),
    )}`;
  }

  #strip(head: number): TemplateResult {
    // With facts on it the Tab key reaches one of those, and scrolls with it.
    return html`<div
      class="reel"
      tabindex=${head === 0 ? 0 : nothing}
      @scroll=${() => this.#reel?.wasScrolled && this.redraw()}
    >
      ${head === 0 ? html`<p class="blank">${this.#invitation}</p>` : nothing}
      <ol
        class="facts"
        role="list"
        aria-label=${this.stage.words.say("log_label")}
        @keydown=${this.#onKey}
      ></ol>
      ${this.#slot.kind === "none" ? nothing : nextPlace(this.stage, head + 1, this.#slot)}
    </div>`;
  }

  #table(head: number, draw: typeof factsTable): TemplateResult {
    const log = { read: ({ from = 1, limit = head }) => this.#read(from, limit) };
    return draw(this.stage, log, head, this.#page, this.summary, (first) => {
      this.#page = first;
      this.redraw();
    });
  }

  #looks(position: number): string {
    return [
      position === this.#head ? "last" : "",
      position === this.#reachable ? "reachable" : "",
      position === this.#selected ? "open" : "",
      this.#lit.has(position) ? "lit" : "",
      this.at !== undefined && position > this.at ? "later" : "",
      position === this.at ? "here" : "",
      position === this.forkedAt ? "branch" : "",
      this.forkedAt !== undefined && position <= this.forkedAt ? "inherited" : "",
      "entry",
    ].join(" ");
  }

  #entry(event: Recorded): TemplateResult {
    const { position } = event;
    const { words } = this.stage;
    const open = position === this.#selected;
    return html`<button
      class=${this.#looks(position)}
      data-position=${position}
      aria-expanded=${open ? "true" : "false"}
      tabindex=${position === this.#reachable ? 0 : -1}
      @click=${() => this.#select(open ? undefined : position)}
    >
      <span class="position">${words.number(position)}</span>
      <span class="what">
        <span class="type">${icon("fact")}<span>${plain(event.type)}</span></span>
        <span class="summary">${plain(this.summary(event))}</span>
      </span>
      <span class="where"
        ><span class="stream"
          >${event.stream === null ? words.say("no_stream") : plain(event.stream)}</span
        >
        <span class="version">v${event.version}</span></span
      >
      ${
        position === this.forkedAt
          ? html`<span class="branch-mark">${words.say("forked_here")}</span>`
          : nothing
      }
    </button>`;
  }

  #select(position: number | undefined): void {
    const [event] = position === undefined ? [] : this.#read(position, 1);
    this.#selected = event?.position;
    this.#story = event ? this.#storyOf(event) : [];
    const positions = positionsOf(this.#story);
    this.#lit = new Set(positions.length > 1 ? positions : []);
    if (event) {
      this.#show(event.position);
      this.stage.attempt(() => this.#bringDetail(event.position));
    } else {
      this.redraw();
    }
  }

  #show(position: number): void {
    this.#draw();
    this.#reel?.remeasure();
    this.reveal(position);
  }

  async #bringDetail(position: number): Promise<void> {
    if (this.#detail === undefined) {
      const { detail, sheet } = await import("./fact.js");
      this.stage.wear(sheet);
      this.#detail = detail;
      if (position === this.#selected) {
        this.#show(position);
      }
    }
  }

  #storyOf(event: Recorded): readonly Told[] {
    try {
      return this.#log?.trace?.(event.correlationId) ?? [];
    } catch {
      return [];
    }
  }

  /** Goes on to another fact of the story. */
  #go(position: number): void {
    this.#select(position);
    this.reveal(position, true);
  }

  #close(): void {
    const position = this.#selected;
    this.#select(undefined);
    if (position !== undefined) {
      this.reveal(position, true);
    }
  }

  readonly #onKey = (pressed: KeyboardEvent): void => {
    const at = this.#reachable;
    const page = this.#reel?.page ?? 1;
    const rtl = getComputedStyle(this.#element).direction === "rtl";
    const to = {
      ArrowUp: at - 1,
      ArrowLeft: rtl ? at + 1 : at - 1,
      ArrowDown: at + 1,
      ArrowRight: rtl ? at - 1 : at + 1,
      PageUp: at - page,
      PageDown: at + page,
      Home: 1,
      End: this.#head,
    }[pressed.key];
    if (pressed.key === "Escape" && this.#selected !== undefined) {
      this.#close();
    } else if (to === undefined || pressed.altKey || pressed.ctrlKey || pressed.metaKey) {
      return;
    } else {
      this.#reachable = Math.max(1, Math.min(to, this.#head));
      if (this.#selected !== undefined) {
        this.#select(this.#reachable);
      }
      this.reveal(this.#reachable, true);
    }
    pressed.preventDefault();
  };
}

function nextPlace({ words }: Stage, position: number, slot: Slot): TemplateResult {
  const content = {
    none: () => nothing,
    empty: () => html`<span class="hint">${words.say("next_fact")}</span>`,
    intent: () =>
      html`<span class="type">${icon("intent")}${plain((slot as { label: string }).label)}</span>`,
    refused: () => {
      const { label, reason } = slot as { label: string; reason: string };
      const why = html`<code>${plain(reason)}</code>`;
      return html`<span class="type">${icon("refused")}${plain(label)}</span>
        <span class="hint">${words.rich("place_stays_empty", { reason: why })}</span>`;
    },
  }[slot.kind]();
  return html`<div class="slot ${slot.kind}" aria-hidden="true">
    <span class="position">${words.number(position)}</span><span class="what">${content}</span>
  </div>`;
}
