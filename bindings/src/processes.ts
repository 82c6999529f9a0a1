import type { Failure } from "./types.js";

/** A command that a process has issued. */
export interface IssuedCommand {
  /** Which command it is. */
  type: string;
  /** Its data, as the process made it. */
  data: unknown;
  /** `<process>/<event id>/<number>`, so that it is dispatched once whatever happens. */
  id: string;
  /** The story of the event that the process reacted to. */
  correlationId: string;
  /** That event's id. */
  causationId: string;
}

/**
 * What is told of a command of a process that came to nothing; of no command where it is the process itself that
 * cannot go on. See {@link CqrsOptions.onFailure}.
 *
 * ```ts
 * const told: FailureHandler = (failure, command) => console.error(failure.code, command?.type);
 * const watched = await createCqrs({ services: true, onFailure: told });
 * ```
 */
export type FailureHandler = (failure: Failure, command: IssuedCommand | undefined) => void;

/** A process as it stands: see {@link Cqrs.processes}. */
export interface ProcessState {
  /** What `pause` and `resume` know it by. */
  name: string;
  /** The position of the last event it has reacted to. */
  checkpoint: number;
  /** How many events of the log come after that. */
  lagEvents: number;
  /** `failed`: it stopped before an event that it cannot take into its state, and tries again when it is resumed. */
  status: "running" | "paused" | "failed";
  /** How many commands of it have come to nothing. */
  failures: number;
  /** Why it failed. */
  error?: string;
}

/** Processes by name. `pause` and `resume` take names of processes too: these keep their place and lose nothing. */
export interface ProcessCalls {
  /** All processes, and how far each has come. */
  processes(): ProcessState[];
}
