import { copiedOf, countOf, isObject, mustBe, mustKnow } from "./arguments.js";
import type { Ask } from "./asking.js";
import { timeBy } from "./command.js";
import { Rank, type Delivery, type Follower } from "./delivery.js";
import { DomainError, failure, mustNotWait, readingOrThrow } from "./failure.js";
import type { Inside } from "./inside.js";
import { frozenDeep, jsonOf, ValueError, wordsOf } from "./json.js";
import type { Names } from "./names.js";
import type { ReadModelMode, ReadModelState } from "./read-models.js";
import type { AnyRecorded } from "./records.js";
import { CqrsError } from "./result.js";
import { everything } from "./selection.js";
import type { Failure, QueryResult } from "./types.js";
import { mustBeSound } from "./upcast.js";

/** A definition of which nobody knows the types. */
interface AnyProjection {
  readonly name: string;
  readonly initialState: () => unknown;
  readonly apply: (state: unknown, event: AnyRecorded) => unknown;
  readonly queries: Readonly<Record<string, (state: unknown, params: unknown) => unknown>>;
  mode: ReadModelMode;
}

const projectionParts = ["name", "initialState", "apply", "queries", "mode"];

/** A read model in JavaScript, or one of its replicas. */
class Copy implements Follower {
  readonly rank = Rank.readModel;
  readonly selection = everything;
  next = 1;
  checkpoint = 0;
  mode: ReadModelMode = "immediate";
  paused = false;
  /** Of the first of its name: the number that the last replica was given. */
  lastReplica = 0;
  error: string | undefined;
  state: unknown;
  readonly #inside: Inside;
  readonly is: AnyProjection;

  constructor(inside: Inside, is: AnyProjection) {
    this.#inside = inside;
    this.is = is;
    this.state = this.fold(0);
  }

  get active(): boolean {
    return this.mode === "immediate" && !this.paused && this.error === undefined;
  }

  show(event: AnyRecorded): void {
    if (event.position === this.checkpoint + 1) this.#apply(event);
  }

  /** Applies at most so many events; gives how many. A delayed one goes no further than what is due. */
  pull(most = Infinity): number {
    const from = this.checkpoint;
    const delay = typeof this.mode === "object" ? this.mode.delayMs : -Infinity;
    const now = typeof this.mode === "object" ? timeBy(this.#inside.clock) : 0;
    const mayGo = () => !this.paused && this.error === undefined && this.checkpoint - from < most;
    while (mayGo() && this.checkpoint < this.#inside.head) {
      for (const event of this.#inside.batch(this.checkpoint + 1, everything, () => true).events) {
        if (event.time + delay > now) return this.checkpoint - from;
        if (mayGo()) this.#apply(event);
      }
    }
    return this.checkpoint - from;
  }

  /** Does by itself what its mode says. */
  follow(): void {
    if (this.mode !== "manual") this.pull();
    this.next = this.#inside.head + 1;
  }

  rebuild(): void {
    this.error = undefined;
    this.checkpoint = 0;
    this.state = this.fold(0);
    this.follow();
  }

  #apply(event: AnyRecorded): void {
    try {
      this.state = this.#applied(this.state, event);
      this.checkpoint = event.position;
    } catch (error) {
      // It may have changed the state in part, so that is folded anew.
      this.error = wordsOf(error);
      try {
        this.state = this.fold(this.checkpoint);
      } catch {
        this.checkpoint = 0;
        this.state = this.fold(0);
      }
    }
  }

