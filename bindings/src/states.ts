/** What has been folded up to a position. */
export interface Folded {
  readonly state: unknown;
  readonly asOf: number;
}

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

  get(key: string): Folded | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: string, folded: Folded): void {
    if (this.#young.size >= this.#most && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    if (this.#most >= 1) this.#young.set(key, folded);
  }

  /** To be done before it is set again: a state that its functions may have changed is worth nothing. */
  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
