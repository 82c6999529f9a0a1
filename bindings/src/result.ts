import { NoMemory } from "./frame.js";
import { ValueError } from "./json.js";
import type { ErrorCode, Failure } from "./types.js";

/** A {@link Failure} as an exception: thrown by `unwrap`, and by methods that have no result object. */
export class CqrsError extends Error {
  override readonly name = "CqrsError";
  readonly code: ErrorCode;
  declare readonly reason?: string;
  declare readonly path?: string;
  declare readonly expected?: string | number;
  declare readonly actual?: string | number;

  constructor(failure: Omit<Failure, "ok">) {
    super(failure.message, "cause" in failure ? { cause: failure.cause } : undefined);
    this.code = failure.code;
    if (failure.reason !== undefined) this.reason = failure.reason;
    if (failure.path !== undefined) this.path = failure.path;
    if (failure.expected !== undefined) this.expected = failure.expected;
    if (failure.actual !== undefined) this.actual = failure.actual;
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

export function failure(
  code: ErrorCode,
  message: string,
  details?: Omit<Failure, "ok" | "code" | "message">,
): Failure {
  return { ok: false, code, message, ...details };
}

export function closedFailure(): Failure {
  return failure("closed", "the engine was closed");
}

export function reentrantFailure(method: string): Failure {
  return failure("reentrant", `${method}: called while the engine is within another call`);
}

/** What an exception of ours means to the caller. Others are misuse, or come from the caller's own functions. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ValueError) {
    const { message, path, expected, actual, cause } = error;
    return failure("invalid", message, {
      path,
      expected,
      actual,
      ...(cause === undefined ? {} : { cause }),
    });
  }
  if (error instanceof NoMemory) return failure("limit", error.message);
  throw error;
}
