import { countOf, mustKnow, reading } from "./arguments.js";
import { timeBy } from "./command.js";
import type { Frame } from "./frame.js";

/** Of a query's frame. */
const enum Asks {
  atLeast = 1,
  replica = 2,
  at = 4,
  now = 8,
}

/** What a query is asked with besides its parameters. */
export interface Ask {
  readonly atLeast?: number | undefined;
  readonly replica?: number | undefined;
  /** As of exactly this position. */
  readonly at?: number | undefined;
}

const askParts = ["atLeast", "replica"];

/** As of now, of the first replica. */
export const plainAsk: Ask = {};

/** The options of a caller, read once. */
export function askOf(options: object | undefined, at: number | undefined): Ask {
  if (options === undefined) return at === undefined ? plainAsk : { at };
  reading("options", () => mustKnow(options, askParts, "query"));
  const number = (name: "atLeast" | "replica") =>
    reading(name, () => countOf((options as Ask)[name], "query", name));
  return { atLeast: number("atLeast"), replica: number("replica"), at };
}

/** Writes all of a query's frame but its parameters. A read model that is delayed needs the time. */
export function writeAsk(
  frame: Frame,
  query: number,
  { atLeast, replica, at }: Ask,
  clock: (() => number) | undefined,
): void {
  frame.byte(
    (atLeast === undefined ? 0 : Asks.atLeast) |
      (replica === undefined ? 0 : Asks.replica) |
      (at === undefined ? 0 : Asks.at) |
      (clock === undefined ? 0 : Asks.now),
  );
  frame.varint(query);
  if (atLeast !== undefined) frame.varint(atLeast);
  if (replica !== undefined) frame.varint(replica);
  if (at !== undefined) frame.varint(at);
  if (clock !== undefined) frame.number(timeBy(clock));
}
