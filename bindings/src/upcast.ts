import { isObject, mustBe } from "./arguments.js";
import { isPlainObject } from "./codec.js";
import { failure } from "./failure.js";
import { frozenDeep } from "./json.js";
import type { AnyRecorded } from "./records.js";
import { CqrsError } from "./result.js";
import { matches, type Reading, type Selection } from "./selection.js";

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
  return { ...reading, selection: widened(reading.selection, upcasts), limit: undefined };
}

function widened(selection: Selection, upcasts: Upcasts): Selection {
  const { types, query } = selection;
  const wider = (some: readonly string[]) => [...some, ...upcasts.keys()];
  return {
    ...selection,
    types: types && wider(types),
    query: query?.map((item) =>
      item.types.length === 0 ? item : { ...item, types: wider(item.types) },
    ),
  };
}

/**
 * The event as it is now. A hook gives the type and the data, and a type that has a hook of its own goes on to that;
 * what the hook is given is frozen.
 * @throws CqrsError `domain_failed`, with what a hook has thrown as its cause
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
      throw failed(position, type, "threw", cause);
    }
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

function failed(position: number, type: string, what: string, cause?: unknown): CqrsError {
  const message = `the upcast of ${type} at position ${position} ${what}`;
  return new CqrsError(failure("domain_failed", message, cause === undefined ? {} : { cause }));
}

/** The events as they are now, of which those stay that are meant; one that fails is reported, or thrown. */
export function upcast(
  events: readonly AnyRecorded[],
  upcasts: Upcasts,
  { selection, limit }: Reading,
  wanted: ((event: AnyRecorded) => boolean) | undefined,
  report: ((error: unknown) => void) | undefined,
): AnyRecorded[] {
  const now = events.flatMap((event) => {
    try {
      // What is delivered is frozen, and what is read the caller's own.
      const current = currentOf(event, upcasts, report !== undefined);
      const meant = matches(selection, current) && (wanted === undefined || wanted(current));
      return meant ? [current] : [];
    } catch (error) {
      if (report === undefined) throw error;
      report(error);
      return [];
    }
  });
  return now.slice(0, limit);
}
