import type { Rejection } from "./reject.js";
import type { InputOf, OutputOf, Schemas } from "./schema.js";
import type { Frozen, Recorded } from "./events.js";
import type { ReadModelMode } from "./read-models.js";
import type { Command, Messages, NameIn, Query } from "./types.js";

/** A command as the functions of its domain get it: frozen, its data as its schema hands it on. */
export type DecidedCommand<Commands extends Schemas> = {
  [Name in NameIn<Commands>]: {
    /** Which command it is. */
    readonly type: Name;
    /** What there is to know of it. */
    readonly data: OutputOf<Commands[Name]>;
  };
}[NameIn<Commands>];

/** An event as a decider makes it: its data is what its schema takes. */
export type DecidedEvent<Events extends Schemas> = {
  [Name in NameIn<Events>]: {
    /** What happens. */
    readonly type: Name;
    /** What there is to know of it. */
    readonly data: InputOf<Events[Name]>;
  };
}[NameIn<Events>];

/** An event as it is folded: deeply frozen, its data as it is in the log. */
export type FoldedEvent<Events extends Schemas> = {
  [Name in NameIn<Events>]: {
    /** What happened. */
    readonly type: Name;
    /** What there is to know of it. */
    readonly data: OutputOf<Events[Name]>;
  };
}[NameIn<Events>];

/**
 * A domain in JavaScript: a decider over the same log as the domains compiled in, with the same ids, versions,
 * conflicts and limits.
 *
 * ```ts
 * const garage = cqrs.define({
 *   name: "lot",
 *   commands: { Park: type<{ lot: string; plate: string }>() },
 *   events: { Parked: type<{ lot: string; plate: string }>() },
 *   identity: (command) => command.data.lot,
 *   initialState: () => ({ cars: 0 }),
 *   decide: (command, state) =>
 *     state.cars === 50 ? reject("lot_full") : { type: "Parked", data: command.data },
 *   evolve: (state, event) => ({ cars: state.cars + 1 }),
 * });
 * garage.dispatch({ type: "Park", data: { lot: "north", plate: "B-AN 1" } }); // recorded in the stream lot-north
 * ```
 *
 * All of its functions answer at once, from their arguments alone, and change nothing: from within them every call that
 * would change the engine fails with `reentrant`. What they throw, other than a rejection, makes the command fail with
 * `domain_failed` and that as its `cause`.
 */
export interface DomainDefinition<
  Commands extends Schemas = Schemas,
  Events extends Schemas = Schemas,
  State = unknown,
> {
  /** Its name, without a hyphen. Its streams are `<name>-<identity>`. */
  readonly name: string;
  /** The commands that it takes, by their type. No other domain of the engine may have one of the same. */
  readonly commands: Commands;
  /** The events that it makes, by their type. */
  readonly events: Events;
  /** Which stream of the domain the command is for: the part of its name after the hyphen. */
  readonly identity: (command: DecidedCommand<Commands>) => string;
  /** The state of a stream without events. */
  readonly initialState: () => State;
  /**
   * The events that the command leads to; none, `[]`, where nothing has to happen; or a rejection, returned or thrown.
   */
  readonly decide: (
    command: DecidedCommand<Commands>,
    state: NoInfer<State>,
  ) => DecidedEvent<Events> | readonly DecidedEvent<Events>[] | Rejection;
  /**
   * The state after the event. It is asked before an event is stored, so none is that cannot be folded. States are
   * kept, so that a long stream costs no more than a short one: of the last `limits.statesCached` streams or fewer.
   */
  readonly evolve: (state: NoInfer<State>, event: FoldedEvent<Events>) => NoInfer<State>;
  /** The tags of an event, by which queries of the log find it; none by default. */
  readonly tags?: (event: FoldedEvent<Events>) => readonly string[];
  /**
   * What the command is decided on: `decide` gets the fold of the events that match, in order of position, and `seen`
   * speaks of them. By default that of the command's own stream.
   */
  readonly scope?: (command: DecidedCommand<Commands>) => Query;
}

/** What a {@link DomainDefinition} adds to the messages of an engine. */
export interface DomainMessages<Commands extends Schemas, Events extends Schemas, State> {
  /** The data that its commands take. */
  commands: { [Name in NameIn<Commands>]: InputOf<Commands[Name]> };
  /** The data that its events have in the log. */
  events: { [Name in NameIn<Events>]: OutputOf<Events[Name]> };
  /** A domain answers none: read models do. */
  queries: object;
  /** What its streams fold to. */
  state: State;
}

/** Queries by name: functions of a read model's state and of parameters, whose type they say themselves. */
export interface QueryFunctions<State> {
  readonly [name: string]: (state: State, params: never) => unknown;
}

