import { mustBe } from "./arguments.js";
import { failureOf } from "./failure.js";
import { isWellFormed } from "./frame.js";
import type { Inside } from "./inside.js";
import { CqrsError } from "./result.js";
import type { QueryResult } from "./types.js";

/** What `at` gives: see PastView in time.ts. */
export class Past {
  readonly head: number;
  readonly #engine: Inside;

  constructor(engine: Inside, position: number) {
    this.#engine = engine;
    this.head = position;
    Object.freeze(this);
  }

  get position(): number {
    return this.head;
  }

  query(name: string, params?: object, options?: object): QueryResult<unknown> {
    return this.#engine.query(name, params, options, this.head);
  }

  state(stream: string): unknown {
    return this.#engine.stateAt(stream, this.head);
  }
}

/** A position up to the head. */
export function positionOf(value: unknown, method: string, head: number): number {
  mustBe(typeof value === "number", `${method}: the position must be a number`);
  if (Number.isSafeInteger(value) && value >= 0 && value <= head) return value;
  throw new RangeError(`${method}: expected a position from 0 to the head ${head}, got ${value}`);
}

/** Puts out the state of a stream at a position; false where there cannot be one. */
export function askState(engine: Inside, stream: string, position: number): boolean {
  if (!isWellFormed(stream)) return false;
  const { frame } = engine;
  const start = frame.position;
  try {
    frame.varint(position);
    frame.text(stream);
    engine.mustGo(engine.call("_cqrs_state_at", start));
  } catch (error) {
    if (error instanceof CqrsError) throw error;
    throw new CqrsError(failureOf(error));
  } finally {
    frame.position = start;
  }
  frame.open();
  return frame.size > 0;
}
