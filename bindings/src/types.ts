/// <reference lib="esnext.disposable" preserve="true" />
import type { Live, ParamsOf, QueryArguments, QueryResult, ResultOf } from "./answers.js";
import type { FailureHandler, ProcessCalls } from "./processes.js";
import type { ReadModelCalls } from "./read-models.js";
import type { TimeCalls } from "./time.js";
import type {
  DomainDefinition,
  DomainMessages,
  ProcessDefinition,
  ProjectionDefinition,
  ProjectionMessages,
  QueryFunctions,
} from "./definitions.js";
import type {
  AppendCondition,
  Frozen,
  NewEvent,
  ReadOptions,
  Recorded,
  SubscribeOptions,
} from "./events.js";
import type { Schemas } from "./schema.js";
import type { RejectedCommand, Traced } from "./stories.js";
import type { Limits } from "./limits.js";
import type { AllMessages, DomainName, Messages, NameIn, Schema, Widened } from "./messages.js";
import type { BeginningOptions, ExportOptions, Recovered } from "./saved-log.js";

export type * from "./answers.js";
export type * from "./events.js";
export type * from "./messages.js";
export type { Limits } from "./limits.js";
export type { BeginningOptions, ExportOptions, Recovered, SavedLog } from "./saved-log.js";

/**
 * Options of {@link createCqrs}. All may be left out.
 *
 * ```ts
 * const cqrs = await createCqrs({
 *   domains: ["bank"],
 *   clock: () => 0, // with this and an id of its own, the same commands give the same bytes
 *   newId: () => "log-1",
 *   limits: { events: 1_000_000 },
 * });
 * ```
 */
export interface CqrsOptions<Name extends DomainName = DomainName> extends BeginningOptions {
  /** The domains to include; all of them by default. */
  domains?: readonly Name[];
  /**
   * Whether processes see orders through: payments, inventory, shipping, email and fulfilment. False by default. A card
   * declines more than 10,000.00, and a product has 100 pieces until it is restocked: such an order is cancelled.
   */
  services?: boolean;
  /** The time that events are stamped with, in milliseconds since 1970; `Date.now` by default. */
  clock?: () => number;
  /** Makes the id of this log, of which the ids of its events are made; a random UUID by default. */
  newId?: () => string;
  /** What this engine may grow to. */
  limits?: Limits;
  /** Receives what a handler of `subscribe` has thrown; `console.error` by default. */
  onError?: (error: unknown) => void;
  /** Receives what has become of commands of processes that failed; by default `onError` does, as a {@link CqrsError}. */
  onFailure?: FailureHandler;
}

/**
 * What may be said with a command besides its type and data.
 *
 * ```ts
 * const { head } = cqrs.stats();
 * const deposit = { type: "Deposit", data: { account: "a", amount: 5 } } as const;
 * cqrs.dispatch({ ...deposit, id: "d2", seen: head, correlationId: "salary", metadata: { by: "Ann" } });
 * const again = cqrs.dispatch({ ...deposit, id: "d2" });
 * console.log(again.ok && again.duplicate); // true
 * const late = cqrs.dispatch({ ...deposit, seen: head });
 * console.log(!late.ok && late.code); // conflict
 * ```
 */
export interface CommandOptions {
  /**
   * The sender's id of this command. A command that comes again with the same id is not decided again: it gets the
   * receipt of the first time, with `duplicate: true`. With another payload it is refused with `id_reused`.
   */
  id?: string;
  /**
   * The position up to which the sender has seen the log. If events that matter to the decision lie after it, the
   * command fails with `conflict`.
   */
  seen?: number;
  /** The version that the command's own stream must have, 0 for a new one; any other is a `conflict`. */
  expectedVersion?: number;
  /** The story that this command belongs to: its events carry it. By default the command's id. */
  correlationId?: string;
  /** The id of the event that led to this command: the events that it leads to carry it. */
  causationId?: string;
  /** Anything else to keep with the events, as a JSON object of at most `limits.payloadBytes`. */
  metadata?: object;
  /**
   * After a conflict, how many times to decide again without `seen` and `expectedVersion`; 0 by default, at most
   * `limits.retries`.
   */
  retries?: number;
}

/** A command of one of the engine's domains: an instruction, which may be refused. */
export type Command<M extends Messages = AllMessages> = {
  [Name in NameIn<M["commands"]>]: {
    /** Which command it is. */
    type: Name;
    /** What is to be known of it, as its domain describes it. */
    data: M["commands"][Name];
  } & CommandOptions;
}[NameIn<M["commands"]>];