/**
 * A read model in JavaScript.
 *
 * ```ts
 * const counting = cqrs.project({
 *   name: "accounts by owner",
 *   initialState: () => new Map<string, number>(),
 *   apply: (accounts, event) => {
 *     if (event.type !== "AccountOpened") return;
 *     accounts.set(event.data.owner, (accounts.get(event.data.owner) ?? 0) + 1);
 *   },
 *   queries: { accountsOf: (accounts, { owner }: { owner: string }) => accounts.get(owner) ?? 0 },
 * });
 * console.log(unwrap(counting.query("accountsOf", { owner: "Ann" })).data); // 1
 * ```
 *
 * Its functions answer at once, and from within them every call that would change the engine fails with `reentrant`.
 */
export interface ProjectionDefinition<
  M extends Messages = Messages,
  State = unknown,
  Queries extends QueryFunctions<State> = QueryFunctions<State>,
> {
  /** What the calls about read models know it by, such as {@link Cqrs.rebuild}. */
  readonly name: string;
  /** The state before the first event. */
  readonly initialState: () => State;
  /**
   * Changes the state, or returns the next one. Where it throws, the read model stays as it was before the event, with
   * that as its error, until it is rebuilt; the others go on.
   */
  readonly apply: (state: NoInfer<State>, event: Frozen<Recorded<M>>) => NoInfer<State> | void;
  /**
   * What it answers, by the name of the query: from its state and the parameters that the caller gives. What is
   * answered is copied, so it is JSON; undefined becomes null.
   */
  readonly queries: Queries;
  /** When it shows an event; immediate by default. */
  readonly mode?: ReadModelMode;
}

/** What a {@link ProjectionDefinition} adds to the messages of an engine. */
export interface ProjectionMessages<Queries> {
  /** A read model takes none. */
  commands: object;
  /** A read model makes none. */
  events: object;
  /** What its queries take and answer. */
  queries: {
    [Name in NameIn<Queries>]: Queries[Name] extends (
      state: never,
      ...params: infer Params
    ) => infer Result
      ? {
          params: Params extends [infer P, ...unknown[]] ? P : object;
          result: Exclude<Result, undefined | void>;
        }
      : never;
  };
  /** No stream has a read model's state. */
  state: never;
}

/**
 * A process in JavaScript: it follows the log and issues commands, one instance for each identity.
 *
 * ```ts
 * cqrs.process({
 *   name: "welcome",
 *   identity: (event) => (event.type === "AccountOpened" ? event.data.account : undefined),
 *   initialState: () => 0,
 *   evolve: (count) => count + 1,
 *   react: (event) =>
 *     event.type === "AccountOpened"
 *       ? [{ type: "Deposit", data: { account: event.data.account, amount: 100 } }]
 *       : [],
 * });
 * ```
 *
 * It starts at the head: what came before is folded, and not reacted to. Its commands have ids made of its name, the
 * event's id and their number, so that none is done twice, the event's correlation id, and its id as causation. One
 * that its domain refuses goes to `onError`. Where its functions throw it stops before that event, until `resume`.
 */
export interface ProcessDefinition<M extends Messages = Messages, State = unknown> {
  /** What `pause` and `resume` know it by, and what the ids of its commands begin with. */
  readonly name: string;
  /** Which instance the event is for; undefined if for none. */
  readonly identity: (event: Frozen<Recorded<M>>) => string | undefined;
  /** The state of an instance before its first event. */
  readonly initialState: () => State;
  /** The state of the instance after the event. */
  readonly evolve: (state: NoInfer<State>, event: Frozen<Recorded<M>>) => NoInfer<State>;
  /** The commands that the event leads to, given the state after it. */
  readonly react: (event: Frozen<Recorded<M>>, state: NoInfer<State>) => readonly Command<M>[];
  /** The position of the first event to react to, instead of the one after the head. */
  readonly from?: number;
}

/**
 * The definition as it is. Written as its argument, a domain that is defined in one place and used in others has the
 * types of its functions inferred.
 *
 * ```ts
 * const light = domain({
 *   name: "light",
 *   commands: { SwitchOn: type<{ room: string }>() },
 *   events: { SwitchedOn: type<{ room: string }>() },
 *   identity: (command) => command.data.room,
 *   initialState: () => ({ on: false }),
 *   decide: (command, state) =>
 *     state.on ? reject("already_on") : { type: "SwitchedOn", data: command.data },
 *   evolve: () => ({ on: true }),
 * });
 * const house = (await createCqrs()).define(light);
 * house.dispatch({ type: "SwitchOn", data: { room: "attic" } });
 * ```
 *
 * @param definition what {@link Cqrs.define} takes
 * @returns the same object
 */
export function domain<Commands extends Schemas, Events extends Schemas, State>(
  definition: DomainDefinition<Commands, Events, State>,
): DomainDefinition<Commands, Events, State> {
  return definition;
}
