/**
 * When a read model shows an event: before the call that brings it returns; when it is told to catch up; or once the
 * event is so old by the engine's clock.
 */
export type ReadModelMode = "immediate" | "manual" | { delayMs: number };

/** A read model, or one of its replicas, as it stands. */
export interface ReadModelState {
  name: string;
  /** 0 is the primary. */
  replica: number;
  /** The position of the last event that it has applied. */
  checkpoint: number;
  /** How many events of the log come after that. */
  lagEvents: number;
  /** How long the oldest of those has been waiting, in milliseconds by the engine's clock; 0 if there is none. */
  lagMs: number;
  /** `failed`: it stopped where it was last right, answers from there, and goes on if it is rebuilt. */
  status: "live" | "paused" | "failed";
  /** Why it failed. */
  error?: string;
}

/** Which copy of a read model is meant; the primary and all replicas if nothing is said. */
export interface ReplicaOptions {
  replica?: number;
}

/**
 * Read models by name.
 * @throws CqrsError `invalid` for a read model or replica that does not exist; it says what was probably meant
 */
export interface ReadModelCalls {
  /** All read models and their replicas. */
  readModels(): ReadModelState[];
  /** From then on it shows events as said; one that becomes immediate is caught up before this returns. */
  setMode(name: string, mode: ReadModelMode, options?: ReplicaOptions): void;
  /**
   * Brings a read model on by at most so many events, or all read models by so many each; delayed ones no further than
   * what is due. One that is paused or has failed stays.
   * @returns how many events were applied, those included that it does not follow
   */
  catchUp(name?: string, maxEvents?: number, options?: ReplicaOptions): number;
  /** Begins again, empty, with the first event, and catches up as its mode says. */
  rebuild(name: string, options?: ReplicaOptions): void;
  /**
   * Copies the primary, which costs no memory until either changes. The copy has a checkpoint, mode and pause of its
   * own from then on, and is asked with `query(name, params, { replica })`.
   * @returns its number
   * @throws CqrsError `limit` with more than `limits.replicas`
   */
  addReplica(name: string): number;
  removeReplica(name: string, replica: number): void;
  /** Nothing brings it on until it is resumed. */
  pause(name: string, options?: ReplicaOptions): void;
  /** One that is immediate is caught up before this returns. */
  resume(name: string, options?: ReplicaOptions): void;
}
