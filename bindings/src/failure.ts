import { reading } from "./arguments.js";
import { decode, type Field } from "./codec.js";
import { NoMemory, type Frame } from "./frame.js";
import { ValueError } from "./json.js";
import { CqrsError } from "./result.js";
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

/** What the caller's own functions did wrong. */
export class DomainError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** Functions of the caller's that must answer at once. What a promise of theirs says later is nobody's. */
export function mustNotWait(what: string, answer: unknown): void {
  if (!(answer instanceof Promise)) return;
  answer.catch(() => undefined);
  const message = `${what} returned a promise, and must answer at once`;
  throw new DomainError(failure("domain_failed", message));
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
  if (error instanceof DomainError) return error.failure;
  if (error instanceof NoMemory) return failure("limit", error.message);
  throw error;
}

/** As `reading`, where the caller's method has no result that could say what is wrong. */
export function readingOrThrow<T>(path: string, read: () => T): T {
  try {
    return reading(path, read);
  } catch (error) {
    throw new CqrsError(failureOf(error));
  }
}

const digits = /^\d{1,16}$/;

/** Reads a failure of the core's; one about the whole of a value has that value's name as its path. */
export function readFailure(frame: Frame, field: Field, root: string): Failure {
  const failure = decode(field, frame, false) as Omit<Failure, "ok">;
  if (failure.code === "invalid" && failure.path === undefined) {
    failure.path = root;
    failure.message = `${root}: ${failure.message}`;
  }
  if (digits.test(String(failure.expected))) failure.expected = Number(failure.expected);
  if (digits.test(String(failure.actual))) failure.actual = Number(failure.actual);
  return { ok: false, ...failure };
}
