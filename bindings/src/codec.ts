import type { Frame } from "./frame.js";
import type { JsonSchema } from "./types.js";

/*
 * The described binary form: fields in order, no padding. C++ derives it from the declaration of a message; this file
 * derives the same from the JSON Schema of that declaration, whose properties come in the order of the fields. The
 * schema becomes a table of fields that all have one shape, and plain functions walk it.
 */

const enum Kind {
  integer,
  signed,
  text,
  word,
  boolean,
  list,
  object,
}

export interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly optional: boolean;
  /** Of an integer's value, a text's code points, a list's items. */
  readonly min: number;
  readonly max: number;
  readonly words: readonly string[];
  readonly fields: readonly Field[];
  readonly item: Field | undefined;
}

export function fieldOf(schema: JsonSchema, name = "", optional = false): Field {
  let kind: Kind;
  let min = 0;
  let max = Number.MAX_SAFE_INTEGER;
  let words: readonly string[] = [];
  let fields: readonly Field[] = [];
  let item: Field | undefined;
  switch (schema.type) {
    case "integer":
      min = schema.minimum ?? Number.MIN_SAFE_INTEGER;
      max = schema.maximum ?? max;
      kind = min < 0 ? Kind.signed : Kind.integer;
      break;
    case "string":
      kind = schema.enum ? Kind.word : Kind.text;
      words = schema.enum ?? words;
      min = schema.minLength ?? min;
      max = schema.maxLength ?? max;
      break;
    case "boolean":
      kind = Kind.boolean;
      break;
    case "array":
      kind = Kind.list;
      min = schema.minItems ?? min;
      max = schema.maxItems ?? max;
      item = fieldOf(schema.items ?? {});
      break;
    case "object":
      kind = Kind.object;
      fields = fieldsOf(schema);
      break;
    default:
      throw new TypeError(`no binary form for the schema of ${name || "a value"}`);
  }
  return { name, kind, optional, min, max, words, fields, item };
}

function fieldsOf(schema: JsonSchema): Field[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, property]) =>
    fieldOf(property, name, !required.has(name)),
  );
}

/**
 * Writes a caller's value. False if it does not fit its description, with an unusable rest written: why it does not
 * fit is said by the core, which is given the value as JSON. Every property is read once, and what the caller's
 * getters throw passes through.
 */
export function encode(field: Field, value: unknown, frame: Frame): boolean {
  switch (field.kind) {
    case Kind.text:
      return (
        typeof value === "string" && fitsLength(value, field.min, field.max) && frame.text(value)
      );
    case Kind.integer:
      if (!fitsRange(value, field)) return false;
      frame.varint(value);
      return true;
    case Kind.signed:
      if (!fitsRange(value, field)) return false;
      frame.zigzag(value);
      return true;
    case Kind.object:
      return encodeObject(field.fields, value, frame);
    case Kind.list:
      return encodeList(field, value, frame);
    case Kind.word: {
      const index = field.words.indexOf(value as string);
      if (index < 0) return false;
      frame.varint(index);
      return true;
    }
    case Kind.boolean:
      if (typeof value !== "boolean") return false;
      frame.byte(value ? 1 : 0);
      return true;
  }
}

/**
 * The text of a value that is nothing but one, if it fits its description. Otherwise `encode` tells; it reads again what
 * does not fit.
 */
export function soleText({ fields }: Field, value: unknown): string | undefined {
  const [{ name, min, max }] = fields as [Field];
  if (!isPlainObject(value)) return undefined;
  try {
    const text = value[name];
    const fits = typeof text === "string" && fitsLength(text, min, max);
    return fits && countOfProperties(value) === 1 ? text : undefined;
  } catch {
    // What the caller's getters throw is said with its path when they are asked again.
    return undefined;
  }
}

/** Whether values are objects of one text each, which then is all there is to say. */
export function hasSoleText({ fields }: Field): boolean {
  return fields.length === 1 && fields[0]!.kind === Kind.text && !fields[0]!.optional;
}

/** Whether values are objects with nothing in them that has parts of its own. */
export function isFlat({ kind, fields }: Field): boolean {
  return kind === Kind.object && !fields.some(({ kind }) => kind >= Kind.list);
}

function fitsRange(value: unknown, field: Field): value is number {
  return (
    typeof value === "number" &&
    value >= field.min &&
    value <= field.max &&
    Number.isSafeInteger(value)
  );
}

/** Lengths count code points; where the number of code units leaves it open, it does not fit, and the core counts. */
function fitsLength(text: string, min: number, max: number): boolean {
  return text.length <= max && (text.length >= min * 2 || (text.length >= min && isAscii(text)));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; ++i) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function encodeObject(fields: readonly Field[], value: unknown, frame: Frame): boolean {
  if (!isPlainObject(value)) return false;
  let present = 0;
  for (let i = 0; i < fields.length; ++i) {
    const field = fields[i]!;
    const property = value[field.name];
    if (field.optional) {
      frame.byte(property === undefined ? 0 : 1);
      if (property === undefined) continue;
    }
    if (!encode(field, property, frame)) return false;
    ++present;
  }
  return present === countOfProperties(value);
}

/** Inherited ones too: a value that has any is not described, as one with a property too many is not. */
function countOfProperties(value: object): number {
  let count = 0;
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- an array of the names would be one more allocation
  for (const _ in value) ++count;
  return count;
}

function encodeList(field: Field, value: unknown, frame: Frame): boolean {
  if (!isPlainArray(value)) return false;
  const length = value.length;
  if (length < field.min || length > field.max) return false;
  frame.varint(length);
  for (let i = 0; i < length; ++i) {
    if (!encode(field.item!, value[i], frame)) return false;
  }
  return true;
}

/** An object literal, or one without a prototype, of any realm: not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null;
}

/** An array of any realm whose class is Array itself: the prototype of arrays is an array, that of a subclass is not. */
export function isPlainArray(value: unknown): value is unknown[] {
  if (!Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Array.prototype || Array.isArray(prototype);
}

/** Reads a value that the core has put out; deeply frozen if asked. */
export function decode(field: Field, frame: Frame, frozen: boolean): unknown {
  switch (field.kind) {
    case Kind.text:
      return frame.readText();
    case Kind.integer:
      return frame.readVarint();
    case Kind.signed:
      return frame.readZigzag();
    case Kind.word:
      return field.words[frame.readVarint()];
    case Kind.boolean:
      return frame.readByte() !== 0;
    case Kind.list: {
      const length = frame.readVarint();
      const items: unknown[] = [];
      for (let i = 0; i < length; ++i) items.push(decode(field.item!, frame, frozen));
      return frozen ? Object.freeze(items) : items;
    }
    case Kind.object: {
      const value: Record<string, unknown> = {};
      const fields = field.fields;
      for (let i = 0; i < fields.length; ++i) {
        const part = fields[i]!;
        if (part.optional && frame.readByte() === 0) continue;
        value[part.name] = decode(part, frame, frozen);
      }
      return frozen ? Object.freeze(value) : value;
    }
  }
}
