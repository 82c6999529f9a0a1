import type { Frozen, RecordedOther } from "./types.js";

/** A log that was saved: binary, or NDJSON as text or bytes. See {@link Cqrs.export}. */
export type SavedLog = Uint8Array | ArrayBuffer | string;

/** Options of {@link Cqrs.export}. */
export interface ExportOptions<Format extends "binary" | "ndjson" = "binary" | "ndjson"> {
  /**
   * `binary` is compact and checked throughout. `ndjson` is text to read and to hand on: one CloudEvents 1.0 object a
   * line, the extensions of which keep all that the binary form does.
   */
  format: Format;
  /**
   * Only what comes after this position; 0 by default. Such a part goes behind what was exported up to there: the
   * two in a row are what the whole log is exported as. Alone it cannot be imported.
   */
  after?: number;
}

/** What was left out of a damaged log: see {@link BeginningOptions.recover}. */
export interface Recovered {
  /** Of a binary one: how many bytes at its end. */
  droppedBytes?: number;
  /** Of NDJSON: how many lines at its end, empty ones not counted. */
  droppedLines?: number;
}

/**
 * Options of {@link createCqrs} for an engine that does not begin with nothing.
 *
 * ```ts
 * const saved = cqrs.export({ format: "binary" });
 * const cut = await createCqrs({ from: saved.subarray(0, -1), recover: true });
 * console.log(cut.stats().recovered?.droppedBytes !== undefined); // true
 * ```
 */
export interface BeginningOptions {
  /**
   * A log to begin with, as `export` gave it, or several in a row of which each is a part that goes on from the one
   * before; or events from elsewhere as CloudEvents 1.0 in JSON, one a line. The log keeps its id. All of it is taken,
   * or `createCqrs` rejects: with `corrupt`, and the `byte` or `line` of the first fault, or with `limit`.
   */
  from?: SavedLog;
  /**
   * Take a damaged log up to its last whole append, which may be none of it; `stats().recovered` says how much was left
   * out. False by default: a damaged log is refused.
   */
  recover?: boolean;
  /**
   * By type of event: what an event of that type, as it was once appended, is now. Everything that reads events sees
   * what these return, of which the type and the data count; the log stays as it is. A type that is returned and has a
   * hook itself goes through that as well. Made for types of your own: events of the domains compiled in are current.
   */
  upcast?: {
    readonly [type: string]: (event: Frozen<RecordedOther>) => { type: string; data: unknown };
  };
}
