/// <reference lib="esnext.disposable" preserve="true" />
import type { FailureHandler, ProcessCalls } from "./processes.js";
import type { ReadModelCalls } from "./read-models.js";
import type { TimeCalls } from "./time.js";
import type { Domains, Services } from "../../build/generated/domains.js";
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
import type { BeginningOptions, ExportOptions, Recovered } from "./saved-log.js";

export type { Domains, Services };
export type * from "./events.js";
export type { Limits } from "./limits.js";
export type { BeginningOptions, ExportOptions, Recovered, SavedLog } from "./saved-log.js";

/** Any JSON value. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The part of JSON Schema 2020-12 in which messages are described; `properties` come in the order of the fields. */
export interface JsonSchema {
  readonly type?: "integer" | "string" | "boolean" | "array" | "object";
  readonly title?: string;
  readonly description?: string;
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** A domain that is compiled in. */
export type DomainName = keyof Domains;
/** A service around an order that is compiled in. */
export type ServiceName = keyof Services;
type Compiled = Domains & Services;

/** What an engine knows: its commands and events by name, its queries with what they take and give, its states. */
export interface Messages {
  commands: object;
  events: object;
  queries: { [name: string]: { params: object; result: unknown } } | object;
  state: unknown;
}

type Together<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer Intersection,
) => void
  ? Intersection
  : never;

/** The messages of some of the domains and services compiled in. */
export interface MessagesOf<Name extends DomainName | ServiceName> {
  commands: Together<Compiled[Name]["commands"]> & object;
  events: Together<Compiled[Name]["events"]> & object;
  queries: Together<Compiled[Name]["queries"]> & object;
  state: Compiled[Name]["state"];
}

/** What an engine knows once more has been defined for it. */
export interface Widened<M extends Messages, More extends Messages> {
  commands: M["commands"] & More["commands"];
  events: M["events"] & More["events"];
  queries: M["queries"] & More["queries"];
  state: M["state"] | More["state"];
}

/** The messages of all domains compiled in. */
export type AllMessages = MessagesOf<DomainName>;
/** The names in a table of messages. */
export type NameIn<Table> = keyof Table & string;

/** Options of {@link createCqrs}. */
export interface CqrsOptions<Name extends DomainName = DomainName> extends BeginningOptions {
  /** The domains to include; all of them by default. */
  domains?: readonly Name[];
  /**
   * Whether processes see orders through: payments, inventory, shipping, email and fulfilment. False by default. A card
   * declines more than 10,000.00, and a product has 100 pieces until it is restocked: such an order is cancelled. */
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

/** What may be said with a command besides its type and data. */
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
  /** The id of the event that led to this command. */
  causationId?: string;
  /** Anything else to keep with the events, as a JSON object. */
  metadata?: object;
  /** After a conflict, how many times to decide again without `seen` and `expectedVersion`; 0 by default. */
  retries?: number;
}

/** A command of one of the engine's domains: an instruction, which may be refused. */
export type Command<M extends Messages = AllMessages> = {
  [Name in NameIn<M["commands"]>]: { type: Name; data: M["commands"][Name] } & CommandOptions;
}[NameIn<M["commands"]>];

/** Why a call did not do what was asked. */
export type ErrorCode =
  /** A value is not what its description asks for; `path` says which. */
  | "invalid"
  | "unknown_command"
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

