import { mustBe } from "./arguments.js";
import type { ErrorCode, Failure } from "./types.js";

/**
 * A {@link Failure} as an exception: thrown by `unwrap`, and by methods that have no result object. Its `message` and
 * `cause` are those of the failure.
 *
 * ```ts
 * try {
 *   cqrs.read({ from: -1 });
 * } catch (error) {
 *   if (error instanceof CqrsError) console.log(error.code, error.path); // invalid from
 * }
 * ```
 */
export class CqrsError extends Error {
  /** What tells it from other errors. */
  override readonly name = "CqrsError";
  /** What kind of failure it is, to go by in a program. */
  readonly code: ErrorCode;
  /** With `rejected`: the rule, as a stable word such as `insufficient_funds`. */
  declare readonly reason?: string;
  /** With `invalid`: the value at fault, such as `lines[2].quantity`. */
  declare readonly path?: string;
  /** What would have been right. */
  declare readonly expected?: string | number;
  /** What was there instead. */
  declare readonly actual?: string | number;
  /** With `corrupt`, of a binary log: where the first fault is, in bytes from 0. */
  declare readonly byte?: number;
  /** With `corrupt`, of a log as NDJSON: where the first fault is, in lines from 1. */
  declare readonly line?: number;

  /** Makes one of a failure. */
  constructor(failure: Omit<Failure, "ok">) {
    super(failure.message, "cause" in failure ? { cause: failure.cause } : undefined);
    this.code = failure.code;
    if (failure.reason !== undefined) this.reason = failure.reason;
    if (failure.path !== undefined) this.path = failure.path;
    if (failure.expected !== undefined) this.expected = failure.expected;
    if (failure.actual !== undefined) this.actual = failure.actual;
    if (failure.byte !== undefined) this.byte = failure.byte;
    if (failure.line !== undefined) this.line = failure.line;
  }
}

/**
 * The successful result, or a thrown {@link CqrsError} with the fields of the failure.
 *
 * ```ts
 * const { position } = unwrap(cqrs.dispatch({ type: "PayOrder", data: { orderId: "o1" } }));
 * const { data } = unwrap(cqrs.query("orderStatus", { orderId: "o1" }, { atLeast: position }));
 * console.log(data?.status); // paid
 * ```
 *
 * @param result what `dispatch`, `append` or `query` returned
 * @throws CqrsError for a failure, TypeError for what is no result
 */
export function unwrap<Result extends { ok: boolean }>(
  result: Result,
): Extract<Result, { ok: true }> {
  const ok = (result as Partial<Result> | null | undefined)?.ok;
  if (ok === true) return result as Extract<Result, { ok: true }>;
  mustBe(ok === false, "unwrap: the argument must be a result, { ok, … }");
  throw new CqrsError(result as unknown as Failure);
}
