import type { Catalogue } from "./catalogue.js";
import { decode } from "./codec.js";
import { timeBy } from "./command.js";
import { Status } from "./core.js";
import type { Delivery } from "./delivery.js";
import { readFailure } from "./failure.js";
import { guarded, type Inside } from "./inside.js";
import type { FailureHandler, IssuedCommand, ProcessState } from "./processes.js";
import { CqrsError } from "./result.js";
import type { Failure } from "./types.js";

/** As the core knows them. */
const enum Action {
  list,
  pause,
  resume,
}

/** The processes inside the core. The delivery says when they are to react, and to what. */
export class CoreProcesses {
  readonly #inside: Inside;
  readonly #delivery: Delivery;
  readonly #catalogue: Catalogue;
  readonly #onFailure: FailureHandler;
  /** That one was held back in this outermost call has been reported. */
  #spent = false;
  /** They have been asked to react up to here. */
  #asked = 0;

  constructor(
    inside: Inside,
    delivery: Delivery,
    catalogue: Catalogue,
    onFailure: FailureHandler | undefined,
  ) {
    this.#inside = inside;
    this.#delivery = delivery;
    this.#catalogue = catalogue;
    this.#onFailure = onFailure ?? ((failure) => inside.report(new CqrsError(failure)));
    if (this.list().length > 0) delivery.step = (position) => this.#step(position);
  }

  list(): ProcessState[] {
    this.#call(Action.list, "");
    const { frame } = this.#inside;
    return JSON.parse(frame.readUtf8(frame.size)) as ProcessState[];
  }

  /** False if there is no process of that name. */
  pause(name: string): boolean {
    return this.#call(Action.pause, name);
  }

  /** The same. It catches up before this returns; within a handler, with the next event. */
  resume(name: string): boolean {
    if (!this.#call(Action.resume, name)) return false;
    this.#delivery.later(() => this.#step(this.#asked));
    this.#delivery.run();
    return true;
  }

  #call(action: Action, name: string): boolean {
    const { frame } = this.#inside;
    const start = frame.position;
    try {
      frame.byte(action);
      if (!frame.text(name)) return false;
      const status = this.#inside.call("_cqrs_processes", start);
      frame.open();
      return status === Status.ok;
    } finally {
      frame.position = start;
    }
  }

  #step(position: number): void {
    this.#asked = position;
    const left = this.#delivery.reactionsLeft(this.#inside.limits.reactionsPerDrain);
    if (left > 0) this.#spent = false;
    if (this.#spent) return;
    try {
      for (const [failure, command] of this.#react(position, left)) {
        this.#spent ||= failure.path === "limits.reactionsPerDrain";
        guarded(() => this.#onFailure(failure, command), this.#inside.report);
      }
    } catch (error) {
      this.#inside.report(error);
    }
  }

  /** What has failed is read whole before anybody hears of it: they may call back. */
  #react(position: number, most: number): [Failure, IssuedCommand | undefined][] {
    const { frame, clock } = this.#inside;
    const start = frame.position;
    try {
      frame.number(this.#inside.busy(() => timeBy(clock)));
      frame.varint(position);
      frame.varint(most);
      this.#inside.mustGo(this.#inside.call("_cqrs_react", start));
    } finally {
      frame.position = start;
    }
    frame.open();
    this.#inside.moveTo(frame.readNumber());
    this.#delivery.countReactions(frame.readCount());
    const failures: [Failure, IssuedCommand | undefined][] = [];
    for (let count = frame.readCount(); count > 0; --count) {
      const command = this.#command();
      failures.push([readFailure(frame, this.#catalogue.failure, "data"), command]);
    }
    return failures;
  }

  #command(): IssuedCommand | undefined {
    const { frame } = this.#inside;
    const type = frame.readText();
    const size = frame.readVarint();
    const message = this.#catalogue.commands.get(type);
    let data: unknown;
    if (message === undefined || size === 0) frame.skip(size);
    else data = decode(message.field, frame, true);
    const [id, correlationId, causationId] = [frame.readText(), frame.readText(), frame.readText()];
    return type === "" ? undefined : { type, data, id, correlationId, causationId };
  }
}
