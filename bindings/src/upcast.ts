import { isObject, mustBe } from "./arguments.js";
import { isPlainObject } from "./codec.js";
import { DomainError, failure, mustNotWait } from "./failure.js";
import { frozenDeep, wordsOf } from "./json.js";
import type { AnyRecorded } from "./records.js";
import { matches, type Items, type Reading } from "./selection.js";

/** What is wrong with events that could not be made what they are now. */
const faults = new WeakMap<AnyRecorded, DomainError>();
/** As long as there are none, nobody needs to look. */
let anyFault = false;

/** Why the event cannot be shown to anybody; undefined as a rule. */
export function faultOf(event: AnyRecorded): DomainError | undefined {
  return anyFault ? faults.get(event) : undefined;
}

/** For those who fold events, and must not leave one out. @throws DomainError `domain_failed` */
export function mustBeSound(event: AnyRecorded): void {
  const fault = faultOf(event);
  if (fault !== undefined) throw fault;
}

/** The caller's hooks, by the type of event that they take. */
export type Upcasts = ReadonlyMap<string, (event: AnyRecorded) => unknown>;

export function upcastsOf(option: unknown): Upcasts {
  if (option === undefined) return new Map();
  mustBe(isObject(option), "createCqrs: upcast must be an object of functions");
  return new Map(
    Object.entries(option).map(([type, hook]: [string, unknown]) => {
      mustBe(typeof hook === "function", `createCqrs: upcast.${type} must be a function`);
      return [type, hook as (event: AnyRecorded) => unknown];
    }),
  );
}

/**
 * What to read of what is stored. Events of any type that has a hook may turn out to be of another, so which are meant
 * shows only when they are what they are now.
 */
export function asStored(reading: Reading, upcasts: Upcasts): Reading {
  const { types, query } = reading.selection;
  const selection = {
    ...reading.selection,
    types: types && [...types, ...upcasts.keys()],
    query: query && storedQuery(query, upcasts),
  };
  return { ...reading, selection, limit: undefined };
}

/** The query with the types of which events may turn out to be of those that it names. */
export function storedQuery(query: Items, upcasts: Upcasts): Items {
  return query.map((item) =>
    item.types.length === 0 ? item : { ...item, types: [...item.types, ...upcasts.keys()] },
  );
}

/**
 * The event as it is now. A hook gives the type and the data, and a type that has a hook of its own goes on to that;
 * what the hook is given is frozen.
 * @throws DomainError `domain_failed`, with what a hook has thrown as its cause
 */
function currentOf(event: AnyRecorded, upcasts: Upcasts, frozen: boolean): AnyRecorded {
  const passed = new Set<string>();
  let now = event;
  let hook = upcasts.get(now.type);
  while (hook !== undefined && !passed.has(now.type)) {
    passed.add(now.type);
    const { type, position } = now;
    let next: unknown;
    try {
      next = hook(frozenDeep(now));
    } catch (cause) {
      throw failed(position, type, `threw: ${wordsOf(cause)}`, cause);
    }
    mustNotWait(`the upcast of ${type} at position ${position}`, next);
    if (!isPlainObject(next) || typeof next["type"] !== "string" || next["data"] === undefined) {
      throw failed(position, type, "must return the event, { type, data }");
    }
    now = { ...now, type: next["type"], data: next["data"] };
    hook = upcasts.get(now.type);
  }
  if (now === event) return event;
  // The caller's own copy, unless it is to stay as it is.
  return frozen
    ? frozenDeep(now)
    : { ...now, tags: [...now.tags], data: structuredClone(now.data) };
}

function failed(position: number, type: string, what: string, cause?: unknown): DomainError {
  const message = `the upcast of ${type} at position ${position} ${what}`;
  return new DomainError(failure("domain_failed", message, cause === undefined ? {} : { cause }));
}

/**
 * The events as they are now, of which those stay that are meant. What is read is the caller's own, and fails as a whole
 * with an event that cannot be upcast; what is delivered is frozen, and has such an event among it, with its fault.
 */
export function upcast(
  events: readonly AnyRecorded[],
  upcasts: Upcasts,
  { selection, limit }: Reading,
  wanted: ((event: AnyRecorded) => boolean) | undefined,
  delivered: boolean,
): AnyRecorded[] {
  const now = events.flatMap((event) => {
    try {
      const current = currentOf(event, upcasts, delivered);
      const meant = matches(selection, current) && (wanted === undefined || wanted(current));
      return meant ? [current] : [];
    } catch (error) {
      if (!delivered || !(error instanceof DomainError)) throw error;
      const kept = frozenDeep(event);
      faults.set(kept, error);
      anyFault = true;
      return wanted === undefined || wanted(kept) ? [kept] : [];
    }
  });
  return now.slice(0, limit);
}