/** Why a call did not do what was asked: see {@link Failure}. */
export type ErrorCode =
  /** A value is not what its description asks for; `path` says which. */
  | "invalid"
  /** None of the engine's domains has a command of this type; the message says which was probably meant. */
  | "unknown_command"
  /** None of the engine's read models answers a query of this name; the message says which was probably meant. */
  | "unknown_query"
  /** A rule of the domain said no; `reason` says which. */
  | "rejected"
  /** The log moved under the caller: read again, decide again. */
  | "conflict"
  /** The id was used before, for something else. */
  | "id_reused"
  /** One of the engine's limits would have been passed. */
  | "limit"
  /** The read model has not come as far as the caller asked for. */
  | "not_yet"
  /** The domain itself failed; `cause` holds what it threw. */
  | "domain_failed"
  /** Called from within a decision or a fold, or while the engine reads the values of another call. */
  | "reentrant"
  /** A saved log is damaged. */
  | "corrupt"
  /** The engine was closed. */
  | "closed";

/**
 * An expected failure, as a value. Nothing has changed in the engine that gave it.
 *
 * ```ts
 * const refused = cqrs.dispatch({ type: "Withdraw", data: { account: "a", amount: 1_000_000 } });
 * if (!refused.ok && refused.code === "rejected") console.log(refused.reason); // insufficient_funds
 * const invalid = cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: -5 } });
 * if (!invalid.ok) console.log(invalid.path, invalid.expected); // amount an integer from 1 to 1000000000000
 * ```
 */
export interface Failure {
  /** What tells it from a success. */
  ok: false;
  /** What kind of failure it is, to go by in a program. */
  code: ErrorCode;
  /** One sentence for people: what, where, what was expected. */
  message: string;
  /** With `rejected`: the rule, as a stable word such as `insufficient_funds`. */
  reason?: string;
  /** With `invalid`: the value at fault, such as `lines[2].quantity`. */
  path?: string;
  /** What would have been right. */
  expected?: string | number;
  /** What was there instead. */
  actual?: string | number;
  /** With `corrupt`: where in a saved log the first fault is, in bytes from 0 if it is binary … */
  byte?: number;
  /** … or in lines from 1 if it is NDJSON. */
  line?: number;
  /** What the caller's own code threw. */
  cause?: unknown;
}

/** What became of a command, or of an append, that succeeded. */
export interface Receipt {
  /** What tells it from a {@link Failure}. */
  ok: true;
  /** The position of the last event it led to; the head of the log if there was none. As `atLeast` of a query it waits for one's own write. */
  position: number;
  /** The version of the last event within its stream; the stream's current version if there was none. */
  version: number;
  /** How many events it led to. None is a success: nothing had to happen. */
  events: number;
  /** The command's id was known: this is the receipt of the first time, and nothing was decided again. */
  duplicate: boolean;
}

/** The result of {@link Cqrs.dispatch} and {@link Cqrs.append}: `ok` tells which it is. */
export type DispatchResult = Receipt | Failure;

/** A command of a batch that came to nothing. */
export interface BatchFailure {
  /** Which it was in the batch, from 0. */
  index: number;
  /** What kind of failure it was. */
  code: ErrorCode;
  /** One sentence for people. */
  message: string;
}

/** What became of the commands of a batch: see {@link Cqrs.dispatchAll}. */
export interface BatchResult {
  /** How many succeeded, duplicates included. */
  accepted: number;
  /** Those that did not, in the order of the batch. */
  failed: BatchFailure[];
  /** The head of the log after the batch. */
  position: number;
}

/** Numbers of an engine: see {@link Cqrs.stats}. */
export interface Stats {
  /** The position of the last event, 0 if there is none. */
  head: number;
  /** How many streams hold events. */
  streams: number;
  /** Size of the log, in bytes. */
  logBytes: number;
  /**
   * Memory of the log and the read models, in bytes; those in JavaScript are not counted. Of a fork it is what that has
   * written itself.
   */
  memoryBytes: number;
  /** What of that is held for looking back alone, in bytes. */
  checkpointBytes: number;
  /** With `recover`: what was left out of the log that the engine began with. */
  recovered?: Recovered;
}

