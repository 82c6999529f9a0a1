import type { Call, Core, Status } from "./core.js";
import type { Source } from "./delivery.js";
import type { Frame } from "./frame.js";
import type { DispatchResult, Limits, QueryResult } from "./types.js";
import type { Upcasts } from "./upcast.js";

/** The plain functions of the core. */
export type CallName = { [Name in keyof Core]: Core[Name] extends Call ? Name : never }[keyof Core];

/** An engine as its parts see it. */
export interface Inside extends Source {
  readonly limits: Required<Limits>;
  /** `onError` of the caller's; whatever that throws, this throws nothing. */
  readonly report: (error: unknown) => void;
  /** The log has come to this position. */
  moveTo(position: number): void;
  readonly clock: () => number;
  readonly frame: Frame;
  /** Of which new events have their ids. */
  readonly logId: string;
  /** Whether anybody is to be shown what is appended. */
  readonly isFollowed: boolean;
  /** What the caller makes of events of earlier versions. */
  readonly upcasts: Upcasts;
  /** Calls the core with what has been written to the frame since `start`; the frame can be read from then. */
  readonly call: (name: CallName, start: number) => Status;
  /** @throws CqrsError with what such a call has put out, if it failed */
  mustGo(status: Status): void;
  /** Has watchers look: what they watch may have changed though the log has not. */
  settle(): void;
  /** As of exactly the position `at`, if there is one. */
  query(name: string, params?: object, options?: object, at?: number): QueryResult<unknown>;
  stateAt(stream: string, position: number): unknown;
  /** Reads what such a call has put out as the result of a command. */
  receipt(status: Status): DispatchResult;
  /** @throws CqrsError `closed` */
  readonly mustBeOpen: () => void;
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
