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
  const walk = new Walk(root, isNamed);
  try {
    return walk.text(value);
  } catch (cause) {
    if (cause instanceof ValueError) throw cause;
    const actual = `an exception: ${wordsOf(cause)}`;
    throw new ValueError(walk.path, "a value that can be read", actual, { cause });
  }
}

/** The same text for equal JSON values, whatever the order of their keys; `json` is the value's own text. */
export function canonicalOf(value: unknown, json: string): string {
  return isSorted(value) ? json : sortedText(value);
}

function isSorted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isSorted);
  let before = "";
  for (const [key, part] of Object.entries(value)) {
    if (key < before || !isSorted(part)) return false;
    before = key;
  }
  return true;
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
  readonly #root: string;
  readonly #isNamed: boolean;
  /** The keys and indices that lead to the value in hand, and the objects around it. */
  readonly #steps: (string | number)[] = [];
  readonly #around: object[] = [];

  constructor(root: string, isNamed: boolean) {
    this.#root = root;
    this.#isNamed = isNamed;
  }

  /** `lines[2].quantity`; a key that is no identifier is quoted. */
  get path(): string {
    let path = this.#isNamed ? this.#root : "";
    for (const step of this.#steps) {
      if (typeof step === "number") path += `[${step}]`;
      else if (!identifier.test(step)) path += `[${JSON.stringify(step)}]`;
      else path += path === "" ? step : `.${step}`;
    }
    return path === "" ? this.#root : path;
  }

  text(value: unknown): string {
    switch (typeof value) {
      case "string":
        return this.#quoted(value);
      case "number":
        if (!Number.isFinite(value)) this.#refuse("a finite number", String(value));
        return String(value);
      case "boolean":
        return value ? "true" : "false";
      case "object":
        return value === null ? "null" : this.#container(value);
      case "undefined":
        return this.#refuse("a JSON value", "undefined");
      default:
        return this.#refuse("a JSON value", `a ${typeof value}`);
    }
  }

  #container(value: object): string {
    if (this.#around.includes(value)) this.#refuse("a tree of values", "a cycle");
    if (this.#around.length === depthMax) {
      this.#refuse(`at most ${depthMax} levels of nesting`, "more");
    }
    this.#around.push(value);
    let text: string;
    if (isPlainArray(value)) text = this.#array(value);
    else if (isPlainObject(value) && !Array.isArray(value)) text = this.#object(value);
    else this.#refuse("a plain object or array", classOf(value));
    this.#around.pop();
    return text;
  }

  #array(items: unknown[]): string {
    const length = items.length;
    let text = "[";
    for (let i = 0; i < length; ++i) {
      this.#steps.push(i);
      text += (i === 0 ? "" : ",") + this.text(items[i]);
      this.#steps.pop();
    }
    return text + "]";
  }

  #object(object: Record<string, unknown>): string {
    let text = "";
    for (const key of Object.keys(object)) {
      this.#steps.push(key);
      const property = object[key];
      if (property !== undefined) {
        text += `${text === "" ? "" : ","}${this.#quoted(key)}:${this.text(property)}`;
      }
      this.#steps.pop();
    }
    return `{${text}}`;
  }

  #quoted(text: string): string {
    if (isSimple(text)) return `"${text}"`;
    if (!isWellFormed(text)) this.#refuse("well-formed text", "half of a surrogate pair");
    return JSON.stringify(text);
  }

  #refuse(expected: string, actual: string): never {
    throw new ValueError(this.path, expected, actual);
  }
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
