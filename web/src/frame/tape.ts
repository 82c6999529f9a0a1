import { html, nothing, type TemplateResult } from "lit";
import type { Recorded } from "../engine.js";
import { icon } from "./icons.js";
import type { KeyOf } from "./language.js";
import type { Stage } from "./stage.js";
import type { texts } from "./texts.js";

/** What stands in the next, still empty place of the tape. */
export type Slot =
  | { kind: "empty" }
  | { kind: "intent"; label: string }
  | { kind: "refused"; label: string; reason: string };

/** The log, as a tape of facts on which nothing is ever changed. */
export class Tape {
  #events: Recorded[] = [];
  #selected: number | undefined;
  /** The one entry that the Tab key reaches; arrow keys go on from there. */
  #reachable: number | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly summary: (event: Recorded) => string,
  ) {}

  get events(): readonly Recorded[] {
    return this.#events;
  }

  add(event: Recorded): void {
    this.#events = [...this.#events, event];
    this.#reachable ??= event.position;
  }

  clear(): void {
    this.#events = [];
    this.#selected = this.#reachable = undefined;
  }

  /** The tape as far as the reader has been shown it. */
  render(head: number, slot: Slot, invitation: string): TemplateResult {
    const events = this.#events.filter((event) => event.position <= head);
    const selected = events.find((event) => event.position === this.#selected);
    return html`
      <div class="tape" part="tape">
        <div class="reel">
          ${events.length === 0 ? html`<p class="blank">${invitation}</p>` : nothing}
          <ol class="facts" aria-label=${this.stage.words.say("log_label")} @keydown=${this.#onKey}>
            ${events.map((event) => this.#entry(event, event.position === head))}
          </ol>
          ${nextPlace(this.stage, head + 1, slot)}
        </div>
        ${selected ? this.#detail(selected) : nothing}
      </div>
    `;
  }

  /** Scrolls to the end, once what was recorded has been drawn. */
  async toTheEnd(behavior: ScrollBehavior = "auto"): Promise<void> {
    this.stage.redraw();
    await this.stage.drawn();
    this.jumpToTheEnd(behavior);
  }

  /** The tape scrolls, never the page. */
  jumpToTheEnd(behavior: ScrollBehavior = "instant"): void {
    const reel = this.stage.find(".reel");
    reel?.scrollTo({ top: reel.scrollHeight, left: reel.scrollWidth, behavior });
  }

  #entry(event: Recorded, last: boolean): TemplateResult {
    const { position } = event;
    const open = position === this.#selected;
    return html`<li>
      <button
        class="entry ${last ? "last" : ""}"
        data-position=${position}
        aria-expanded=${open ? "true" : "false"}
        tabindex=${position === this.#reachable ? 0 : -1}
        @click=${() => this.#select(open ? undefined : position)}
      >
        <span class="position">${position}</span>
        <span class="what">
          <span class="type">${icon("fact")}${event.type}</span>
          <span class="summary">${this.summary(event)}</span>
        </span>
        <span class="where"
          >${event.stream ?? this.stage.words.say("no_stream")}
          <span class="version">v${event.version}</span></span
        >
      </button>
    </li>`;
  }

  #detail(event: Recorded): TemplateResult {
    const { words } = this.stage;
    const { position, type } = event;
    const rows: [KeyOf<typeof texts>, string | undefined][] = [
      ["position", String(position)],
      ["stream", event.stream ?? words.say("none")],
      ["version", String(event.version)],
      ["time", new Date(event.time).toISOString().replace("T", " ").replace("Z", " UTC")],
      ["event_id", event.eventId],
      ["command_id", event.commandId],
      ["correlation", event.correlationId],
      ["causation", event.causationId],
      ["tags", event.tags.join(", ") || undefined],
    ];
    return html`<section class="detail" aria-label=${words.say("fact_detail", { position, type })}>
      <header>
        <span class="type">${icon("fact")}${event.type}</span>
        <button
          class="quiet"
          aria-label=${words.say("close_details")}
          @click=${() => this.#close()}
        >
          ${icon("close")}
        </button>
      </header>
      <pre tabindex="0" aria-label=${words.say("data")}>${JSON.stringify(event.data, null, 2)}</pre>
      <dl>
        ${rows.map(([term, value]) =>
          value === undefined
            ? nothing
            : html`<div>
                <dt>${words.say(term)}</dt>
                <dd>${value}</dd>
              </div>`,
        )}
      </dl>
    </section>`;
  }

  #select(position: number | undefined): void {
    this.#selected = position;
    this.#reachable = position ?? this.#reachable;
    this.stage.redraw();
    if (position !== undefined) {
      void this.#reveal(position, false);
    }
  }

  #close(): void {
    const position = this.#selected;
    this.#select(undefined);
    if (position !== undefined) {
      void this.#reveal(position, true);
    }
  }

  /** Scrolls the tape, and never the page, so that an entry is in sight. */
  async #reveal(position: number, focus: boolean): Promise<void> {
    await this.stage.drawn();
    const reel = this.stage.find(".reel");
    const entry = this.stage.find<HTMLElement>(`[data-position="${position}"]`);
    if (!reel || !entry) {
      return;
    }
    const [around, box] = [reel.getBoundingClientRect(), entry.getBoundingClientRect()];
    reel.scrollBy({
      top: outside(box.top, box.bottom, around.top, around.bottom),
      left: outside(box.left, box.right, around.left, around.right),
    });
    if (focus) {
      entry.focus({ preventScroll: true });
    }
  }

  readonly #onKey = (pressed: KeyboardEvent): void => {
    const last = this.#events.at(-1)?.position ?? 0;
    const at = this.#reachable ?? 1;
    const to = {
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      Home: 1,
      End: last,
    }[pressed.key];
    if (pressed.key === "Escape" && this.#selected !== undefined) {
      this.#close();
    } else if (to === undefined || pressed.altKey || pressed.ctrlKey || pressed.metaKey) {
      return;
    } else {
      this.#reachable = Math.max(1, Math.min(to, last));
      this.#selected &&= this.#reachable;
      this.stage.redraw();
      void this.#reveal(this.#reachable, true);
    }
    pressed.preventDefault();
  };
}

function nextPlace({ words }: Stage, position: number, slot: Slot): TemplateResult {
  const content = {
    empty: () => html`<span class="hint">${words.say("next_fact")}</span>`,
    intent: () =>
      html`<span class="type">${icon("intent")}${(slot as { label: string }).label}</span>`,
    refused: () => {
      const { label, reason } = slot as { label: string; reason: string };
      return html`<span class="type">${icon("refused")}${label}</span>
        <span class="hint"
          >${words.rich("place_stays_empty", { reason: html`<code>${reason}</code>` })}</span
        >`;
    },
  }[slot.kind]();
  return html`<div class="slot ${slot.kind}" aria-hidden="true">
    <span class="position">${position}</span><span class="what">${content}</span>
  </div>`;
}

/** How far something must be moved to lie within its surroundings. */
function outside(from: number, to: number, start: number, end: number): number {
  return from < start ? from - start : to > end ? Math.min(to - end, from - start) : 0;
}
