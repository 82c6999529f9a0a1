import { writeAppend } from "./append.js";
import { Audience } from "./audience.js";
import { countOf, isObject, mustBe, reading } from "./arguments.js";
import { CommandBatch } from "./batch.js";
import type { Catalogue } from "./catalogue.js";
import { decode } from "./codec.js";
import { timeBy, writeCommand, writeValue, type Envelope } from "./command.js";
import { Status, type Core, type Loaded, type NativeEngine } from "./core.js";
import { Delivery, type Batch } from "./delivery.js";
import { isWellFormed, type Frame } from "./frame.js";
import { readRecord, type AnyRecorded } from "./records.js";
import { reporting, type Inside } from "./inside.js";
import { closedFailure, failureOf, readFailure, reentrantFailure } from "./failure.js";
import { CqrsError } from "./result.js";
import { everything, readingOf, writeReading, type Reading, type Selection } from "./selection.js";
import type { BatchResult, DispatchResult, Failure, QueryResult, Stats } from "./types.js";

/** Of a query's frame. */
const enum Asks {
  atLeast = 1,
}

/** How much of the log is copied out for subscribers at a time, in bytes. */
const deliveryBytesMax = 1 << 16;

const noParams = {};

type Options = Readonly<Partial<Record<string, unknown>>>;

export interface Settings {
  readonly clock: () => number;
  readonly onError: (error: unknown) => void;
}

/**
 * The engine as JavaScript sees it: checks what callers pass, writes it where the core reads it, and hands out what
 * the core answers. What the methods mean, and what exactly they take and give, is said at `Cqrs` in types.ts.
 *
 * While `#busy` is up, values of a caller are being read or the clock is: from there every call that changes
 * something is `reentrant`.
 */
export class Engine {
  readonly #core: Core;
  readonly #frame: Frame;
  readonly #native: NativeEngine;
  readonly #handle: number;
  readonly #catalogue: Catalogue;
  readonly #clock: () => number;
  readonly #delivery: Delivery;
  readonly #audience: Audience;
  readonly #forgotten: FinalizationRegistry<NativeEngine>;
  #busy = false;
  #closed = false;
  #head = 0;

  constructor(loaded: Loaded, native: NativeEngine, catalogue: Catalogue, settings: Settings) {
    this.#core = loaded.core;
    this.#frame = loaded.frame;
    this.#native = native;
    this.#handle = native.handle();
    this.#catalogue = catalogue;
    this.#clock = settings.clock;
    this.#forgotten = loaded.forgotten;
    const inside = this.#inside(reporting(settings.onError));
    this.#delivery = new Delivery(inside);
    this.#audience = new Audience(inside, this.#delivery);
    this.#head = this.stats().head;
    this.#forgotten.register(this, native, this);
  }

