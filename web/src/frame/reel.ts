import { render, type TemplateResult } from "lit";
import type { Recorded } from "../engine.js";

/** How tall a fact is on the tape, and how wide where the tape runs across, in its own `em`. */
const row_em = 4;
const column_em = 12;
/** Browsers lose count beyond some tens of millions of pixels. Then a pixel of the scroll bar is more than one of tape. */
const length_max_px = 8_000_000;
/** Facts drawn beyond the edges of what is in sight. */
const beyond = 4;
/** A tape that short is drawn as a whole, so that it can be printed as a whole. */
const short = 40;

interface Row {
  item: HTMLLIElement;
  event: Recorded;
  drawn: string;
  placed: string;
}

interface Measures {
  /** The tape runs across, as it does on a phone. */
  across: boolean;
  row_px: number;
  sight_px: number;
  rtl: boolean;
  /** From where the tape begins to where the facts do. */
  margin_px: number;
}

/**
 * The facts in sight, and no others, as items of a list of which only these exist. Each is drawn once and stays the
 * same element for as long as it is near, so that what the reader has focused stays focused.
 */
export class Reel {
  #rows = new Map<number, Row>();
  #measures: Measures | undefined;
  #head = 0;
  #scrolled_px = -1;
  /** Items that nothing is drawn in any more, in their order. */
  #spare: HTMLLIElement[] = [];
  readonly #resized = new ResizeObserver(() => {
    const before = this.#measures;
    this.#measures = undefined;
    if (before && before.across !== this.#measure().across) {
      this.#turn(before);
    }
    this.changed();
  });

  constructor(
    /** What scrolls. */
    private readonly frame: HTMLElement,
    private readonly list: HTMLOListElement,
    private readonly read: (from: number, limit: number) => Recorded[],
    /** How a fact looks; drawn again when what `looks` says of it is another than before. */
    private readonly looks: (position: number) => string,
    private readonly entry: (event: Recorded) => TemplateResult,
    private readonly changed: () => void,
  ) {
    this.#resized.observe(frame);
  }

  clear(): void {
    for (const { item } of this.#rows.values()) {
      item.remove();
    }
    this.#rows.clear();
  }

  /** Draws the facts up to `head` that are in sight; `kept`, which the Tab key reaches, wherever it is. */
  draw(head: number, kept: number): void {
    this.#head = head;
    const measures = this.#measure();
    const length_px = this.#size(measures);
    // Asked once, before anything is drawn: to ask again would have everything laid out again.
    const scrolled_px = this.#scroll(measures);
    const [first, last] = this.#inSight(measures, scrolled_px);
    this.#spare = [];
    for (const [position, { item }] of this.#rows) {
      if ((position < first || position > last) && position !== kept) {
        this.#spare.push(item);
        this.#rows.delete(position);
      }
    }
    this.#draw(first, last);
    if (kept >= 1 && kept <= head && (kept < first || kept > last)) {
      this.#draw(kept, kept);
    }
    for (const item of this.#spare.splice(0)) {
      item.remove();
    }
    this.#place(measures, length_px, scrolled_px);
    this.#scrolled_px = scrolled_px;
  }

  /** The tape has begun to run the other way: what was in sight still is. */
  #turn(before: Measures): void {
    const from_px = this.#from(before, Math.max(0, this.#scrolled_px));
    const isEnd = from_px + before.sight_px >= this.#head * before.row_px;
    const measures = this.#measure();
    this.#size(measures);
    if (isEnd) {
      this.toEnd("instant");
    } else {
      this.#goTo(measures, Math.round(from_px / before.row_px) * measures.row_px);
    }
  }

  /** Makes room for so many facts, before they are drawn. */
  grow(head: number): void {
    this.#head = head;
    this.#size(this.#measure());
  }

  /** Whether the reader, and not this, has scrolled since the last time that facts were drawn. */
  get wasScrolled(): boolean {
    return this.#scroll(this.#measure()) !== this.#scrolled_px;
  }

  #size({ across, row_px }: Measures): number {
    const length_px = Math.min(this.#head * row_px, length_max_px);
    this.list.style.blockSize = across ? "" : `${length_px}px`;
    this.list.style.inlineSize = across ? `${length_px}px` : "";
    return length_px;
  }

  #scroll({ across }: Measures): number {
    return across ? Math.abs(this.frame.scrollLeft) : this.frame.scrollTop;
  }

  /** What is around the facts has been drawn, and may have left them less room. */
  remeasure(): void {
    this.#measures = undefined;
  }

  /** How many facts are in sight at a time. */
  get page(): number {
    const { sight_px, row_px } = this.#measure();
    return Math.max(1, Math.floor(sight_px / row_px) - 1);
  }

  /** Whether it is on a page, and not hidden there. */
  get isInSight(): boolean {
    return this.#measure().sight_px > 0;
  }

  get isAtEnd(): boolean {
    const { across, row_px } = this.#measure();
    const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight, clientWidth } =
      this.frame;
    const left = across
      ? scrollWidth - clientWidth - Math.abs(scrollLeft)
      : scrollHeight - clientHeight - scrollTop;
    return left < row_px;
  }

  /** The tape scrolls, never the page. */
  toEnd(behavior: ScrollBehavior): void {
    const { across, rtl } = this.#measure();
    // Further than any tape goes: how long it is would have to be laid out first.
    const end_px = 2 * length_max_px;
    // Of an empty one what stands on it is to be read from its beginning.
    const to_px = this.#head === 0 ? 0 : end_px;
    const place = across ? { left: rtl ? -to_px : to_px } : { top: to_px };
    this.frame.scrollTo({ ...place, behavior });
  }

  /** Scrolls the tape, and never the page, so that a fact is in sight. */
  reveal(position: number): void {
    const measures = this.#measure();
    const { row_px, sight_px, margin_px } = measures;
    const slack_px = sight_px - 2 * margin_px;
    const from_px = (position - 1) * row_px;
    const now_px = this.#from(measures, this.#scroll(measures));
    if (from_px < now_px) {
      this.#goTo(measures, from_px);
    } else if (from_px + row_px > now_px + slack_px) {
      this.#goTo(measures, from_px + row_px - slack_px);
    }
  }

  /** Has sight begin so far, in px of tape, from the first fact. */
  #goTo({ row_px, sight_px, across, rtl, margin_px }: Measures, to_px: number): void {
    const total_px = this.#head * row_px;
    const length_px = Math.min(total_px, length_max_px);
    const slack_px = sight_px - 2 * margin_px;
    const share = total_px > slack_px ? (length_px - slack_px) / (total_px - slack_px) : 1;
    const sign = across && rtl ? -1 : 1;
    const place = across ? { left: sign * to_px * share } : { top: to_px * share };
    this.frame.scrollTo({ ...place, behavior: "instant" });
  }

  /** The element of a fact, if it is drawn. */
  element(position: number): HTMLElement | null {
    return this.#rows.get(position)?.item.querySelector<HTMLElement>("button") ?? null;
  }

  #measure(): Measures {
    if (this.#measures === undefined) {
      const style = getComputedStyle(this.frame);
      const em_px = parseFloat(style.fontSize);
      const across = style.getPropertyValue("--across").trim() === "1";
      this.#measures = {
        across,
        rtl: style.direction === "rtl",
        row_px: Math.round((across ? column_em : row_em) * em_px),
        sight_px: across ? this.frame.clientWidth : this.frame.clientHeight,
        margin_px: parseFloat(across ? style.paddingInlineStart : style.paddingBlockStart),
      };
    }
    return this.#measures;
  }

  /** How far from the first fact, in px of tape, sight begins. */
  #from({ row_px, sight_px, margin_px }: Measures, scrolled_px: number): number {
    const total_px = this.#head * row_px;
    const length_px = Math.min(total_px, length_max_px);
    const slack_px = sight_px - 2 * margin_px;
    return length_px <= slack_px || length_px === total_px
      ? scrolled_px
      : Math.min(scrolled_px / (length_px - slack_px), 1) * (total_px - slack_px);
  }

  #inSight(measures: Measures, scrolled_px: number): [number, number] {
    if (this.#head <= short) {
      return [1, this.#head];
    }
    const first = Math.floor(this.#from(measures, scrolled_px) / measures.row_px) + 1;
    const fit = Math.ceil(measures.sight_px / measures.row_px);
    return [Math.max(1, first - beyond), Math.min(this.#head, first + fit + beyond)];
  }

  #draw(first: number, last: number): void {
    let missing = first;
    while (missing <= last && this.#rows.has(missing)) {
      missing += 1;
    }
    let end = last;
    while (end >= missing && this.#rows.has(end)) {
      end -= 1;
    }
    for (const event of end >= missing ? this.read(missing, end - missing + 1) : []) {
      if (!this.#rows.has(event.position)) {
        this.#insert(event);
      }
    }
    for (let position = first; position <= last; position += 1) {
      const row = this.#rows.get(position);
      const looks = this.looks(position);
      if (row && row.drawn !== looks) {
        row.drawn = looks;
        render(this.entry(row.event), row.item);
      }
      row?.item.setAttribute("aria-setsize", String(this.#head));
    }
  }

  /** In the order of the log, which is the order in which they are read aloud. */
  #insert(event: Recorded): void {
    const item = this.#spare.shift() ?? document.createElement("li");
    item.setAttribute("aria-posinset", String(event.position));
    let [before, after]: (HTMLLIElement | undefined)[] = [];
    for (const [position, row] of this.#rows) {
      const below = Number(before?.getAttribute("aria-posinset") ?? 0);
      const above = Number(after?.getAttribute("aria-posinset") ?? Infinity);
      if (position < event.position && position > below) {
        before = row.item;
      } else if (position > event.position && position < above) {
        after = row.item;
      }
    }
    // One that stands right already is not moved: moving costs more than all else.
    const stands =
      item.isConnected &&
      (!before || before.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING) &&
      (!after || after.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_PRECEDING);
    if (!stands) {
      this.list.insertBefore(item, after ?? null);
    }
    this.#rows.set(event.position, { item, event, drawn: "", placed: "" });
  }

  #place(measures: Measures, length_px: number, scrolled_px: number): void {
    const { row_px, across } = measures;
    // Where the tape is longer than its element can be, the facts in sight stand where sight is.
    const shift_px =
      length_px < this.#head * row_px ? scrolled_px - this.#from(measures, scrolled_px) : 0;
    for (const [position, row] of this.#rows) {
      const { item } = row;
      const from_px = (position - 1) * row_px + shift_px;
      const placed = `${across} ${from_px} ${row_px}`;
      if (placed === row.placed) {
        continue;
      }
      row.placed = placed;
      item.style.insetBlockStart = across ? "0" : `${from_px}px`;
      item.style.insetInlineStart = across ? `${from_px}px` : "0";
      item.style.blockSize = across ? "100%" : `${row_px}px`;
      item.style.inlineSize = across ? `${row_px}px` : "100%";
    }
  }
}
