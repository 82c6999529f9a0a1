import type { Frozen } from "./events.js";
import type { Messages } from "./messages.js";
import type { Failure } from "./types.js";

/** The answer of a read model. Where `asOf` is less than `head`, it is older than the log. */
export interface Answer<Data> {
  /** What tells it from a {@link Failure}. */
  ok: true;
  /** What was asked for, as the caller's own copy; null for a row that is not there. */
  data: Data;
  /** The position up to which the read model has followed the log. */
  asOf: number;
  /** The position of the last event of the log. */
  head: number;
}

/** The result of {@link Cqrs.query}: `ok` tells which it is. */
export type QueryResult<Data> = Answer<Data> | Failure;

/**
 * Options of {@link Cqrs.query}.
 *
 * ```ts
 * const { position } = unwrap(cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 5 } }));
 * const answer = cqrs.query("balance", { account: "a" }, { atLeast: position });
 * console.log(answer.ok && answer.asOf >= position); // true: no older than that deposit
 * ```
 */
export interface QueryOptions {
  /** Fail with `not_yet` unless the read model has come at least to this position. */
  atLeast?: number;
  /** Which copy of the read model to ask; 0, the primary, by default. */
  replica?: number;
}

/** What a query takes: the type of its parameters. */
export type ParamsOf<
  M extends Messages,
  Name extends keyof M["queries"],
> = M["queries"][Name] extends {
  params: infer Params;
}
  ? Params
  : never;

/** What a query is answered with: the type of the `data` of its {@link Answer}. */
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
 *
 * ```ts
 * const balance = cqrs.live("balance", { account: "a" });
 * const stop = balance.subscribe(() => console.log(balance.get()));
 * cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 5 } }); // tells of it once
 * stop();
 * ```
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
