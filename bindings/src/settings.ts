import type { FailureHandler } from "./processes.js";
import type { Recovered } from "./saved-log.js";
import type { Upcasts } from "./upcast.js";

/** What `createCqrs` was given, checked, as engines and their forks keep it. */
export interface Settings {
  /** Of the engine's own log: a fork has another. */
  readonly logId: string;
  readonly clock: () => number;
  readonly newId: () => unknown;
  readonly onError: (error: unknown) => void;
  readonly onFailure: FailureHandler | undefined;
  readonly recovered: Recovered | undefined;
  readonly upcasts: Upcasts;
}
