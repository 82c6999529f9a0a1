import { writeAppend } from "./append.js";
import { Audience } from "./audience.js";
import { isObject, mustBe } from "./arguments.js";
import { CommandBatch, mustFit } from "./batch.js";
import type { Catalogue } from "./catalogue.js";
import { Delegating } from "./delegating.js";
import { decode } from "./codec.js";
import { timeBy, writeCommand, type Envelope } from "./command.js";
import { Status, type Core, type Loaded } from "./core.js";
import { Delivery, type Batch } from "./delivery.js";
import { Domains } from "./domains.js";
import { isWellFormed, type Frame } from "./frame.js";
import { Names } from "./names.js";
import { handleOf } from "./handle.js";
import { OwnProcesses } from "./process.js";
import { Projections } from "./projections.js";
import { readRecord, type AnyRecorded } from "./records.js";
import { reporting, type Inside } from "./inside.js";
import { askState, Past, positionOf } from "./past.js";
import { Queries } from "./queries.js";
import { ReadModels } from "./read-model-calls.js";
import {
  closedFailure,
  failureOf,
  readFailure,
  readingOrThrow,
  reentrantFailure,
} from "./failure.js";
import { CoreProcesses } from "./core-processes.js";
import type { ProcessState } from "./processes.js";
import { CqrsError } from "./result.js";
import { exported } from "./saved.js";
import type { Settings } from "./settings.js";
import { asStored, upcast } from "./upcast.js";
import {
  everything,
  matches,
  readingOf,
  writeReading,
  type Reading,
  type Selection,
} from "./selection.js";
import { readStory, type AnyTraced } from "./story.js";
import type { BatchResult, DispatchResult, Failure, QueryResult, Stats } from "./types.js";

/** How much of the log is copied out for subscribers at a time, in bytes. */
const deliveryBytesMax = 1 << 16;
const noParams = {};
type Options = Readonly<Partial<Record<string, unknown>>>;

/**
 * The engine as JavaScript sees it: checks what callers pass, writes it where the core reads it, and hands out what
 * the core answers. What the methods mean, and what exactly they take and give, is said at `Cqrs` in types.ts.
 *
 * While `#busy` is up, values of a caller are being read or the clock is: from there every call that changes
 * something is `reentrant`.
 */
export class Engine extends Delegating {
  readonly #loaded: Loaded;
  readonly #settings: Settings;
  readonly #core: Core;
  readonly #frame: Frame;
  readonly #handle: number;
  readonly #catalogue: Catalogue;
  readonly #clock: () => number;
  readonly #delivery: Delivery;
  protected readonly parts: Inside;
  protected readonly audience: Audience;
  protected readonly models: ReadModels;
  readonly #processes: CoreProcesses;
  /** Does what was defined in this engine in a fork of it too, in order. */
  readonly #definitions: ((fork: Engine) => void)[] = [];
  readonly #names: Names;
  readonly #domains: Domains;
  readonly #projections: Projections;
  readonly #own: OwnProcesses;
  readonly #queries: Queries;
  readonly #forgotten: FinalizationRegistry<number>;
  #busy = false;
  #closed = false;
  #head = 0;

