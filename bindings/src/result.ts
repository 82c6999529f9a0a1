import type { ErrorCode, Failure } from "./types.js";

/** A {@link Failure} as an exception: thrown by `unwrap`, and by methods that have no result object. */
export class CqrsError extends Error {
  override readonly name = "CqrsError";
  readonly code: ErrorCode;
  declare readonly reason?: string;
  declare readonly path?: string;
  declare readonly expected?: string | number;
  declare readonly actual?: string | number;
  declare readonly byte?: number;
  declare readonly line?: number;

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
 * ```
 */
export function unwrap<Result extends { ok: boolean }>(
  result: Result,
): Extract<Result, { ok: true }> {
  if (result.ok) return result as Extract<Result, { ok: true }>;
  throw new CqrsError(result as unknown as Failure);
}
