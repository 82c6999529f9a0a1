import type { Source } from "./delivery.js";
import type { Limits, QueryResult } from "./types.js";

/** An engine as its parts see it. */
export interface Inside extends Source {
  readonly limits: Required<Limits>;
  /** `onError` of the caller's; whatever that throws, this throws nothing. */
  readonly report: (error: unknown) => void;
  query(name: string, params: object): QueryResult<unknown>;
  /** @throws CqrsError `closed` */
  mustBeOpen(): void;
  /** @throws CqrsError `reentrant` */
  mustNotBeBusy(method: string): void;
  /** Runs what is the caller's own: meanwhile no call may change the engine. */
  busy<T>(run: () => T): T;
}

export function reporting(onError: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    try {
      onError(error);
    } catch (second) {
      console.error(second);
    }
  };
}

/** Runs a handler of the caller's: what it throws, or rejects later, is reported and stops nothing. */
export function guarded(handler: () => unknown, report: (error: unknown) => void): void {
  try {
    const outcome = handler();
    if (outcome instanceof Promise) outcome.catch(report);
  } catch (error) {
    report(error);
  }
}
