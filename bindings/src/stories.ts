import type { Recorded } from "./events.js";
import type { AllMessages, Json, Messages } from "./types.js";

/**
 * A command that a rule said no to. Nothing follows from it, so it is kept apart from the log. See
 * {@link Cqrs.rejections}.
 */
export interface RejectedCommand {
  /** Which command it was. */
  type: string;
  /** Its data. */
  data: Json;
  /** The rule, as a stable word. */
  reason: string;
  /** One sentence for people. */
  message: string;
  /** When it was decided, in milliseconds since 1970, by the engine's clock. */
  time: number;
  /** The head of the log when it was decided. */
  head: number;
  /** Its own id, if it had one. */
  id?: string;
  /** The story it belongs to: as given, else its id. */
  correlationId?: string;
  /** The id of the event that led to it. */
  causationId?: string;
  /** What was given with it, if anything was. */
  metadata?: { [key: string]: Json };
}

/** An event or a rejected command of a story, with what it led to. See {@link Cqrs.trace}. */
export type Traced<M extends Messages = AllMessages> =
  | {
      /** What tells it from a rejected command. */
      kind: "event";
      /** What happened. */
      event: Recorded<M>;
      /** In the order in which it happened. */
      led: Traced<M>[];
    }
  | {
      /** What tells it from an event. */
      kind: "rejection";
      /** What was asked, and which rule said no. */
      rejection: RejectedCommand;
      /** Nothing follows from it. */
      led: [];
    };