/** An expected failure, as a value. Nothing has changed in the engine that gave it. */
export interface Failure {
  ok: false;
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

/** What became of a command. */
export interface Receipt {
  ok: true;
  /** Of the last event it led to; the head of the log if there was none. */
  position: number;
  /** Of the last event within its stream; the stream's current version if there was none. */
  version: number;
  /** How many events it led to. None is a success: nothing had to happen. */
  events: number;
  /** The command's id was known: this is the receipt of the first time, and nothing was decided again. */
  duplicate: boolean;
}

/** The result of `dispatch` and `append`. */
export type DispatchResult = Receipt | Failure;

/** What became of the commands of a batch. */
export interface BatchResult {
  /** How many succeeded, duplicates included. */
  accepted: number;
  /** Those that did not, by their index in the batch. */
  failed: { index: number; code: ErrorCode; message: string }[];
  /** The head of the log after the batch. */
  position: number;
}

/** The answer of a read model. */
export interface Answer<Data> {
  ok: true;
  /** The caller's own copy. */
  data: Data;
  /** The position up to which the read model has followed the log. */
  asOf: number;
  /** The head of the log. */
  head: number;
}

/** The result of `query`. */
export type QueryResult<Data> = Answer<Data> | Failure;

/** Options of `query`. */
export interface QueryOptions {
  /** Fail with `not_yet` unless the read model has come at least to this position. */
  atLeast?: number;
  /** Which copy of the read model to ask; 0, the primary, by default. */
  replica?: number;
}

/** What a query takes. */
export type ParamsOf<
  M extends Messages,
  Name extends keyof M["queries"],
> = M["queries"][Name] extends {
  params: infer Params;
}
  ? Params
  : never;

/** What a query is answered with. */
export type ResultOf<
  M extends Messages,
  Name extends keyof M["queries"],
> = M["queries"][Name] extends {
  result: infer Result;
}
  ? Result
  : never;

/**
 * An answer that is kept up to date, in the shape that stores have in the frameworks of the web. React takes it as it
 * is: `useSyncExternalStore(live.subscribe, live.get, live.get)`.
 */
export interface Live<Data> {
  /** The answer as of now, frozen: the same object for as long as what it says is the same. */
  readonly get: () => Frozen<QueryResult<Data>>;
  /**
   * Calls back, once at the end of a call, whenever `get` has come to give another object.
   * @returns a function that ends it
   */
  readonly subscribe: (listener: () => void) => () => void;
}

/** The arguments of a query after its name: the parameters may be left out where none of them is required. */
export type QueryArguments<Params> =
  Record<never, never> extends Params
    ? [params?: Params, options?: QueryOptions]
    : [params: Params, options?: QueryOptions];

/** Numbers of an engine. */
export interface Stats {
  /** The position of the last event, 0 if there is none. */
  head: number;
  /** Streams that hold events. */
  streams: number;
  /** Size of the log, in bytes. */
  logBytes: number;
  /** Memory of the log and the read models, in bytes. */
  memoryBytes: number;
  /** What of that is held for looking back alone. */
  checkpointBytes: number;
  /** With `recover`: what was left out of the log that the engine began with. */
  recovered?: Recovered;
}

/** What an engine understands, as JSON Schema 2020-12. */
export interface Schema<M extends Messages = AllMessages> {
  commands: { [Name in NameIn<M["commands"]>]: JsonSchema };
  events: { [Name in NameIn<M["events"]>]: JsonSchema };
  queries: { [Name in NameIn<M["queries"]>]: { params: JsonSchema; result: JsonSchema } };
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
 * the methods that have no result object throw a {@link CqrsError}.
 */
export interface Cqrs<M extends Messages = AllMessages>
  extends ReadModelCalls, ProcessCalls, TimeCalls<M> {
  /** Has a command decided, and what it leads to recorded and handed to read models and subscribers. */
  dispatch(command: Command<M>): DispatchResult;

  /**
   * Dispatches commands in their order. Not atomic: each succeeds or fails by itself. Subscribers hear of the events
   * after the last command.
   * @throws CqrsError `limit` with more commands than `limits.commandsPerBatch`: none is applied then
   */
  dispatchAll(commands: readonly Command<M>[]): BatchResult;

  /** Asks a read model. Nothing changes by it. An id that it does not know answers `data: null`. */
  query<Name extends NameIn<M["queries"]>>(
    name: Name,
    ...rest: QueryArguments<ParamsOf<M, Name>>
  ): QueryResult<ResultOf<M, Name>>;

  /**
   * Records events without a command, all or none: those of a domain by its descriptions, in their own stream and with
   * their own tags; those of other types with any JSON as data.
   */
  append<const Type extends string>(
    events: readonly NewEvent<M, Type>[],
    condition?: AppendCondition,
  ): DispatchResult;

  /**
   * Reads the log. The events are the caller's own copies.
   * @throws CqrsError `invalid` for a position or limit that is no integer from 0
   */
  read(options?: ReadOptions): Recorded<M>[];

  /**
   * Adds a domain in JavaScript.
   * @returns the same engine, which knows the domain's messages
   * @throws CqrsError `invalid` for a name that is taken, or has a hyphen
   */
  define<Commands extends Schemas, Events extends Schemas, State>(
    domain: DomainDefinition<Commands, Events, State>,
  ): Cqrs<Widened<M, DomainMessages<Commands, Events, State>>>;

  /**
   * Adds a read model in JavaScript. It is built from the first event on.
   * @returns the same engine, which knows the queries that it answers
   * @throws CqrsError `invalid` for a name that is taken
   */
  project<State, Queries extends QueryFunctions<State>>(
    model: ProjectionDefinition<M, State, Queries>,
  ): Cqrs<Widened<M, ProjectionMessages<Queries>>>;

  /**
   * Adds a process in JavaScript. `pause` and `resume` know it by its name.
   * @returns the same engine
   * @throws CqrsError `invalid` for a name that is taken
   */
  process<State>(process: ProcessDefinition<M, State>): Cqrs<M>;

  /**
   * Calls the handler with each event from `from` on: those of the past before `subscribe` returns, later ones before
   * the outermost call that caused them returns, in the order of the log. The handler may dispatch: what that appends
   * is delivered after the current event. What the handler throws goes to `onError`.
   * @returns a function that ends the subscription
   * @throws CqrsError `limit` with more than `limits.subscriptions`
   */
  subscribe(options: SubscribeOptions, handler: (event: Frozen<Recorded<M>>) => void): () => void;

  /**
   * Calls the handler with the answer to a query: at once, and then at the end of every outermost call after which its
   * `data` is another one. The handler may dispatch. What it throws goes to `onError`.
   *
   * ```ts
   * const stop = cqrs.watch("balance", { account: "a" }, (answer) => {
   *   if (answer.ok) output.textContent = `${answer.data?.balance}`;
   * });
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

  /** The answer to a query as an object that frameworks can follow. */
  live<Name extends NameIn<M["queries"]>>(
    name: Name,
    ...rest: Record<never, never> extends ParamsOf<M, Name>
      ? [params?: ParamsOf<M, Name>]
      : [params: ParamsOf<M, Name>]
  ): Live<ResultOf<M, Name>>;

  /** The state that decisions about a stream are made on, null if the stream does not exist; for tests and teaching. */
  state(stream: string): M["state"] | null;

  /** The last commands that a rule said no to, the oldest first: see `limits.rejectedTrace`. */
  rejections(): RejectedCommand[];

  /**
   * One story, of commands that were dispatched with that correlation id or that as their id: its events and rejected
   * commands, each with those that it led to. The roots were led to by nothing of the story. Looks at the whole log.
   */
  trace(correlationId: string): Traced<M>[];

  /**
   * All of the log, for `createCqrs({ from })`. Equal logs give equal bytes.
   * @throws CqrsError `invalid` for an `after` beyond the head, `limit` where memory or a string does not hold it
   */
  export<Format extends "binary" | "ndjson">(
    options: ExportOptions<Format>,
  ): { binary: Uint8Array; ndjson: string }[Format];

  /**
   * What this engine understands, as JSON Schema. Domains in JavaScript say what their validators can (the Standard JSON
   * Schema: zod, valibot and others); `{}` where they cannot, and for the read models.
   */
  schema(): Schema<M>;

  /** Its size in numbers. */
  stats(): Stats;

  /** Ends the engine and frees its memory. Later calls fail with `closed`. An engine nobody holds is freed too. */
  close(): void;
  [Symbol.dispose](): void;
}
