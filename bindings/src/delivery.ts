import type { AnyRecorded } from "./records.js";
import { everything, matches, type Selection } from "./selection.js";

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

export class Subscription {
  active = true;
  constructor(
    readonly selection: Selection,
    /** The position of the next event that it has not been shown. */
    public next: number,
    readonly handler: (event: AnyRecorded) => unknown,
  ) {}

  wants(event: AnyRecorded): boolean {
    return this.active && this.next <= event.position && matches(this.selection, event);
  }
}

/**
 * Hands the events of one engine to its subscribers: each event to all of them before the next event, in the order in
 * which they subscribed. It reads the log itself, so a handler that appends only makes the log longer.
 */
export class Delivery {
  readonly #source: Source;
  readonly #onError: (error: unknown) => void;
  #subscriptions: Subscription[] = [];
  #count = 0;
  #running = false;
  /** All subscribers have been shown the log up to here. */
  #shown = 0;

  constructor(source: Source, onError: (error: unknown) => void) {
    this.#source = source;
    this.#onError = onError;
  }

  get count(): number {
    return this.#count;
  }

  /** Shows the subscribers what they have not seen. Within a handler the outer run does that, after its event. */
  run(): void {
    if (this.#running || this.#source.head === this.#shown) return;
    this.#running = true;
    try {
      this.#show(this.#subscriptions, this.#shown + 1);
      this.#shown = this.#source.head;
    } finally {
      this.#running = false;
      this.#subscriptions = this.#subscriptions.filter((subscription) => subscription.active);
    }
  }

  /** Brings a new subscriber up to the head, then counts it among the others. */
  add(subscription: Subscription): void {
    const outer = this.#running;
    this.#running = true;
    try {
      this.#show([subscription], subscription.next);
    } finally {
      this.#running = outer;
    }
    if (this.#count === 0 && !outer) this.#shown = this.#source.head;
    subscription.next = Math.max(subscription.next, this.#source.head + 1);
    this.#subscriptions.push(subscription);
    this.#count += 1;
    this.run();
  }

  remove(subscription: Subscription): void {
    if (!subscription.active) return;
    subscription.active = false;
    this.#count -= 1;
    if (!this.#running) {
      this.#subscriptions = this.#subscriptions.filter((other) => other.active);
    }
  }

  /** A handler may make both the log and the list longer: what it adds to the list has seen all that it asked for. */
  #show(subscriptions: readonly Subscription[], from: number): void {
    const source = this.#source;
    const wanted = (event: AnyRecorded) => subscriptions.some((one) => one.wants(event));
    while (from <= source.head && !source.isClosed) {
      const alone = subscriptions.length === 1;
      const batch = source.batch(from, alone ? subscriptions[0]!.selection : everything, wanted);
      for (const event of batch.events) {
        for (let i = 0; i < subscriptions.length; ++i) {
          const subscription = subscriptions[i]!;
          if (!subscription.wants(event)) continue;
          subscription.next = event.position + 1;
          this.#hand(event, subscription);
          if (source.isClosed) return;
        }
      }
      from = batch.next;
    }
  }

  #hand(event: AnyRecorded, { handler }: Subscription): void {
    try {
      const outcome = handler(event);
      if (outcome instanceof Promise) outcome.catch((error: unknown) => this.#report(error));
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    try {
      this.#onError(error);
    } catch (second) {
      console.error(second);
    }
  }
}