/**
 * An engine: an event log with the domains that write it and the read models that follow it, in memory.
 *
 * ```ts
 * const cqrs = await createCqrs({ domains: ["bank"] });
 * cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } });
 * const done = cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 500 }, id: "d1" });
 * if (!done.ok) console.error(done.code, done.message);
 * const answer = unwrap(cqrs.query("balance", { account: "a" })); // answer.data?.balance is 500
 * ```
 *
 * All of it is synchronous. Expected failures are values with a `code`; wrong types of arguments throw a TypeError;
 * the methods that have no result object throw a {@link CqrsError}: `closed` after `close`, `reentrant` where they
 * would change the engine from within a decision, a fold or a read model, and what is said at each.
 */
export interface Cqrs<M extends Messages = AllMessages>
  extends ReadModelCalls, ProcessCalls, TimeCalls<M> {
  /**
   * Has a command decided, and what it leads to recorded and handed to read models and subscribers. All of that has
   * happened when it returns.
   *
   * ```ts
   * const done = cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 500 }, id: "d1" });
   * if (done.ok) console.log(done.position, done.duplicate);
   * else console.log(done.code, done.message);
   * ```
   *
   * @returns a receipt; or a failure with `invalid`, `unknown_command`, `rejected`, `conflict`, `id_reused`, `limit`,
   * `domain_failed`, `reentrant` or `closed`, after which nothing has changed
   */
  dispatch(command: Command<M>): DispatchResult;

  /**
   * Dispatches commands in their order. Not atomic: each succeeds or fails by itself. Subscribers hear of the events
   * after the last command.
   *
   * ```ts
   * const { accepted, failed } = cqrs.dispatchAll([
   *   { type: "Deposit", data: { account: "a", amount: 5 } },
   *   { type: "Deposit", data: { account: "nobody", amount: 5 } },
   * ]);
   * console.log(accepted, failed[0]?.index, failed[0]?.code); // 1 1 rejected
   * ```
   *
   * @throws CqrsError `limit` with more commands than `limits.commandsPerBatch`: none is applied then
   */
  dispatchAll(commands: readonly Command<M>[]): BatchResult;

  /**
   * Asks a read model. Nothing changes by it. An id that it does not know answers `data: null`.
   *
   * ```ts
   * const answer = cqrs.query("balance", { account: "a" });
   * if (answer.ok) console.log(answer.data?.balance, answer.asOf, answer.head);
   * ```
   *
   * @returns an answer; or a failure with `invalid`, `unknown_query`, `not_yet`, `limit`, `domain_failed` where a query
   * in JavaScript threw, or `closed`
   */
  query<Name extends NameIn<M["queries"]>>(
    name: Name,
    ...rest: QueryArguments<ParamsOf<M, Name>>
  ): QueryResult<ResultOf<M, Name>>;

  /**
   * Records events without a command, all or none: those of a domain by its descriptions, in their own stream and with
   * their own tags; those of other types with any JSON as data.
   *
   * ```ts
   * const events = [{ type: "Registered", data: { email: "ada@example.org" }, stream: "user-1" }];
   * cqrs.append(events, { expectedVersion: "none" });
   * const again = cqrs.append(events, { expectedVersion: "none" });
   * console.log(!again.ok && again.code); // conflict
   * ```
   *
   * @returns a receipt; or a failure with `invalid`, `conflict`, `limit`, `reentrant` or `closed`, after which nothing
   * has changed
   */
  append<const Type extends string>(
    events: readonly NewEvent<M, Type>[],
    condition?: AppendCondition,
  ): DispatchResult;

  /**
   * Reads the log. The events are the caller's own copies.
   *
   * ```ts
   * for (const event of cqrs.read({ stream: "account-a", limit: 10 })) {
   *   if (event.type === "MoneyDeposited") console.log(event.position, event.data.amount);
   * }
   * ```
   *
   * @returns the events that match, in the order of their positions unless told
   * @throws CqrsError `invalid` for a position or limit that is no integer from 0
   */
  read(options?: ReadOptions): Recorded<M>[];

  /**
   * Adds a domain in JavaScript: see {@link DomainDefinition}.
   * @returns the same engine, which knows the domain's messages
   * @throws CqrsError `invalid` for a name that is taken, or has a hyphen
   */
  define<Commands extends Schemas, Events extends Schemas, State>(
    domain: DomainDefinition<Commands, Events, State>,
  ): Cqrs<Widened<M, DomainMessages<Commands, Events, State>>>;

  /**
   * Adds a read model in JavaScript: see {@link ProjectionDefinition}. It is built from the first event on.
   * @returns the same engine, which knows the queries that it answers
   * @throws CqrsError `invalid` for a name that is taken
   */
  project<State, Queries extends QueryFunctions<State>>(
    model: ProjectionDefinition<M, State, Queries>,
  ): Cqrs<Widened<M, ProjectionMessages<Queries>>>;

  /**
   * Adds a process in JavaScript: see {@link ProcessDefinition}. `pause` and `resume` know it by its name.
   * @returns the same engine, so that calls of `define`, `project` and `process` can follow each other
   * @throws CqrsError `invalid` for a name that is taken
   */
  process<State>(process: ProcessDefinition<M, State>): Cqrs<M>;

  /**
   * Calls the handler with each event from `from` on: those of the past before `subscribe` returns, later ones before
   * the outermost call that caused them returns, in the order of the log. The handler may dispatch: what that appends
   * is delivered after the current event. What the handler throws goes to `onError`.
   *
   * ```ts
   * const stop = cqrs.subscribe({ types: ["MoneyDeposited"], from: 1 }, (event) => {
   *   console.log(event.position, event.type, event.data);
   * });
   * stop();
   * ```
   *
   * @returns a function that ends the subscription
   * @throws CqrsError `limit` with more than `limits.subscriptions`, `invalid` for a `from` that is no integer from 0
   */
  subscribe(options: SubscribeOptions, handler: (event: Frozen<Recorded<M>>) => void): () => void;

  /**
   * Calls the handler with the answer to a query: at once, and then at the end of every outermost call after which its
   * `data` is another one. The handler may dispatch. What it throws goes to `onError`.
   *
   * ```ts
   * const stop = cqrs.watch("balance", { account: "a" }, (answer) => {
   *   if (answer.ok) console.log(answer.data?.balance);
   * });
   * cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 5 } }); // prints again
   * stop();
   * ```
   *
   * @returns a function that ends it
   * @throws CqrsError `limit` with more than `limits.subscriptions`
   */
  watch<Name extends NameIn<M["queries"]>>(
    name: Name,
    params: ParamsOf<M, Name>,
    handler: (answer: Frozen<QueryResult<ResultOf<M, Name>>>) => void,
  ): () => void;

  /** The answer to a query as an object that frameworks can follow: see {@link Live}. It holds nothing to be freed. */
  live<Name extends NameIn<M["queries"]>>(
    name: Name,
    ...rest: Record<never, never> extends ParamsOf<M, Name>
      ? [params?: ParamsOf<M, Name>]
      : [params: ParamsOf<M, Name>]
  ): Live<ResultOf<M, Name>>;

  /**
   * The state that decisions about a stream are made on; for tests and teaching.
   *
   * ```ts
   * console.log(cqrs.state("account-a"));
   * ```
   *
   * @returns a copy of it; null if the stream does not exist
   */
  state(stream: string): M["state"] | null;

  /** The last commands that a rule said no to, the oldest first, as many as `limits.rejectedTrace` allows. */
  rejections(): RejectedCommand[];

  /**
   * One story, of commands that were dispatched with that correlation id or that as their id: its events and rejected
   * commands, each with those that it led to. The roots were led to by nothing of the story. Looks at the whole log.
   *
   * ```ts
   * cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 5 }, correlationId: "payday" });
   * const [root] = cqrs.trace("payday");
   * console.log(root?.kind === "event" && root.event.type); // MoneyDeposited
   * ```
   *
   * @returns the roots; none for a story that there is not
   */
  trace(correlationId: string): Traced<M>[];

  /**
   * All of the log, for `createCqrs({ from })`. Equal logs give equal bytes.
   *
   * ```ts
   * const saved = cqrs.export({ format: "binary" });
   * const restored = await createCqrs({ from: saved });
   * console.log(restored.stats().head === cqrs.stats().head); // true
   * ```
   *
   * @throws CqrsError `invalid` for an `after` beyond the head, `limit` where memory or a string does not hold it
   */
  export<Format extends "binary" | "ndjson">(
    options: ExportOptions<Format>,
  ): { binary: Uint8Array; ndjson: string }[Format];

  /**
   * What this engine understands, as JSON Schema. Domains in JavaScript say what their validators can (the Standard JSON
   * Schema: zod, valibot and others); `{}` where they cannot, and for the read models.
   *
   * ```ts
   * console.log(cqrs.schema().commands.Deposit.properties?.["amount"]?.maximum); // 1000000000000
   * ```
   */
  schema(): Schema<M>;

  /** Its size in numbers. */
  stats(): Stats;

  /** Ends the engine and frees its memory. Later calls fail with `closed`. An engine nobody holds is freed too. */
  close(): void;
  /** The same as `close`, where a block with `using cqrs = await createCqrs()` ends. */
  [Symbol.dispose](): void;
}
