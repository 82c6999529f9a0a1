import { Rank, type Follower } from "./delivery.js";
import { guarded } from "./inside.js";
import type { AnyRecorded } from "./records.js";
import { CqrsError } from "./result.js";
import type { Selection } from "./selection.js";
import { faultOf } from "./upcast.js";

/** A handler of `subscribe`, and how far it has been shown the log. */
export class Subscription implements Follower {
  readonly rank = Rank.subscriber;
  active = true;
  readonly #handler: (event: AnyRecorded) => unknown;
  readonly #report: (error: unknown) => void;

  constructor(
    readonly selection: Selection,
    public next: number,
    handler: (event: AnyRecorded) => unknown,
    report: (error: unknown) => void,
  ) {
    this.#handler = handler;
    this.#report = report;
  }

  show(event: AnyRecorded): void {
    const fault = faultOf(event);
    if (fault === undefined) guarded(() => this.#handler(event), this.#report);
    else this.#report(new CqrsError(fault.failure));
  }
}