  constructor(loaded: Loaded, handle: number, catalogue: Catalogue, settings: Settings) {
    super();
    this.#loaded = loaded;
    this.#settings = settings;
    this.#core = loaded.core;
    this.#frame = loaded.frame;
    this.#handle = handle;
    this.#catalogue = catalogue;
    this.#clock = settings.clock;
    this.#forgotten = loaded.forgotten;
    const inside = this.#inside(reporting(settings.onError));
    this.parts = inside;
    this.#delivery = new Delivery(inside);
    this.audience = new Audience(inside, this.#delivery);
    this.#names = new Names(catalogue);
    this.#domains = new Domains(inside, catalogue, this.#names);
    this.#processes = new CoreProcesses(inside, this.#delivery, catalogue, settings.onFailure);
    this.#projections = new Projections(inside, this.#delivery, this.#names);
    const dispatch = (command: object) => this.dispatch(command);
    const { onFailure } = settings;
    this.#own = new OwnProcesses(inside, this.#delivery, this.#names, dispatch, onFailure);
    this.models = new ReadModels(inside, this.#projections);
    const own = { names: this.#names, projections: this.#projections, models: this.models };
    this.#queries = new Queries(inside, catalogue, own, () => this.#failure("params"));
    this.#head = this.stats().head;
    this.#forgotten.register(this, handle, this);
  }

  /** What the parts of this engine may ask of it. */
  #inside(report: (error: unknown) => void): Inside {
    const head = () => this.#head;
    const isClosed = () => this.#closed;
    const isFollowed = () => !this.#delivery.isIdle;
    return {
      get head() {
        return head();
      },
      get isClosed() {
        return isClosed();
      },
      get isFollowed() {
        return isFollowed();
      },
      logId: this.#settings.logId,
      limits: this.#catalogue.limits,
      report,
      clock: this.#clock,
      frame: this.#frame,
      upcasts: this.#settings.upcasts,
      call: (name, start) => {
        const status = this.#core[name](this.#handle, start, this.#frame.position - start);
        this.#frame.refresh();
        return status;
      },
      moveTo: (position) => {
        this.#head = position;
      },
      mustGo: (status) => {
        if (status === Status.failed) throw new CqrsError(this.#failure("options"));
      },
      settle: () => {
        if (!this.#delivery.isIdle) this.#delivery.settle();
      },
      receipt: (status) => this.#receipt(status),
      batch: (from, selection, wanted) => this.#batch(from, selection, wanted),
      query: (name, params, options, at) => this.#ask(name, params, options, at),
      stateAt: (stream, position) => this.#state(stream, position),
      mustBeOpen: () => this.#mustBeOpen(),
      mustNotBeBusy: (method) => this.#mustNotBeBusy(method),
      busy: (run) => this.#whileBusy(run),
    };
  }

  #whileBusy<T>(run: () => T): T {
    const nested = this.#busy;
    this.#busy = true;
    try {
      return run();
    } finally {
      this.#busy = nested;
    }
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
    mustFit(count, this.#catalogue.limits.commandsPerBatch);
    const batch = new CommandBatch(
      this.#core,
      this.#handle,
      this.#frame,
      this.#catalogue,
      this.#domains,
      this.parts,
    );
    this.#busy = true;
    try {
      for (let index = 0; index < count; ++index) batch.add(commands[index]);
    } finally {
      batch.flush();
      batch.result.position = this.#head;
      this.#busy = false;
    }
    if (!this.#delivery.isIdle) this.#delivery.run();
    return batch.result;
  }

  #command(command: Envelope, nested: boolean): DispatchResult {
    const frame = this.#frame;
    const start = frame.position;
    try {
      const own = this.#domains;
      const done = writeCommand(frame, start, command, nested, this.#catalogue, own, this.#clock);
      if (done !== undefined) return typeof done === "function" ? done() : done;
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
      writeAppend(this.parts, timeBy(this.#clock), events, condition);
      result = this.#receipt(this.#core._cqrs_append(this.#handle, start, frame.position - start));
    } catch (error) {
      result = failureOf(error);
    } finally {
      this.#busy = false;
      frame.position = start;
    }
    this.#domains.appended();
    if (!this.#delivery.isIdle) this.#delivery.run();
    return result;
  }

  query(name: string, params?: unknown, options?: object): QueryResult<unknown> {
    return this.#ask(name, params, options, undefined);
  }

  #ask(
    name: string,
    params: unknown = noParams,
    options: object | undefined,
    at: number | undefined,
  ): QueryResult<unknown> {
    if (this.#closed) return closedFailure();
    mustBe(typeof name === "string", "query: the name must be a string");
    mustBe(isObject(params), "query: the parameters must be an object");
    mustBe(options === undefined || isObject(options), "query: the options must be an object");
    const nested = this.#busy;
    const frame = this.#frame;
    const start = frame.position;
    this.#busy = true;
    try {
      return this.#queries.answer(name, params, options, at);
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
    let reading = readingOrThrow("options", () => readingOf(options as Options, this.#head));
    try {
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
    const { upcasts } = this.#settings;
    const hooked = upcasts.size > 0;
    try {
      writeReading(frame, hooked ? asStored(reading, upcasts) : reading);
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
    const found: AnyRecorded[] = hooked ? [] : events;
    for (let i = 0; i < count; ++i) {
      const event = readRecord(frame, this.#catalogue, frozen, hooked ? undefined : wanted);
      if (event !== undefined) found.push(event);
    }
    if (hooked) {
      events.push(...this.parts.busy(() => upcast(found, upcasts, reading, wanted, frozen)));
    }
    return more ? next : 0;
  }

  #batch(from: number, selection: Selection, wanted: (event: AnyRecorded) => boolean): Batch {
    const high = this.#head;
    const latest = this.#domains.latest(from);
    if (latest !== undefined) {
      const events = latest.filter((event) => matches(selection, event) && wanted(event));
      return { events, next: high + 1 };
    }
    const events: AnyRecorded[] = [];
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

  define(definition: object): this {
    const domain = this.#domains.define(definition);
    this.#definitions.push((fork) => fork.#domains.add(domain));
    return this;
  }

  project(definition: object): this {
    const model = this.#projections.define(definition, this.models.names());
    this.#definitions.push((fork) => fork.#projections.add(model));
    return this;
  }

  process(definition: object): this {
    const process = this.#own.define(definition, this.#processes.list());
    this.#definitions.push((fork) => fork.#own.add(process));
    return this;
  }

  state(stream: string): unknown {
    return this.#state(stream, this.#head);
  }

  #state(stream: string, position: number): unknown {
    this.#mustBeOpen();
    mustBe(typeof stream === "string", "state: the stream must be a string");
    const own = this.#domains.state(stream, position);
    if (own !== undefined) return own;
    return askState(this.parts, stream, position)
      ? decode(this.#catalogue.states[this.#frame.readVarint()]!, this.#frame, false)
      : null;
  }

  at(position: number): Past {
    this.#mustBeOpen();
    return new Past(this.parts, positionOf(position, "at", this.#head));
  }

  fork(position: number = this.#head): Engine {
    this.#mustBeOpen();
    const from = positionOf(position, "fork", this.#head);
    this.#mustNotBeBusy("fork");
    const { newId } = this.#settings;
    const logId = this.parts.busy(newId);
    mustBe(typeof logId === "string" && isWellFormed(logId), "fork: newId must return a string");
    const make = () => this.#core.fork(this.#handle, from, logId);
    const handle = handleOf(this.#loaded, logId, make);
    const settings = { ...this.#settings, logId, recovered: undefined };
    const fork = new Engine(this.#loaded, handle, this.#catalogue, settings);
    for (const define of this.#definitions) define(fork);
    fork.#definitions.push(...this.#definitions);
    return fork;
  }

  processes(): ProcessState[] {
    this.#mustBeOpen();
    return [...this.#processes.list(), ...this.#own.list()];
  }

  pause(name: string, options?: object): void {
    if (!this.#ofProcess(name, (of) => this.#own.pause(of) || this.#processes.pause(of))) {
      this.models.pause(name, options);
    }
  }

  resume(name: string, options?: object): void {
    if (!this.#ofProcess(name, (of) => this.#own.resume(of) || this.#processes.resume(of))) {
      this.models.resume(name, options);
    }
  }

  /** Whether that name is one of a process, for which it is done then. */
  #ofProcess(name: unknown, act: (name: string) => boolean): boolean {
    return !this.#closed && !this.#busy && typeof name === "string" && act(name);
  }

  trace(correlationId: string): AnyTraced[] {
    return readStory(this.parts, this.#catalogue, correlationId);
  }

  schema(): unknown {
    this.#mustBeOpen();
    const { commands, events, queries } = this.#catalogue.schema();
    return {
      commands: { ...commands, ...this.#domains.schemas("commands") },
      events: { ...events, ...this.#domains.schemas("events") },
      queries: { ...queries, ...this.#projections.schemas() },
    };
  }

  stats(): Stats {
    this.#mustBeOpen();
    const text = this.#core.stats(this.#handle);
    this.#frame.refresh();
    const stats = JSON.parse(text) as Stats;
    const { recovered } = this.#settings;
    return recovered ? { ...stats, recovered: { ...recovered } } : stats;
  }

  export(options: object): Uint8Array | string {
    this.#mustBeOpen();
    return exported(this.#core, this.#frame, this.#handle, options, () => this.#failure("options"));
  }

  close(): void {
    if (this.#closed) return;
    this.#mustNotBeBusy("close");
    this.#closed = true;
    this.#forgotten.unregister(this);
    this.#core.close(this.#handle);
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
