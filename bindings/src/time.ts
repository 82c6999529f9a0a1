import type {
  Cqrs,
  Messages,
  NameIn,
  ParamsOf,
  QueryArguments,
  QueryResult,
  ResultOf,
} from "./types.js";

/** An engine as it was at a position: see {@link Cqrs.at}. It holds nothing, and is good until its engine is closed. */
export interface PastView<M extends Messages> {
  /** How far the log reached: the position asked for. */
  readonly head: number;
  /** The same. */
  readonly position: number;
  /**
   * What the query would have been answered then by a read model that had come as far, whatever its mode and how far it
   * has come since. One that fails on the way answers from where it stopped, which `asOf` says.
   */
  query<Name extends NameIn<M["queries"]>>(
    name: Name,
    ...rest: QueryArguments<ParamsOf<M, Name>>
  ): QueryResult<ResultOf<M, Name>>;
  /** The state that decisions about a stream were made on, null if the stream did not exist. */
  state(stream: string): M["state"] | null;
}

/** The past of an engine, and other futures. */
export interface TimeCalls<M extends Messages> {
  /**
   * This engine as it was after the event at that position; 0 is before the first.
   *
   * ```ts
   * const before = cqrs.at(cqrs.stats().head - 1).query("balance", { account: "a" });
   * ```
   *
   * @returns what can be asked of it
   * @throws RangeError beyond the head
   */
  at(position: number): PastView<M>;

  /**
   * A new engine that goes on from a position, by default the head, by itself: with the same definitions, limits and
   * options, and the ids of commands up to there, but nobody subscribed. Neither touches the other. What it inherits
   * keeps its event ids, and what it appends has ids of its own. What both have in common they share.
   *
   * ```ts
   * const whatIf = cqrs.fork();
   * whatIf.dispatch({ type: "Withdraw", data: { account: "a", amount: 100 } });
   * whatIf.close(); // the account of the first has what it had
   * ```
   *
   * @returns the new engine
   * @throws RangeError beyond the head
   * @throws CqrsError `limit` where there is no memory
   */
  fork(position?: number): Cqrs<M>;
}
