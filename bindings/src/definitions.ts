import type { Rejection } from "./reject.js";
import type { InputOf, OutputOf, Schemas } from "./schema.js";
import type { Query } from "./types.js";

type NameIn<Table> = keyof Table & string;

/** A command as the functions of its domain get it: frozen, its data as its schema hands it on. */
export type DecidedCommand<Commands extends Schemas> = {
  [Name in NameIn<Commands>]: { readonly type: Name; readonly data: OutputOf<Commands[Name]> };
}[NameIn<Commands>];

/** An event as a decider makes it. */
export type DecidedEvent<Events extends Schemas> = {
  [Name in NameIn<Events>]: { readonly type: Name; readonly data: InputOf<Events[Name]> };
}[NameIn<Events>];

/** An event as it is folded: deeply frozen, its data as it is in the log. */
export type FoldedEvent<Events extends Schemas> = {
  [Name in NameIn<Events>]: { readonly type: Name; readonly data: OutputOf<Events[Name]> };
}[NameIn<Events>];

/**
 * A domain in JavaScript: a decider over the same log as the domains compiled in, with the same ids, versions,
 * conflicts and limits.
 *
 * ```ts
 * cqrs.define({
 *   name: "lot",
 *   commands: { Park: type<{ lot: string; plate: string }>() },
 *   events: { Parked: type<{ lot: string; plate: string }>() },
 *   identity: (command) => command.data.lot,
 *   initialState: () => ({ cars: 0 }),
 *   decide: (command, state) =>
 *     state.cars === 50 ? reject("lot_full") : { type: "Parked", data: command.data },
 *   evolve: (state, event) => ({ cars: state.cars + 1 }),
 * });
 * cqrs.dispatch({ type: "Park", data: { lot: "north", plate: "B-AN 1" } }); // recorded in the stream lot-north
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
  readonly commands: Commands;
  readonly events: Events;
  /** Which stream of the domain the command is for. */
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
  commands: { [Name in NameIn<Commands>]: InputOf<Commands[Name]> };
  events: { [Name in NameIn<Events>]: OutputOf<Events[Name]> };
  queries: object;
  state: State;
}

/**
 * The definition as it is. Written as its argument, a domain that is defined in one place and used in others has the
 * types of its functions inferred.
 */
export function domain<Commands extends Schemas, Events extends Schemas, State>(
  definition: DomainDefinition<Commands, Events, State>,
): DomainDefinition<Commands, Events, State> {
  return definition;
}
