import { mustBe } from "./arguments.js";
import { isWellFormed } from "./frame.js";

/** Tells a rejection of any copy of this package. */
const mark = Symbol.for("cqrs-wasm.rejection");

/** What a decider answers to say no: see {@link reject}. */
export interface Rejection {
  /** The rule, as a stable word such as `lot_full`. */
  readonly reason: string;
  /** One sentence for people. */
  readonly message: string;
}

/**
 * A decider's no. To be returned or thrown, which is the same.
 *
 * ```ts
 * const park = (free: number) =>
 *   free === 0 ? reject("lot_full", "there is no space left") : { type: "Parked", data: {} };
 * ```
 *
 * @param reason the rule, as a stable word that programs can go by
 * @param message one sentence for people; by default the reason
 */
export function reject(reason: string, message: string = reason): Rejection {
  mustBe(
    typeof reason === "string" && reason !== "" && isWellFormed(reason),
    "reject: the reason must be a word",
  );
  mustBe(
    typeof message === "string" && isWellFormed(message),
    "reject: the message must be a string",
  );
  return Object.freeze({ reason, message, [mark]: true });
}

export function isRejection(value: unknown): value is Rejection {
  return typeof value === "object" && value !== null && mark in value;
}
