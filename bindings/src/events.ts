import type { AllMessages, Json, Messages, NameIn } from "./types.js";

/**
 * An item of a {@link Query}: events of one of the types that carry all of the tags. What is left out, or names none,
 * matches all.
 */
export interface QueryItem {
  /** One of these. */
  types?: readonly string[];
  /** All of these. */
  tags?: readonly string[];
}

/**
 * Events that match at least one of the items. `[]` matches none, `[{}]` matches all.
 *
 * ```ts
 * const query: Query = [
 *   { types: ["MoneyTransferred"], tags: ["account:a"] },
 *   { types: ["AccountOpened"] },
 * ];
 * console.log(cqrs.read({ query }).length); // 1
 * ```
 */
export type Query = readonly QueryItem[];

/** Which events to read, and how: see {@link Cqrs.read}. An event must pass all that is said. */
export interface ReadOptions {
  /** Only those of this stream. */
  stream?: string;
  /** One of these; `[]` is none, so no event is. */
  types?: readonly string[];
  /** All of these. */
  tags?: readonly string[];
  /** Those that match one of its items. */
  query?: Query;
  /** The lowest position to read, included; 1 by default. */
  from?: number;
  /** The highest position to read, included; the head by default. */
  to?: number;
  /** At most so many events. */
  limit?: number;
  /** `backward` begins with the newest; `forward` by default. */
  direction?: "forward" | "backward";
}

/** Which events to subscribe to: see {@link Cqrs.subscribe}. An event must pass all that is said. */
export interface SubscribeOptions {
  /** The first position to hand over; 1 by default, that is all of the log. */
  from?: number;
  /** Only those of this stream. */
  stream?: string;
  /** One of these; `[]` is none, so no event is. */
  types?: readonly string[];
  /** All of these. */
  tags?: readonly string[];
}

/** What every event of the log has. */
interface RecordedAs<Type extends string, Data> {
  /** Where it stands in the log: 1 for the first, without gaps. */
  position: number;
  /** The stream it was recorded in; null if it was appended without one. */
  stream: string | null;
  /** Where it stands in its stream: 1 for the first; 0 without a stream. */
  version: number;
  /** What happened, in a word. */
  type: Type;
  /** What there is to know of it. */
  data: Data;
  /** Milliseconds since 1970, by the engine's clock. */
  time: number;
  /** Its own id: the log's id and the position, unless it was appended with another. */
  eventId: string;
  /** The id of the command that led to it, if it had one. */
  commandId?: string;
  /** The story it belongs to: that of its command, else the command's id, else an event's own. */
  correlationId: string;
  /** The id of the event that led to its command, if one did. */
  causationId?: string;
  /** What was given with its command, if anything was. */
  metadata?: { [key: string]: Json };
  /** What it is found by, such as `account:a`. */
  tags: string[];
}

/**
 * An event that was appended with a type of the caller's own. What its data is nothing here can say, so the reader
 * does: `const data: { plate: string } = event.data`.
 */
export type RecordedOther = RecordedAs<string, never>;

/**
 * An event of the log. Discriminated by `type`: within `if (event.type === "MoneyDeposited")` its `data` is that of
 * a deposit.
 *
 * ```ts
 * for (const event of cqrs.read()) {
 *   if (event.type === "AccountOpened") console.log(event.data.owner);
 * }
 * ```
 */
export type Recorded<M extends Messages = AllMessages> =
  | { [Name in NameIn<M["events"]>]: RecordedAs<Name, M["events"][Name]> }[NameIn<M["events"]>]
  | RecordedOther;

/** The same, deeply frozen, as handlers get it. */
export type Frozen<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends object
      ? { readonly [Key in keyof T]: Frozen<T[Key]> }
      : T;

/** What can be said of an event to append. */
interface NewEventAs<Type extends string, Data> {
  /** What happened, in a word. */
  type: Type;
  /** What there is to know of it: of a domain's event what its description asks for, of others any JSON. */
  data: Data;
  /** The stream to record it in. Without one it belongs to none. Events of a domain have their own. */
  stream?: string;
  /** Tags to find it by; those of a domain's event are derived. */
  tags?: readonly string[];
  /** The event's id; made of the log's id and the position by default. Nobody checks that it is the only one. */
  id?: string;
  /** Anything else to keep with it, as a JSON object. */
  metadata?: object;
}

/** An event to append: of one of the engine's domains, or of a type of your own with any JSON as its data. */
export type NewEvent<M extends Messages = AllMessages, Type extends string = string> =
  Type extends NameIn<M["events"]>
    ? NewEventAs<Type, M["events"][Type]>
    : NewEventAs<Type, unknown>;

/** What must hold for {@link Cqrs.append} to take place; otherwise it fails with `conflict`. */
export interface AppendCondition {
  /** The stream that `expectedVersion` speaks of; by default that of the first event. */
  stream?: string;
  /**
   * Its version; `"none"` if it must not exist, `"exists"` if it must, `"any"`, the default, if it does not matter.
   */
  expectedVersion?: number | "none" | "exists" | "any";
  /** Fail if any event after `after` matches. */
  failIfEventsMatch?: Query;
  /** The position after which `failIfEventsMatch` looks; 0 by default, that is everywhere. */
  after?: number;
}
