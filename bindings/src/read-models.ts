/**
 * When a read model shows an event: `immediate`, before the call that brings it returns; `manual`, when it is told to
 * {@link Cqrs.catchUp}; or once the event is so many milliseconds old by the engine's clock.
 */
export type ReadModelMode =
  | "immediate"
  | "manual"
  | {
      /** How old an event is before it shows, in milliseconds. */
      delayMs: number;
    };

/** A read model, or one of its replicas, as it stands: see {@link Cqrs.readModels}. */
export interface ReadModelState {
  /** What the calls about read models know it by. */
  name: string;
  /** The number of the replica; 0 is the primary. */
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
  /** Its number, as {@link Cqrs.addReplica} gave it; 0 is the primary. */
  replica?: number;
}

/**
 * Read models by name.
 * @throws CqrsError `invalid` for a read model or replica that does not exist; it says what was probably meant
 */
export interface ReadModelCalls {
  /**
   * All read models and their replicas, as they stand.
   *
   * ```ts
   * for (const { name, status, lagEvents } of cqrs.readModels()) console.log(name, status, lagEvents);
   * ```
   */
  readModels(): ReadModelState[];
  /**
   * From then on it shows events as said; one that becomes immediate is caught up before this returns.
   *
   * ```ts
   * cqrs.setMode("accounts", { delayMs: 1000 }); // as if it were a second behind
   * ```
   */
  setMode(name: string, mode: ReadModelMode, options?: ReplicaOptions): void;
  /**
   * Brings a read model on by at most so many events, or all read models by so many each; delayed ones no further than
   * what is due. One that is paused or has failed stays.
   * @returns how many events were applied, those included that it does not follow
   */
  catchUp(name?: string, maxEvents?: number, options?: ReplicaOptions): number;
  /** Begins again, empty, with the first event, and catches up as its mode says. One that had failed is live again. */
  rebuild(name: string, options?: ReplicaOptions): void;
  /**
   * Copies the primary, which costs no memory until either changes. The copy has a checkpoint, mode and pause of its
   * own from then on, and is asked with `query(name, params, { replica })`.
   *
   * ```ts
   * const replica = cqrs.addReplica("accounts");
   * console.log(cqrs.query("balance", { account: "a" }, { replica }).ok); // true
   * ```
   *
   * @returns its number
   * @throws CqrsError `limit` with more than `limits.replicas`
   */
  addReplica(name: string): number;
  /** Drops a replica and frees its memory. The primary, 0, cannot be removed. */
  removeReplica(name: string, replica: number): void;
  /** Nothing brings it on until it is resumed; it answers as of where it is. Takes the name of a process as well. */
  pause(name: string, options?: ReplicaOptions): void;
  /**
   * It goes on from where it is. One that is immediate is caught up before this returns. Takes the name of a process as
   * well, and a process that had failed tries again.
   */
  resume(name: string, options?: ReplicaOptions): void;
}
