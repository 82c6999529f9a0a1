import type { Watcher } from "./delivery.js";
import { frozenDeep } from "./json.js";
import { guarded } from "./inside.js";
import type { QueryResult } from "./types.js";

/** What a query answers, as one frozen object for as long as what it says is the same. */
export class LiveAnswer {
  readonly #ask: () => QueryResult<unknown>;
  #answer: QueryResult<unknown> | undefined;

  constructor(ask: () => QueryResult<unknown>) {
    this.#ask = ask;
  }

  get(): QueryResult<unknown> {
    const answer = this.#ask();
    if (this.#answer === undefined || !saysTheSame(answer, this.#answer)) {
      if (answer.ok) frozenDeep(answer.data);
      this.#answer = Object.freeze(answer);
    }
    return this.#answer;
  }
}

/** Calls back when a live answer is another one than at the last look. */
export class Watch implements Watcher {
  readonly #live: LiveAnswer;
  readonly #tell: (answer: QueryResult<unknown>) => unknown;
  readonly #report: (error: unknown) => void;
  #last: QueryResult<unknown> | undefined;
  active = true;

  /** `last` is the answer that whoever watches knows already. */
  constructor(
    live: LiveAnswer,
    last: QueryResult<unknown> | undefined,
    tell: (answer: QueryResult<unknown>) => unknown,
    report: (error: unknown) => void,
  ) {
    this.#live = live;
    this.#last = last;
    this.#tell = tell;
    this.#report = report;
  }

  look(): void {
    const answer = this.#live.get();
    if (!this.active || answer === this.#last) return;
    this.#last = answer;
    guarded(() => this.#tell(answer), this.#report);
  }
}

/** Whatever the position: an answer with the same data says nothing new. */
function saysTheSame(a: QueryResult<unknown>, b: QueryResult<unknown>): boolean {
  return a.ok && b.ok ? isSame(a.data, b.data) : !a.ok && !b.ok && isSame(a, b);
}

/** Of two JSON values. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) &&
      isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