  #applied(state: unknown, event: AnyRecorded): unknown {
    mustBeSound(event);
    const next = this.#inside.busy(() => this.is.apply(state, event));
    mustNotWait(`${this.is.name}: apply`, next);
    return next === undefined ? state : next;
  }

  /** The state as of a position, made anew. */
  fold(to: number, applied?: (position: number) => void): unknown {
    let state = this.#inside.busy(() => this.is.initialState());
    mustNotWait(`${this.is.name}: initialState`, state);
    for (let from = 1; from <= to;) {
      const batch = this.#inside.batch(from, everything, (event) => event.position <= to);
      for (const event of batch.events) {
        state = this.#applied(state, event);
        applied?.(event.position);
      }
      from = batch.next;
    }
    return state;
  }

  /** The state as of a position; where it fails on the way, as of the last one before that. */
  past(to: number): { asOf: number; state: unknown } {
    let asOf = 0;
    try {
      const state = this.fold(to, (position) => {
        asOf = position;
      });
      return { asOf: to, state };
    } catch {
      return { asOf, state: this.fold(asOf) };
    }
  }

  describe(replica: number): ReadModelState {
    const { head, clock } = this.#inside;
    const waiting = this.checkpoint + 1;
    const [oldest] =
      waiting > head
        ? []
        : this.#inside.batch(waiting, everything, ({ position }) => position === waiting).events;
    return {
      name: this.is.name,
      replica,
      checkpoint: this.checkpoint,
      lagEvents: head - this.checkpoint,
      lagMs: oldest === undefined ? 0 : Math.max(0, this.#inside.busy(clock) - oldest.time),
      status: this.error !== undefined ? "failed" : this.paused ? "paused" : "live",
      ...(this.error === undefined ? undefined : { error: this.error }),
    };
  }
}

/** The read models of one engine that are defined in JavaScript. */
export class Projections {
  readonly #inside: Inside;
  readonly #delivery: Delivery;
  readonly #names: Names;
  /** By name, then by number; a replica that was removed leaves its number. */
  readonly #models = new Map<string, Map<number, Copy>>();
  readonly #queries = new Map<string, Map<number, Copy>>();

  constructor(inside: Inside, delivery: Delivery, names: Names) {
    this.#inside = inside;
    this.#delivery = delivery;
    this.#names = names;
  }

  /** @throws TypeError for what is of the wrong type, CqrsError `invalid` for a name that is taken */
  define(definition: object, taken: readonly string[]): AnyProjection {
    const inside = this.#inside;
    inside.mustBeOpen();
    mustBe(isObject(definition), "project: a read model is an object");
    const is = inside.busy(() =>
      readingOrThrow("definition", () => copiedOf(definition)),
    ) as AnyProjection;
    mustKnow(is, projectionParts, "project");
    const { mode = "immediate" } = is;
    is.mode = inside.busy(() => modeOf("project", mode));
    mustBe(typeof is.name === "string" && is.name !== "", "project: name must be a string");
    mustBe(
      typeof is.initialState === "function" && typeof is.apply === "function",
      "project: initialState and apply must be functions",
    );
    mustBe(
      isObject(is.queries) && Object.values(is.queries).every((one) => typeof one === "function"),
      "project: queries must be an object of functions",
    );
    inside.mustNotBeBusy("project");
    if (taken.includes(is.name)) {
      const message = `there is a read model ${JSON.stringify(is.name)} already`;
      throw new CqrsError(failure("invalid", message, { path: "name" }));
    }
    try {
      this.add(is);
    } catch (cause) {
      if (cause instanceof CqrsError) throw cause;
      const message = `${is.name}: initialState threw: ${wordsOf(cause)}`;
      const failed = failure("domain_failed", message, { cause });
      throw new CqrsError(cause instanceof DomainError ? cause.failure : failed);
    }
    return is;
  }

