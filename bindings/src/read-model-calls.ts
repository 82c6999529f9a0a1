import { countOf, isObject, mustBe, reading } from "./arguments.js";
import { timeBy } from "./command.js";
import { failureOf } from "./failure.js";
import { nearest } from "./hint.js";
import type { Inside } from "./inside.js";
import { modeOf, type Projections } from "./projections.js";
import { CqrsError } from "./result.js";
import { ValueError } from "./json.js";

import type {
  ReadModelCalls,
  ReadModelMode,
  ReadModelState,
  ReplicaOptions,
} from "./read-models.js";

/** As the core knows them. */
const enum Action {
  list,
  immediate,
  manual,
  delayed,
  catchUp,
  rebuild,
  addReplica,
  removeReplica,
  pause,
  resume,
}

interface Details {
  readonly replica?: number | undefined;
  readonly number?: number | undefined;
}

export class ReadModels implements ReadModelCalls {
  readonly #engine: Inside;
  /** Those that are defined in JavaScript. */
  readonly #own: Projections;
  /** Whether any was ever delayed: then queries say what time it is. */
  #delayed = false;
  #changes = 0;

  constructor(engine: Inside, own: Projections) {
    this.#engine = engine;
    this.#own = own;
  }

  get delayed(): boolean {
    return this.#delayed;
  }

  /** How often what they show may have changed though the log has not. */
  get changes(): number {
    return this.#changes;
  }

  readModels(): ReadModelState[] {
    this.#engine.mustBeOpen();
    this.#call(Action.list);
    const { frame } = this.#engine;
    const inCore = JSON.parse(frame.readUtf8(frame.size)) as ReadModelState[];
    return [...inCore, ...this.#own.list()];
  }

  names(): string[] {
    return this.readModels().map(({ name }) => name);
  }

  setMode(name: string, mode: ReadModelMode, options?: ReplicaOptions): void {
    const of = this.#named("setMode", name, options);
    const wanted = this.#engine.busy(() => modeOf("setMode", mode));
    if (this.#own.has(name)) this.#callOwn(Action.delayed, name, of, wanted);
    else if (wanted === "manual") this.#call(Action.manual, name, of);
    else if (wanted === "immediate") this.#call(Action.immediate, name, of);
    else {
      this.#call(Action.delayed, name, { ...of, number: wanted.delayMs });
      this.#delayed = true;
    }
  }

  catchUp(name?: string, maxEvents?: number, options?: ReplicaOptions): number {
    const of = name === undefined ? this.#open("catchUp") : this.#named("catchUp", name, options);
    const number = this.#value("catchUp", "maxEvents", () => maxEvents);
    const applied = this.#call(Action.catchUp, name, { ...of, number });
    return name === undefined ? applied + this.#callOwn(Action.catchUp, name, { number }) : applied;
  }

  rebuild(name: string, options?: ReplicaOptions): void {
    this.#call(Action.rebuild, name, this.#named("rebuild", name, options));
  }

  addReplica(name: string): number {
    return this.#call(Action.addReplica, name, this.#named("addReplica", name));
  }

  removeReplica(name: string, replica: number): void {
    this.#named("removeReplica", name);
    mustBe(typeof replica === "number", "removeReplica: the replica must be a number");
    const of = this.#named("removeReplica", name, { replica });
    this.#call(Action.removeReplica, name, of);
  }

  pause(name: string, options?: ReplicaOptions): void {
    this.#call(Action.pause, name, this.#named("pause", name, options));
  }

  resume(name: string, options?: ReplicaOptions): void {
    this.#call(Action.resume, name, this.#named("resume", name, options));
  }

  #open(method: string): Details {
    this.#engine.mustBeOpen();
    this.#engine.mustNotBeBusy(method);
    return {};
  }

  #named(method: string, name: unknown, options?: ReplicaOptions): Details {
    this.#engine.mustBeOpen();
    mustBe(typeof name === "string", `${method}: the name must be a string`);
    mustBe(
      options === undefined || isObject(options),
      `${method}: the options must be an object { replica }`,
    );
    this.#engine.mustNotBeBusy(method);
    return { replica: this.#value(method, "replica", () => options?.replica) };
  }

  /** A number of the caller's. */
  #value(method: string, path: string, read: () => unknown): number | undefined {
    try {
      return this.#engine.busy(() => reading(path, () => countOf(read(), method, path)));
    } catch (error) {
      throw new CqrsError(failureOf(error));
    }
  }

  /** The core knows no name of a read model in JavaScript, which may have been meant. */
  #hinted(error: CqrsError, name: string | undefined): CqrsError {
    const { code, message, path, expected } = error;
    const meant = path === "name" && !expected ? nearest(name!, this.#own.names()) : undefined;
    if (meant === undefined) return error;
    const hint = `${message}; is ${meant} meant?`;
    return new CqrsError({ code, path: "name", expected: meant, actual: name!, message: hint });
  }

  #callOwn(
    action: Action,
    name: string | undefined,
    { replica, number }: Details,
    mode: ReadModelMode = "immediate",
  ): number {
    const own = this.#own;
    let outcome = 0;
    if (action === Action.addReplica) outcome = own.addReplica(name!);
    else if (action === Action.removeReplica) own.removeReplica(name!, replica!);
    else {
      for (const copy of own.copies(name, replica)) {
        if (action === Action.catchUp) outcome += copy.pull(number);
        else if (action === Action.rebuild) copy.rebuild();
        else if (action === Action.pause) copy.paused = true;
        else if (action === Action.resume) copy.paused = false;
        else copy.mode = mode;
        if (action !== Action.catchUp) copy.follow();
      }
    }
    this.#engine.settle();
    return outcome;
  }

  #call(action: Action, name?: string, details: Details = {}): number {
    if (name !== undefined && this.#own.has(name)) return this.#callOwn(action, name, details);
    const { replica, number } = details;
    const { frame, clock } = this.#engine;
    const start = frame.position;
    const flag = (value: unknown, bit: number) => (value === undefined ? 0 : bit);
    try {
      frame.byte(flag(name, 1) | flag(replica, 2) | flag(number, 4));
      frame.byte(action);
      frame.number(this.#engine.busy(() => timeBy(clock)));
      if (name !== undefined && !frame.text(name)) {
        throw new ValueError("name", "well-formed text", "half of a surrogate pair");
      }
      if (replica !== undefined) frame.varint(replica);
      if (number !== undefined) frame.varint(number);
      this.#changes += 1;
      this.#engine.mustGo(this.#engine.call("_cqrs_read_models", start));
    } catch (error) {
      throw error instanceof CqrsError
        ? this.#hinted(error, name)
        : new CqrsError(failureOf(error));
    } finally {
      frame.position = start;
    }
    frame.open();
    if (action === Action.list) return 0;
    const outcome = frame.readNumber();
    this.#engine.settle();
    return outcome;
  }
}
