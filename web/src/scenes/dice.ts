/** An integer generator: the same seed makes the same history anywhere. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below `n`. Mulberry32, by Tommy Ettinger. */
  below(n: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }

  percent(chance: number): boolean {
    return this.below(100) < chance;
  }

  /** What names a log, and with it all that lies in it. */
  id(): string {
    return Array.from({ length: 16 }, () => this.below(256).toString(16).padStart(2, "0")).join("");
  }
}
