import { isPlainArray, isPlainObject } from "./codec.js";
import { isWellFormed } from "./frame.js";

/** How deep objects and arrays may lie in one another; the outermost counts as the first. */
const depthMax = 64;
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** A value of the caller that JSON cannot hold, or that could not be read. */
export class ValueError extends Error {
  override readonly name = "ValueError";
  constructor(
    readonly path: string,
    readonly expected: string,
    readonly actual: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: expected ${expected}, got ${actual}`, options);
  }
}

/**
 * A caller's value as JSON text. Unlike JSON.stringify it drops nothing silently: what has no exact form in JSON is a
 * ValueError that says where it is: by a path that starts with the root's name, or leaves it out wherever there is more
 * to say (`isNamed` false). Properties that are undefined are absent, and those named by a symbol are not
 * data; keys keep their order; -0 is 0. Every property is read once. The depth is bounded, so the stack is.
 */
export function jsonOf(value: unknown, root: string, isNamed = true): string {
  return new Walk(root, isNamed, false).whole(value);
}

/** A caller's value, taken over: nothing that becomes of theirs changes it. */
export interface Copied {
  readonly json: string;
  /** What that text says, deeply frozen. */
  readonly value: unknown;
  /** The keys of every object in it are in order. */
  readonly isSorted: boolean;
}

/** The value as JSON, and as JSON.parse would make it of that; by the rules of `jsonOf`, but quicker than both. */
export function copyOf(value: unknown, root: string, isNamed = true): Copied {
  const walk = new Walk(root, isNamed, true);
  const json = walk.whole(value);
  return { json, value: walk.copy, isSorted: walk.isSorted };
}

/** The same text for equal JSON values, whatever the order of their keys. */
export function canonicalOf({ json, value, isSorted }: Copied): string {
  return isSorted ? json : sortedText(value);
}

function sortedText(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sortedText).join()}]`;
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, part]) => `${JSON.stringify(key)}:${sortedText(part)}`).join()}}`;
}

/** Freezes a JSON value through and through; what is frozen already is taken to be so to its leaves. */
export function frozenDeep<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozenDeep(part);
  return Object.freeze(value);
}

/** What somebody has thrown, in words, whatever it is. */
export function wordsOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return "something that cannot be shown";
  }
}

class Walk {
  /** Of the value that was walked last, where copies are made. */
  copy: unknown;
  isSorted = true;
  /** How many objects are around the value in hand; those, and the keys and indices that lead to it. */
  private depth = 0;
  private readonly around: object[] = [];
  private readonly steps: (string | number)[] = [];

  constructor(
    private readonly root: string,
    private readonly isNamed: boolean,
    private readonly copies: boolean,
  ) {}

  whole(value: unknown): string {
    try {
      return this.text(value);
    } catch (cause) {
      if (cause instanceof ValueError) throw cause;
      const actual = `an exception: ${wordsOf(cause)}`;
      throw new ValueError(this.path(this.depth), "a value that can be read", actual, { cause });
    }
  }

  /** `lines[2].quantity`; a key that is no identifier is quoted. */
  private path(length: number): string {
    let path = this.isNamed ? this.root : "";
    for (const step of this.steps.slice(0, length)) {
      if (typeof step === "number") path += `[${step}]`;
      else if (!identifier.test(step)) path += `[${JSON.stringify(step)}]`;
      else path += path === "" ? step : `.${step}`;
    }
    return path === "" ? this.root : path;
  }

  private text(value: unknown): string {
    switch (typeof value) {
      case "string":
        this.copy = value;
        return this.quoted(value);
      case "number":
        if (!Number.isFinite(value)) this.refuse("a finite number", String(value));
        this.copy = value + 0; // which -0 is not
        return String(value);
      case "boolean":
        this.copy = value;
        return value ? "true" : "false";
      case "object":
        if (value !== null) return this.container(value);
        this.copy = value;
        return "null";
      case "undefined":
        return this.refuse("a JSON value", "undefined");
      default:
        return this.refuse("a JSON value", `a ${typeof value}`);
    }
  }

  private container(value: object): string {
    if (this.depth === depthMax) this.refuseDepth(value);
    const isArray = isPlainArray(value);
    if (!isArray && (!isPlainObject(value) || Array.isArray(value))) {
      this.refuse("a plain object or array", classOf(value));
    }
    this.around[this.depth] = value;
    this.depth += 1;
    const text = isArray ? this.array(value) : this.object(value);
    this.depth -= 1;
    return text;
  }

  private array(items: unknown[]): string {
    const copies: unknown[] = [];
    const length = items.length;
    let text = "[";
    for (let i = 0; i < length; ++i) {
      this.steps[this.depth - 1] = i;
      text += (i === 0 ? "" : ",") + this.text(items[i]);
      if (this.copies) copies.push(this.copy);
    }
    this.copy = this.copies ? Object.freeze(copies) : undefined;
    return text + "]";
  }

  private object(object: Record<string, unknown>): string {
    const copy: Record<string, unknown> = {};
    let text = "";
    let before = "";
    for (const key of Object.keys(object)) {
      this.steps[this.depth - 1] = key;
      const property = object[key];
      if (property === undefined) continue;
      text += `${text === "" ? "" : ","}${this.quoted(key)}:${this.text(property)}`;
      if (!this.copies) continue;
      if (key < before) this.isSorted = false;
      before = key;
      if (key === "__proto__") define(copy, key, this.copy);
      else copy[key] = this.copy;
    }
    this.copy = this.copies ? Object.freeze(copy) : undefined;
    return `{${text}}`;
  }

  private quoted(text: string): string {
    if (isSimple(text)) return `"${text}"`;
    if (!isWellFormed(text)) this.refuse("well-formed text", "half of a surrogate pair");
    return JSON.stringify(text);
  }

  /** Only a value that is too deep can have a cycle. */
  private refuseDepth(value: object): never {
    const around = [...this.around.slice(0, this.depth), value];
    const again = around.findIndex((one, i) => around.indexOf(one) < i);
    if (again < 0) this.refuse(`at most ${depthMax} levels of nesting`, "more");
    throw new ValueError(this.path(again), "a tree of values", "a cycle");
  }

  private refuse(expected: string, actual: string): never {
    throw new ValueError(this.path(this.depth), expected, actual);
  }
}

function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

/** Short and without a character that JSON escapes: most texts are. */
function isSimple(text: string): boolean {
  const length = text.length;
  if (length > 64) return false;
  for (let i = 0; i < length; ++i) {
    const code = text.charCodeAt(i);
    if (code < 32 || code > 126 || code === 34 || code === 92) return false;
  }
  return true;
}

function classOf(value: object): string {
  const name = (value.constructor as { name?: unknown } | undefined)?.name;
  return typeof name === "string" && name !== ""
    ? `an instance of ${name}`
    : "an instance of a class";
}
