/** What has been folded up to a position, for a command to decide on and to bring up to date in place. */
export interface Folded {
  state: unknown;
  /** `unfolded` where the state is worth nothing. */
  asOf: number;
}

/** Before all positions, and before 0, as of which a state is the initial one. */
export const unfolded = -1;

/**
 * The states of streams that were folded last, so that a command on a long stream need not fold it again. Two
 * generations stand in for the order of use: when the younger is full, the older is dropped.
 */
export class States {
  readonly #most: number;
  #young = new Map<string, Folded>();
  #old = new Map<string, Folded>();

  /** At most so many are kept. */
  constructor(most: number) {
    this.#most = most / 2;
  }

  /** What is kept of a stream, or where it will be. */
  of(key: string): Folded {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const kept = this.#old.get(key) ?? { state: undefined, asOf: unfolded };
    if (this.#young.size >= this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    if (this.#most >= 1) this.#young.set(key, kept);
    return kept;
  }
}
