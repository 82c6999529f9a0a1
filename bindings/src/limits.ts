/**
 * What an engine may grow to. Passing a limit is the error `limit`, and nothing has changed. Each is a whole number
 * from 0; what stands behind its meaning is the limit unless told.
 *
 * ```ts
 * const small = await createCqrs({ domains: ["bank"], limits: { events: 1 } });
 * small.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } });
 * const second = small.dispatch({ type: "Deposit", data: { account: "a", amount: 5 } });
 * console.log(!second.ok && second.code); // limit
 * ```
 */
export interface Limits {
  /** Events in the log; 16,777,216. */
  events?: number;
  /** Memory of the log and the read models, in bytes; 1,073,741,824. Those in JavaScript are not counted. */
  memoryBytes?: number;
  /** One event's data, and its metadata, each, in bytes; 1,048,576. */
  payloadBytes?: number;
  /** Commands in one call of {@link Cqrs.dispatchAll}; 100,000. */
  commandsPerBatch?: number;
  /** Tags of one event; 16. */
  tagsPerEvent?: number;
  /** Streams that hold events; 4,194,304. */
  streams?: number;
  /** Different types of events; 4,096. */
  eventTypes?: number;
  /** Handlers of `subscribe`, `watch` and `live` at one time; 10,000. */
  subscriptions?: number;
  /** The highest `retries` of a command; 10. */
  retries?: number;
  /** Commands of processes that one call may lead to; 10,000. The rest waits for the next call. */
  reactionsPerDrain?: number;
  /** Replicas of one read model; 64. */
  replicas?: number;
  /** Memory that snapshots of the past may hold by themselves, in bytes; 67,108,864. With less, looking back takes longer. */
  checkpointBytes?: number;
  /** Rejected commands that {@link Cqrs.rejections} tells of; 100, and of an engine's memory 1/64, up to 1 MiB. */
  rejectedTrace?: number;
  /** States of streams of domains in JavaScript that are kept for the next command; 65,536. */
  statesCached?: number;
}