  /** What the parts of this engine may ask of it. */
  #inside(report: (error: unknown) => void): Inside {
    const head = () => this.#head;
    const isClosed = () => this.#closed;
    return {
      get head() {
        return head();
      },
      get isClosed() {
        return isClosed();
      },
      limits: this.#catalogue.limits,
      report,
      batch: (from, selection, wanted) => this.#batch(from, selection, wanted),
      query: (name, params) => this.query(name, params),
      mustBeOpen: () => this.#mustBeOpen(),
      mustNotBeBusy: (method) => this.#mustNotBeBusy(method),
      busy: (run) => {
        const nested = this.#busy;
        this.#busy = true;
        try {
          return run();
        } finally {
          this.#busy = nested;
        }
      },
    };
  }

  dispatch(command: object): DispatchResult {
    if (this.#closed) return closedFailure();
    mustBe(isObject(command), "dispatch: a command is an object { type, data }");
    const nested = this.#busy;
    this.#busy = true;
    let result: DispatchResult;
    try {
      result = this.#command(command, nested);
    } finally {
      this.#busy = nested;
    }
    if (!nested && !this.#delivery.isIdle) this.#delivery.run();
    return result;
  }

  dispatchAll(commands: readonly object[]): BatchResult {
    this.#mustBeOpen();
    mustBe(
      Array.isArray(commands) && commands.every(isObject),
      "dispatchAll: commands must be an array of objects { type, data }",
    );
    this.#mustNotBeBusy("dispatchAll");
    const count = commands.length;
    const most = this.#catalogue.limits.commandsPerBatch;
    if (count > most) {
      const message = `dispatchAll: ${count} commands, at most ${most} at a time (limits.commandsPerBatch)`;
      throw new CqrsError({ code: "limit", message, expected: most, actual: count });
    }
    const batch = new CommandBatch(
      this.#core,
      this.#handle,
      this.#frame,
      this.#catalogue,
      this.#clock,
      this.#head,
    );
    this.#busy = true;
    try {
      for (let index = 0; index < count; ++index) batch.add(commands[index]);
    } finally {
      batch.flush();
      this.#head = batch.result.position;
      this.#busy = false;
    }
    if (!this.#delivery.isIdle) this.#delivery.run();
    return batch.result;
  }

  #command(command: Envelope, nested: boolean): DispatchResult {
    const frame = this.#frame;
    const start = frame.position;
    try {
      const refused = writeCommand(frame, start, command, nested, this.#catalogue, this.#clock);
      if (refused !== undefined) return refused;
      return this.#receipt(this.#core._cqrs_dispatch(this.#handle, start, frame.position - start));
    } catch (error) {
      return failureOf(error);
    } finally {
      frame.position = start;
    }
  }

  #receipt(status: Status): DispatchResult {
    const frame = this.#frame;
    frame.refresh();
    if (status === Status.failed) return this.#failure("data");
    frame.open();
    const position = frame.readNumber();
    const version = frame.readNumber();
    const events = frame.readCount();
    const duplicate = status === Status.duplicate;
    if (!duplicate) this.#head = position;
    return { ok: true, position, version, events, duplicate };
  }

  append(events: readonly object[], condition?: object): DispatchResult {
    if (this.#closed) return closedFailure();
    mustBe(Array.isArray(events), "append: events must be an array of { type, data }");
    mustBe(
      condition === undefined || isObject(condition),
      "append: the condition must be an object",
    );
    if (this.#busy) return reentrantFailure("append");
    const frame = this.#frame;
    const start = frame.position;
    let result: DispatchResult;
    this.#busy = true;
    try {
      writeAppend(frame, timeBy(this.#clock), events, condition);
      result = this.#receipt(this.#core._cqrs_append(this.#handle, start, frame.position - start));
    } catch (error) {
      result = failureOf(error);
    } finally {
      this.#busy = false;
      frame.position = start;
    }
    if (!this.#delivery.isIdle) this.#delivery.run();
    return result;
  }

  query(name: string, params: unknown = noParams, options?: object): QueryResult<unknown> {
    if (this.#closed) return closedFailure();
    mustBe(typeof name === "string", "query: the name must be a string");
    mustBe(isObject(params), "query: the parameters must be an object");
    mustBe(options === undefined || isObject(options), "query: the options must be an object");
    const nested = this.#busy;
    const frame = this.#frame;
    const start = frame.position;
    this.#busy = true;
    try {
      const atLeast =
        options &&
        reading("atLeast", () => countOf((options as Options)["atLeast"], "query", "atLeast"));
      const query = this.#catalogue.queries.get(name);
      if (query === undefined) return this.#catalogue.unknownQuery(name);
      frame.byte(atLeast === undefined ? 0 : Asks.atLeast);
      frame.varint(query.number);
      if (atLeast !== undefined) frame.varint(atLeast);
      writeValue(frame, start, query.params, params, "params");
      const status = this.#core._cqrs_query(this.#handle, start, frame.position - start);
      frame.refresh();
      if (status === Status.failed) return this.#failure("params");
      frame.open();
      const asOf = frame.readNumber();
      const head = frame.readNumber();
      const data = frame.readByte() === 0 ? null : decode(query.result, frame, false);
      return { ok: true, data, asOf, head };
    } catch (error) {
      return failureOf(error);
    } finally {
      this.#busy = nested;
      frame.position = start;
    }
  }

  read(options: object = everything): AnyRecorded[] {
    this.#mustBeOpen();
    mustBe(isObject(options), "read: the options must be an object");
    const events: AnyRecorded[] = [];
    try {
      let reading = readingOf(options as Options, this.#head);
      const { limit, backward } = reading;
      while (reading.low <= reading.high && events.length !== limit) {
        const next = this.#readBatch(reading, false, events);
        if (next === 0) break;
        const left = limit === undefined ? undefined : limit - events.length;
        reading = { ...reading, [backward ? "high" : "low"]: next, limit: left };
      }
    } catch (error) {
      throw new CqrsError(failureOf(error));
    }
    return events;
  }

  /** Reads as much as one call puts out; returns the position to go on from, 0 at the end. */
  #readBatch(
    reading: Reading,
    frozen: boolean,
    events: AnyRecorded[],
    wanted?: (event: AnyRecorded) => boolean,
  ): number {
    const frame = this.#frame;
    const start = frame.position;
    try {
      writeReading(frame, reading);
      const status = this.#core._cqrs_read(this.#handle, start, frame.position - start);
      frame.refresh();
      if (status === Status.failed) throw new CqrsError(this.#failure("options"));
    } finally {
      frame.position = start;
    }
    frame.open();
    const count = frame.readCount();
    const more = frame.readByte() !== 0;
    const next = frame.readNumber();
    for (let i = 0; i < count; ++i) {
      const event = readRecord(frame, this.#catalogue, frozen, wanted);
      if (event !== undefined) events.push(event);
    }
    return more ? next : 0;
  }

  #batch(from: number, selection: Selection, wanted: (event: AnyRecorded) => boolean): Batch {
    const events: AnyRecorded[] = [];
    const high = this.#head;
    const reading: Reading = {
      selection,
      low: from,
      high,
      limit: undefined,
      backward: false,
      bytesMax: deliveryBytesMax,
    };
    const next = this.#readBatch(reading, true, events, wanted);
    return { events, next: next === 0 ? high + 1 : next };
  }

  subscribe(options: object, handler: (event: AnyRecorded) => void): () => void {
    return this.#audience.subscribe(options, handler);
  }

  watch(name: string, params: object, handler: (answer: QueryResult<unknown>) => void): () => void {
    return this.#audience.watch(name, params, handler);
  }

  live(name: string, params?: object): object {
    return this.#audience.live(name, params);
  }

  state(stream: string): unknown {
    this.#mustBeOpen();
    mustBe(typeof stream === "string", "state: the stream must be a string");
    if (!isWellFormed(stream)) return null;
    const status = this.#native.state(stream);
    const frame = this.#frame;
    frame.refresh();
    if (status === Status.failed) throw new CqrsError(this.#failure("stream"));
    frame.open();
    return frame.size === 0
      ? null
      : decode(this.#catalogue.states[frame.readVarint()]!, frame, false);
  }

  schema(): unknown {
    this.#mustBeOpen();
    return this.#catalogue.schema();
  }

  stats(): Stats {
    this.#mustBeOpen();
    const text = this.#native.statsJson();
    this.#frame.refresh();
    return JSON.parse(text) as Stats;
  }

  close(): void {
    if (this.#closed) return;
    this.#mustNotBeBusy("close");
    this.#closed = true;
    this.#forgotten.unregister(this);
    this.#native.delete();
    this.#frame.refresh();
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new CqrsError(closedFailure());
  }

  #mustNotBeBusy(method: string): void {
    if (this.#busy) throw new CqrsError(reentrantFailure(method));
  }

  /** The failure that the last call has put out. */
  #failure(root: string): Failure {
    this.#frame.open();
    return readFailure(this.#frame, this.#catalogue.failure, root);
  }
}

// Where an engine is dropped at the end of a `using` block.
if (typeof Symbol.dispose === "symbol") {
  Object.defineProperty(Engine.prototype, Symbol.dispose, {
    value(this: Engine) {
      this.close();
    },
  });
}
