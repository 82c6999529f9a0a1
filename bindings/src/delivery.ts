import type { AnyRecorded } from "./records.js";
import { everything, matches, type Selection } from "./selection.js";
import { faultOf } from "./upcast.js";

/** What the delivery needs of its engine. */
export interface Source {
  readonly head: number;
  readonly isClosed: boolean;
  /** Events from a position on, frozen: as many as one call puts out, of those that somebody wants. */
  batch(from: number, selection: Selection, wanted: (event: AnyRecorded) => boolean): Batch;
}

export interface Batch {
  readonly events: readonly AnyRecorded[];
  /** The position that the next batch starts at. */
  readonly next: number;
}

/** The order in which those who follow the log are shown one event; within a rank, that of joining. */
export const enum Rank {
  readModel,
  process,
  subscriber,
}

/** One who is shown the events of the log, each once and in order. */
export interface Follower {
  readonly rank: Rank;
  readonly selection: Selection;
  /** False once it has left, and while it does not want to be shown anything. */
  readonly active: boolean;
  /** The position of the next event that it has not been shown. */
  next: number;
  /** Takes the event; what goes wrong there is its own affair, and is not thrown. */
  show(event: AnyRecorded): void;
}

/** One who looks at what has become of the engine, once at the end of every outermost call. */
export interface Watcher {
  look(): void;
}

/**
 * Hands the events of one engine to those who follow it: each event to all of them before the next event. It reads the
 * log itself, so a follower that appends only makes the log longer.
 */
export class Delivery {
  readonly #source: Source;
  #followers: Follower[] = [];
  readonly #left = new Set<Follower>();
  readonly #watchers = new Set<Watcher>();
  #later: (() => void)[] = [];
  #running = false;
  /** All followers have been shown the log up to here. */
  #shown = 0;
  #reactions = 0;

  /**
   * Takes what follows the log inside the core up to a position; called after the read models have been shown the
   * event there, and before the processes are. It may append.
   */
  step: ((position: number) => void) | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  /** Nobody is there to be shown anything. */
  get isIdle(): boolean {
    return this.#followers.length === 0 && this.#watchers.size === 0 && this.step === undefined;
  }

  /** Counts one more reaction of a process in this outermost call, if `most` allow it. */
  mayReact(most: number): boolean {
    if (this.#reactions >= most) return false;
    this.#reactions += 1;
    return true;
  }

  /** How many more there may be, of `most`. */
  reactionsLeft(most: number): number {
    return Math.max(most - this.#reactions, 0);
  }

  /** Counts those that were made inside the core. */
  countReactions(count: number): void {
    this.#reactions += count;
  }

  /** Shows the followers what they have not seen. Within one of them the outer run does that, after its event. */
  run(): void {
    if (this.#source.head !== this.#shown || this.#later.length !== 0) this.settle();
  }

  /** The same where it is not the log alone that has changed: the watchers look in any case. */
  settle(): void {
    if (this.#running || this.#source.isClosed) return;
    this.#outermost(() => {
      const later = this.#later;
      this.#later = [];
      for (const act of later) act();
      do {
        this.#show(this.#followers, this.#shown + 1, this.step);
        this.#shown = this.#source.head;
        for (const watcher of this.#watchers) watcher.look();
      } while (this.#source.head !== this.#shown && !this.#source.isClosed);
    });
  }

  /** Brings a new follower up to the head, then counts it among the others. */
  add(follower: Follower): void {
    if (this.isIdle && !this.#running) this.#shown = this.#source.head;
    this.catchUp(follower);
    follower.next = Math.max(follower.next, this.#source.head + 1);
    const place = this.#followers.findIndex((other) => other.rank > follower.rank);
    this.#followers.splice(place < 0 ? this.#followers.length : place, 0, follower);
    this.run();
  }

  /** Shows one follower all that it has not seen, whatever the others have. */
  catchUp(follower: Follower): void {
    this.#outermost(() => this.#show([follower], follower.next));
  }

  /** Does it when the next outermost call delivers, before anything else. */
  later(act: () => void): void {
    this.#later.push(act);
  }

  remove(follower: Follower): void {
    this.#left.add(follower);
    if (!this.#running) this.#dropLeft();
  }

  /** Has the new watcher look at once. */
  watch(watcher: Watcher): void {
    if (this.isIdle && !this.#running) this.#shown = this.#source.head;
    this.#watchers.add(watcher);
    this.#outermost(() => watcher.look());
    this.run();
  }

  unwatch(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  #outermost(run: () => void): void {
    if (this.#running) return run();
    this.#running = true;
    this.#reactions = 0;
    try {
      run();
    } finally {
      this.#running = false;
      this.#dropLeft();
    }
  }

  /** Not while the list is being walked: those who join then must find the list that is. */
  #dropLeft(): void {
    if (this.#left.size === 0) return;
    this.#followers = this.#followers.filter((follower) => !this.#left.has(follower));
    this.#left.clear();
  }

  /** A follower may make both the log and the list longer: whoever joins has seen all that it asked for. */
  #show(followers: Follower[], from: number, step?: (position: number) => void): void {
    const source = this.#source;
    const wanted = (event: AnyRecorded) => followers.some((one) => wants(one, event));
    while (from <= source.head && !source.isClosed) {
      if (followers.length === 0) {
        const last = source.head;
        step?.(last);
        from = last + 1;
        continue;
      }
      const alone = followers.length === 1;
      const batch = source.batch(from, alone ? followers[0]!.selection : everything, wanted);
      for (const event of batch.events) {
        let i = 0;
        for (; followers[i]?.rank === Rank.readModel; ++i) hand(event, followers[i]!);
        step?.(event.position);
        for (; i < followers.length && !source.isClosed; ++i) hand(event, followers[i]!);
        if (source.isClosed) return;
      }
      step?.(batch.next - 1);
      from = batch.next;
    }
  }
}

function wants(follower: Follower, event: AnyRecorded): boolean {
  if (!follower.active || follower.next > event.position) return false;
  // What an event that cannot be upcast is now, nobody knows: so it may be meant.
  return matches(follower.selection, event) || faultOf(event) !== undefined;
}

function hand(event: AnyRecorded, follower: Follower): void {
  if (!wants(follower, event)) return;
  follower.next = event.position + 1;
  follower.show(event);
}
