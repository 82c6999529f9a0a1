interface Step {
  timer: ReturnType<typeof setTimeout>;
  run: () => void;
}

/** What follows from an act, one thing after the other so that it can be seen. */
export class Steps {
  #waiting: Step[] = [];

  constructor(private readonly redraw: () => void) {}

  later(wait_ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#waiting.shift();
      run();
      this.redraw();
    }, wait_ms);
    this.#waiting.push({ timer, run });
  }

  /** Brings what is still on its way to its end, at once, and what follows from that. */
  settle(): void {
    while (this.#waiting.length > 0) {
      for (const { timer, run } of this.#waiting.splice(0)) {
        clearTimeout(timer);
        run();
      }
    }
  }

  cancel(): void {
    for (const { timer } of this.#waiting.splice(0)) {
      clearTimeout(timer);
    }
  }
}
