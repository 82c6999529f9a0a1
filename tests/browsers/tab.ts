/** What a browser has to do for a walk through the page: no more than a hand, a keyboard and a pair of eyes. */
export interface Tab {
  /** Goes to an address, and is back when the page has loaded. */
  go(address: string): Promise<void>;
  /** Evaluates JavaScript in the page; what it gives is plain data. */
  evaluate(code: string): Promise<unknown>;
  /** A real click, at a point of what is in sight. */
  click(x: number, y: number): Promise<void>;
  /** Presses a key, by its name in KeyboardEvent.key, perhaps with another held down. */
  press(key: string, held?: "Control" | "Shift"): Promise<void>;
  type(text: string): Promise<void>;
  /** What went wrong on the page since this was last asked: errors, warnings, and what could not be loaded. */
  problems(): Promise<string[]>;
}

export interface Browser {
  readonly name: string;
  /** A new window of its own, with nothing kept from another. */
  open(): Promise<Tab>;
  close(): Promise<void>;
}