  add(is: AnyProjection): void {
    const copy = new Copy(this.#inside, is);
    copy.mode = is.mode;
    this.#names.take({ "read model": [is.name], query: Object.keys(is.queries) });
    const copies = new Map([[0, copy]]);
    this.#models.set(is.name, copies);
    for (const query of Object.keys(is.queries)) this.#queries.set(query, copies);
    this.#delivery.add(copy);
  }

  names(): Iterable<string> {
    return this.#models.keys();
  }

  has(name: string): boolean {
    return this.#models.has(name);
  }

  /** The queries that these read models answer, whose parameters and answers may be anything. */
  schemas(): Record<string, unknown> {
    return Object.fromEntries(
      [...this.#queries.keys()].map((name) => [name, { params: {}, result: {} }]),
    );
  }

  list(): ReadModelState[] {
    for (const copy of this.#all()) if (typeof copy.mode === "object") copy.pull();
    return [...this.#models.values()].flatMap((copies) =>
      [...copies].map(([number, copy]) => copy.describe(number)),
    );
  }

  *#all(): Iterable<Copy> {
    for (const copies of this.#models.values()) yield* copies.values();
  }

  /** Which copies are meant: one, or all of a name, or all. */
  copies(name: string | undefined, replica: number | undefined): Copy[] {
    if (name === undefined) return [...this.#all()];
    const copies = this.#models.get(name)!;
    return replica === undefined ? [...copies.values()] : [this.#copy(copies, replica)];
  }

  #copy(copies: Map<number, Copy>, replica: number): Copy {
    const copy = copies.get(replica);
    if (copy !== undefined) return copy;
    throw new CqrsError(missing(replica));
  }

  addReplica(name: string): number {
    const copies = this.#models.get(name)!;
    const most = this.#inside.limits.replicas;
    if (copies.size > most) {
      const message = `addReplica: ${name} has ${most} replicas already (limits.replicas)`;
      throw new CqrsError(failure("limit", message, { expected: most }));
    }
    const primary = copies.get(0)!;
    const copy = new Copy(this.#inside, primary.is);
    copy.state = copy.fold(primary.checkpoint);
    copy.checkpoint = primary.checkpoint;
    copy.mode = primary.mode;
    copy.paused = primary.paused;
    copy.error = primary.error;
    const number = ++primary.lastReplica;
    copies.set(number, copy);
    copy.next = copy.checkpoint + 1;
    this.#delivery.add(copy);
    return number;
  }

  removeReplica(name: string, replica: number): void {
    const copies = this.#models.get(name)!;
    if (replica === 0) {
      const message = "replica: expected a number from 1, got the primary";
      throw new CqrsError(failure("invalid", message, { path: "replica", actual: 0 }));
    }
    const copy = this.#copy(copies, replica);
    copies.delete(replica);
    copy.paused = true;
    this.#delivery.remove(copy);
  }

  /** The answer of one of these read models; undefined if none of them has such a query. */
  answer(name: string, params: unknown, ask: Ask): QueryResult<unknown> | undefined {
    const copies = this.#queries.get(name);
    if (copies === undefined) return undefined;
    const given = frozenDeep(JSON.parse(jsonOf(params, "params", false)) as unknown);
    const copy = copies.get(ask.replica ?? 0);
    if (copy === undefined) return missing(ask.replica!);
    if (typeof copy.mode === "object") copy.pull();
    const { checkpoint, is } = copy;
    let asOf = checkpoint;
    let data: unknown;
    try {
      let { state } = copy;
      if (ask.at !== undefined) ({ asOf, state } = copy.past(ask.at));
      if ((ask.atLeast ?? 0) > asOf) {
        const message = `${is.name} has come to ${asOf}, not yet to ${ask.atLeast}`;
        return failure("not_yet", message, { expected: ask.atLeast!, actual: asOf });
      }
      data = is.queries[name]!(state, given);
      mustNotWait(`${is.name}: ${name}`, data);
      data = data === undefined ? null : (JSON.parse(jsonOf(data, "data")) as unknown);
    } catch (cause) {
      if (cause instanceof DomainError) throw cause;
      const how = cause instanceof ValueError ? "answered what cannot be" : "threw";
      const message = `${name} ${how}: ${wordsOf(cause)}`;
      throw new DomainError(failure("domain_failed", message, { cause }));
    }
    return { ok: true, data, asOf, head: this.#inside.head };
  }
}

/** @throws TypeError for what is none, CqrsError `invalid` for a delay that is no whole number from 0 */
export function modeOf(method: string, mode: unknown): ReadModelMode {
  if (mode === "immediate" || mode === "manual") return mode;
  mustBe(isObject(mode), `${method}: the mode must be "immediate", "manual" or { delayMs }`);
  const given = mode as { delayMs?: unknown };
  const delayMs = readingOrThrow("delayMs", () => countOf(given.delayMs, method, "delayMs"));
  mustBe(delayMs !== undefined, `${method}: delayMs must be a number`);
  return { delayMs };
}

function missing(replica: number): Failure {
  return failure("invalid", `there is no replica ${replica}`, { path: "replica", actual: replica });
}
