import { copiedOf, countOf, isObject, Misuse, mustBe, mustKnow } from "./arguments.js";
import { Rank, type Delivery, type Follower } from "./delivery.js";
import { DomainError, failure, failureOf, mustNotWait, readingOrThrow } from "./failure.js";
import { guarded, type Inside } from "./inside.js";
import { wordsOf } from "./json.js";
import type { Names } from "./names.js";
import type { FailureHandler, IssuedCommand, ProcessState } from "./processes.js";
import type { AnyRecorded } from "./records.js";
import { CqrsError } from "./result.js";
import { everything } from "./selection.js";
import type { DispatchResult, Failure } from "./types.js";
import { mustBeSound } from "./upcast.js";

/** A definition of which nobody knows the types. */
interface AnyProcess {
  readonly name: string;
  readonly identity: (event: AnyRecorded) => unknown;
  readonly initialState: () => unknown;
  readonly evolve: (state: unknown, event: AnyRecorded) => unknown;
  readonly react: (event: AnyRecorded, state: unknown) => unknown;
  readonly from?: number;
}

const processParts = ["name", "identity", "initialState", "evolve", "react", "from"];

/** What a process asks of its engine. */
export interface Reacting {
  readonly inside: Inside;
  readonly delivery: Delivery;
  readonly dispatch: (command: object) => DispatchResult;
  readonly onFailure: (failure: Failure, command: object) => void;
}

/** A process in JavaScript: folds the events of each of its instances, and issues the commands they lead to. */
export class Process implements Follower {
  readonly rank = Rank.process;
  readonly selection = everything;
  readonly name: string;
  next = 1;
  paused = false;
  error: unknown;
  readonly #is: AnyProcess;
  readonly #engine: Reacting;
  #states = new Map<string, unknown>();
  /** Commands that one outermost call had no room for. */
  #pending: object[] = [];
  #failures = 0;

  /** @throws TypeError for what is of the wrong type */
  constructor(definition: object, engine: Reacting) {
    mustBe(isObject(definition), "process: a process is an object");
    const is = engine.inside.busy(() =>
      readingOrThrow("definition", () => copiedOf(definition)),
    ) as AnyProcess;
    mustKnow(is, processParts, "process");
    mustBe(typeof is.name === "string" && is.name !== "", "process: name must be a string");
    for (const part of ["identity", "initialState", "evolve", "react"] as const) {
      mustBe(typeof is[part] === "function", `process: ${part} must be a function`);
    }
    this.#is = is;
    this.#engine = engine;
    this.name = is.name;
    try {
      this.next = countOf(is.from, "process", "from") ?? engine.inside.head + 1;
    } catch (error) {
      throw new CqrsError(failureOf(error));
    }
  }

