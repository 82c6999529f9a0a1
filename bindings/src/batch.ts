import { isObject, Misuse, mustBe } from "./arguments.js";
import type { Catalogue } from "./catalogue.js";
import { writeCommand } from "./command.js";
import type { Core } from "./core.js";
import type { Domains } from "./domains.js";
import { failure, failureOf, readFailure } from "./failure.js";
import type { Frame } from "./frame.js";
import type { Inside } from "./inside.js";
import { CqrsError } from "./result.js";
import type { BatchResult, DispatchResult, Failure } from "./types.js";

/** How much is written before the core is asked to do it, in bytes. */
const bytesMax = 1 << 11;

/**
 * The commands of `dispatchAll` on their way: written one behind the other, for the core to do many in one call. Each
 * is decided on what those before it have changed, and none undoes another.
 */
export class CommandBatch {
  readonly result: BatchResult = { accepted: 0, failed: [], position: 0 };
  readonly #core: Core;
  readonly #handle: number;
  readonly #frame: Frame;
  readonly #catalogue: Catalogue;
  readonly #domains: Domains;
  readonly #inside: Inside;
  readonly #start: number;
  /** How many have been read, and how many of those the core has done or nobody can do. */
  #read = 0;
  #done = 0;

  constructor(
    core: Core,
    handle: number,
    frame: Frame,
    catalogue: Catalogue,
    domains: Domains,
    inside: Inside,
  ) {
    this.#core = core;
    this.#handle = handle;
    this.#frame = frame;
    this.#catalogue = catalogue;
    this.#domains = domains;
    this.#inside = inside;
    this.#start = frame.position;
  }

  add(command: unknown): void {
    const frame = this.#frame;
    const at = frame.position;
    const outcome = this.#write(command, at);
    if (outcome === undefined) {
      this.#read += 1;
      if (frame.position - this.#start > bytesMax) this.flush();
      return;
    }
    frame.position = at;
    this.flush();
    const result = typeof outcome === "function" ? this.#decided(outcome) : outcome;
    if (result.ok) this.result.accepted += 1;
    else this.#fail(this.#read, result);
    this.#read += 1;
    this.#done += 1;
  }

  #write(command: unknown, at: number): Failure | (() => DispatchResult) | undefined {
    const frame = this.#frame;
    try {
      mustBe(isObject(command), "dispatchAll: a command is an object { type, data }");
      frame.count(0);
      const begun = frame.position;
      const refused = writeCommand(
        frame,
        begun,
        command,
        false,
        this.#catalogue,
        this.#domains,
        this.#inside.clock,
      );
      frame.setCount(at, frame.position - begun);
      return refused;
    } catch (error) {
      frame.position = at;
      return misuseOrFailure(error);
    }
  }

  #decided(decide: () => DispatchResult): DispatchResult {
    try {
      return decide();
    } catch (error) {
      return misuseOrFailure(error);
    } finally {
      this.#frame.position = this.#start;
    }
  }

  /** Has the core do what has been written. */
  flush(): void {
    const frame = this.#frame;
    const start = this.#start;
    const size = frame.position - start;
    frame.position = start;
    if (size === 0) return;
    this.#core._cqrs_dispatch_all(this.#handle, start, size);
    frame.refresh();
    frame.open();
    this.#inside.moveTo(frame.readNumber());
    const done = frame.readCount();
    const failures = frame.readCount();
    for (let i = 0; i < failures; ++i) {
      const index = this.#done + frame.readCount();
      this.#fail(index, readFailure(frame, this.#catalogue.failure, "data"));
    }
    this.result.accepted += done - failures;
    for (let index = this.#done + done; index < this.#read; ++index) {
      this.#fail(index, failure("limit", "the module has no memory to say what becomes of it"));
    }
    this.#done = this.#read;
  }

  #fail(index: number, { code, message }: Failure): void {
    this.result.failed.push({ index, code, message });
  }
}

/** @throws CqrsError `limit` for more commands than may come at a time */
export function mustFit(count: number, most: number): void {
  if (count <= most) return;
  const message = `dispatchAll: ${count} commands, at most ${most} at a time (limits.commandsPerBatch)`;
  throw new CqrsError({ code: "limit", message, expected: most, actual: count });
}

/** The commands before are as good as applied, so a wrong type does not throw: the caller is to hear of those. */
function misuseOrFailure(error: unknown): Failure {
  if (error instanceof Misuse) return failure("invalid", error.message, { cause: error });
  return failureOf(error);
}
