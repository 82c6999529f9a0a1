import { NoMemory } from "./frame.js";
import { ValueError } from "./json.js";
import type { ErrorCode, Failure } from "./types.js";

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