  /** The same process in another engine, where it starts at the head. */
  in(engine: Reacting): Process {
    return new Process(Object.assign(copiedOf(this.#is), { from: undefined }), engine);
  }

  get active(): boolean {
    return !this.paused && this.error === undefined && this.#pending.length === 0;
  }

  /** Folds, without reacting, what comes before the first event that it reacts to. Where that fails it can be resumed. */
  begin(): void {
    try {
      this.#foldPast();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.error = error;
    const { report } = this.#engine.inside;
    report(error instanceof DomainError ? new CqrsError(error.failure) : error);
  }

  #foldPast(): void {
    const { inside } = this.#engine;
    const until = Math.min(this.next - 1, inside.head);
    this.#states = new Map();
    for (let from = 1; from <= until;) {
      const batch = inside.batch(from, everything, ({ position }) => position <= until);
      for (const event of batch.events) this.#evolve(event);
      from = batch.next;
    }
  }

  show(event: AnyRecorded): void {
    const { inside } = this.#engine;
    try {
      const state = this.#evolve(event);
      if (state === undefined) return;
      const commands = inside.busy(() => this.#is.react(event, state.now)) as object[];
      this.#mustNotWait("react", commands);
      if (!Array.isArray(commands)) {
        throw new TypeError(`${this.name}: react must return an array of commands`);
      }
      this.#pending = commands.map((command, i) => ({
        ...command,
        id: `${this.name}/${event.eventId}/${i}`,
        correlationId: event.correlationId,
        causationId: event.eventId,
      }));
    } catch (error) {
      // It stays before the event. What it has folded of it in part is folded anew when it goes on.
      this.next = event.position;
      this.#fail(error);
      return;
    }
    this.#issue();
  }

  #evolve(event: AnyRecorded): { now: unknown } | undefined {
    mustBeSound(event);
    return this.#engine.inside.busy(() => {
      const identity = this.#is.identity(event);
      this.#mustNotWait("identity", identity);
      if (identity === undefined) return undefined;
      mustBe(typeof identity === "string", `${this.name}: identity must return a string`);
      const before = this.#states.has(identity)
        ? this.#states.get(identity)
        : this.#is.initialState();
      this.#mustNotWait("initialState", before);
      const now = this.#is.evolve(before, event);
      this.#mustNotWait("evolve", now);
      this.#states.set(identity, now);
      return { now };
    });
  }

  #mustNotWait(what: string, answer: unknown): void {
    mustNotWait(`${this.name}: ${what}`, answer);
  }

  #issue(): void {
    const { inside, delivery, onFailure } = this.#engine;
    const most = inside.limits.reactionsPerDrain;
    while (this.#pending.length > 0 && !inside.isClosed) {
      const [command] = this.#pending as [object];
      if (!delivery.mayReact(most)) {
        const message = `${this.name}: one call led to ${most} commands of processes (limits.reactionsPerDrain); the rest comes with the next call`;
        onFailure(failure("limit", message, { path: "limits.reactionsPerDrain" }), command);
        delivery.later(() => {
          this.#issue();
          if (this.active) delivery.catchUp(this);
        });
        return;
      }
      this.#pending.shift();
      const result = this.#dispatched(command);
      if (result.ok) continue;
      this.#failures += 1;
      onFailure(result, command);
    }
  }

  #dispatched(command: object): DispatchResult {
    try {
      return this.#engine.dispatch(command);
    } catch (error) {
      if (error instanceof Misuse) return failure("invalid", error.message, { cause: error });
      throw error;
    }
  }

  describe(): ProcessState {
    const checkpoint = Math.min(this.next - 1, this.#engine.inside.head);
    return {
      name: this.name,
      checkpoint,
      lagEvents: this.#engine.inside.head - checkpoint,
      status: this.error !== undefined ? "failed" : this.paused ? "paused" : "running",
      failures: this.#failures,
      ...(this.error === undefined ? undefined : { error: wordsOf(this.error) }),
    };
  }

  /** Goes on where it was paused, or has failed. */
  resume(): void {
    this.paused = false;
    if (this.error !== undefined) {
      this.error = undefined;
      this.begin();
    }
    if (this.active) this.#engine.delivery.catchUp(this);
  }
}

/** The processes of one engine that are defined in JavaScript. */
export class OwnProcesses {
  readonly #engine: Reacting;
  readonly #names: Names;
  readonly #all = new Map<string, Process>();

  constructor(
    inside: Inside,
    delivery: Delivery,
    names: Names,
    dispatch: (command: object) => DispatchResult,
    onFailure: FailureHandler | undefined,
  ) {
    const tell = (failure: Failure, command: object) =>
      onFailure === undefined
        ? inside.report(new CqrsError(failure))
        : guarded(() => onFailure(failure, command as IssuedCommand), inside.report);
    this.#engine = { inside, delivery, dispatch, onFailure: tell };
    this.#names = names;
  }

  list(): ProcessState[] {
    return Array.from(this.#all.values(), (process) => process.describe());
  }

  define(definition: object, others: readonly ProcessState[]): Process {
    this.#engine.inside.mustBeOpen();
    const process = new Process(definition, this.#engine);
    this.#engine.inside.mustNotBeBusy("process");
    if (others.some(({ name }) => name === process.name)) {
      const message = `there is a process ${JSON.stringify(process.name)} already`;
      throw new CqrsError(failure("invalid", message, { path: "name" }));
    }
    this.#join(process);
    return process;
  }

  /** Adds a process of another engine to this one. */
  add(process: Process): void {
    this.#join(process.in(this.#engine));
  }

  #join(process: Process): void {
    this.#names.take({ process: [process.name] });
    process.begin();
    this.#all.set(process.name, process);
    this.#engine.delivery.add(process);
  }

  /** False if there is no process of that name. */
  pause(name: string): boolean {
    const process = this.#named("pause", name);
    if (process !== undefined) process.paused = true;
    return process !== undefined;
  }

  resume(name: string): boolean {
    const process = this.#named("resume", name);
    process?.resume();
    if (process !== undefined) this.#engine.delivery.run();
    return process !== undefined;
  }

  #named(method: string, name: string): Process | undefined {
    this.#engine.inside.mustBeOpen();
    const process = this.#all.get(name);
    if (process !== undefined) this.#engine.inside.mustNotBeBusy(method);
    return process;
  }
}
