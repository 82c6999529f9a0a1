import { nearest } from "./hint.js";
import { ValueError, wordsOf } from "./json.js";
import type { QueryItem } from "./types.js";

/** The API was used with an argument of the wrong type. */
export class Misuse extends TypeError {
  override readonly name = "TypeError";
}

export function mustBe(right: boolean, message: string): asserts right {
  if (!right) throw new Misuse(message);
}

/** What callers' objects have of their own, by what they might have meant: to look each time would take too long. */
const own = new Map<readonly string[], Set<string>>();
const ownMax = 1000;

/**
 * A caller's object may have what is the caller's own, but nothing that was probably meant for one of ours: to pass
 * over it would be to do something else than was asked for. If `all`, everything has to be known.
 */
export function mustKnow(
  options: object,
  known: readonly string[],
  method: string,
  all = false,
): void {
  for (const name in options) {
    if (known.includes(name) || own.get(known)?.has(name)) continue;
    const near = nearest(name, known);
    if (near === undefined && !all) {
      const names = own.get(known) ?? new Set();
      if (names.size < ownMax) own.set(known, names.add(name));
      continue;
    }
    const hint = near === undefined ? `there are ${known.join(", ")}` : `did you mean ${near}?`;
    throw new Misuse(`${method}: unknown option ${name}: ${hint}`);
  }
}

/** An object that is no array; whether it is a plain one is a question of its value, not of its type. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy of a definition, which may be of a class and keep its functions there. */
export function copiedOf(definition: object): object {
  const copy = Object.create(Object.getPrototypeOf(definition) as object | null) as object;
  return Object.assign(copy, definition);
}

/** Runs what reads the caller's objects, whose getters may throw anything. */
export function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ValueError || error instanceof Misuse) throw error;
    throw unreadable(path, error);
  }
}

export function unreadable(path: string, cause: unknown): ValueError {
  const actual = `an exception: ${wordsOf(cause)}`;
  return new ValueError(path, "a value that can be read", actual, { cause });
}

/** A position or a count; absent if undefined. */
export function countOf(value: unknown, method: string, path: string): number | undefined {
  if (value === undefined) return undefined;
  mustBe(typeof value === "number", `${method}: ${path} must be a number`);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new ValueError(path, "a safe integer from 0", String(value));
  }
  return value;
}

export function textOf(value: unknown, method: string, path: string): string | undefined {
  mustBe(value === undefined || typeof value === "string", `${method}: ${path} must be a string`);
  return value;
}

export function textsOf(value: unknown, method: string, path: string): string[] | undefined {
  if (value === undefined) return undefined;
  const expected = `${method}: ${path} must be an array of strings`;
  mustBe(Array.isArray(value), expected);
  return [...(value as unknown[])].map((text) => {
    mustBe(typeof text === "string", expected);
    return text;
  });
}

const itemParts = ["types", "tags"];

export function queryOf(
  value: unknown,
  method: string,
  path: string,
): Required<QueryItem>[] | undefined {
  if (value === undefined) return undefined;
  const expected = `${method}: ${path} must be an array of { types?, tags? }`;
  mustBe(Array.isArray(value), expected);
  return [...(value as unknown[])].map((item, i) => {
    mustBe(isObject(item), expected);
    mustKnow(item, itemParts, `${method}: ${path}[${i}]`, true);
    const { types, tags } = item as QueryItem;
    return {
      types: textsOf(types, method, `${path}[${i}].types`) ?? [],
      tags: textsOf(tags, method, `${path}[${i}].tags`) ?? [],
    };
  });
}
