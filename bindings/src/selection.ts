import { countOf, mustBe, mustKnow, queryOf, textOf, textsOf } from "./arguments.js";
import { isWellFormed, type Frame } from "./frame.js";
import { ValueError } from "./json.js";
import type { Query } from "./types.js";

/** A query with nothing left out. */
export type Items = readonly Required<Query[number]>[];

/** Which events are meant: a caller's options, checked and copied. What is undefined matches all. */
export interface Selection {
  readonly stream: string | undefined;
  readonly types: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
  readonly query: Items | undefined;
}

/** One reading of the log, forward from `low` or backward from `high`, both included. */
export interface Reading {
  readonly selection: Selection;
  readonly low: number;
  readonly high: number;
  readonly limit: number | undefined;
  readonly backward: boolean;
  /** How much one call into the core puts out, in bytes; the record that passes it comes too. */
  readonly bytesMax: number;
}

const enum Has {
  stream = 1,
  types = 2,
  tags = 4,
  query = 8,
  from = 16,
  to = 32,
  limit = 64,
  backward = 128,
}

/** How much of the log `read` copies out of the core at a time, in bytes. */
const bytesMax = 1 << 20;

export const everything: Selection = {
  stream: undefined,
  types: undefined,
  tags: undefined,
  query: undefined,
};

/** The names of a selection's options. */
export const selectionParts = ["stream", "types", "tags", "query"];
const readingParts = [...selectionParts, "from", "to", "limit", "direction"];

type Options = Readonly<Partial<Record<string, unknown>>>;

/**
 * Every property is read once.
 * @throws ValueError for text that is not well-formed: as no event can match it, it is a mistake
 */
export function selectionOf(options: Options, method: string): Selection {
  const stream = textOf(options["stream"], method, "stream");
  const types = textsOf(options["types"], method, "types");
  const tags = textsOf(options["tags"], method, "tags");
  const query = queryOf(options["query"], method, "query");
  mustBeWellFormed(stream, "stream");
  mustBeWellFormed(types?.join(), "types");
  mustBeWellFormed(tags?.join(), "tags");
  for (const item of query ?? []) mustBeWellFormed([...item.types, ...item.tags].join(), "query");
  return { stream, types, tags, query };
}

function mustBeWellFormed(text: string | undefined, path: string): void {
  if (text !== undefined && !isWellFormed(text)) throw illFormed(path);
}

function illFormed(path: string): ValueError {
  return new ValueError(path, "well-formed text", "half of a surrogate pair");
}

export function readingOf(options: Options, head: number): Reading {
  mustKnow(options, readingParts, "read");
  const direction = options["direction"];
  mustBe(
    direction === undefined || direction === "forward" || direction === "backward",
    `read: direction must be "forward" or "backward"`,
  );
  const backward = direction === "backward";
  const from = countOf(options["from"], "read", "from");
  const to = countOf(options["to"], "read", "to");
  const limit = countOf(options["limit"], "read", "limit");
  const selection = selectionOf(options, "read");
  // Backward, a range may be given from its upper end to its lower.
  const turned = backward && from !== undefined && to !== undefined && from > to;
  const low = Math.max((turned ? to : from) ?? 1, 1);
  const high = Math.min((turned ? from : to) ?? head, head);
  return { selection, low, high, limit, backward, bytesMax };
}

/** Whether an event is one of those that are meant. In an item of a query no types means any. */
export function matches(
  { stream, types, tags, query }: Selection,
  event: { stream: string | null; type: string; tags: readonly string[] },
): boolean {
  const carries = (tag: string) => event.tags.includes(tag);
  return (
    (stream === undefined || stream === event.stream) &&
    (types === undefined || types.includes(event.type)) &&
    (tags === undefined || tags.every(carries)) &&
    (query === undefined ||
      query.some(
        (item) =>
          (item.types.length === 0 || item.types.includes(event.type)) && item.tags.every(carries),
      ))
  );
}

export function writeText(frame: Frame, text: string, path: string): void {
  if (!frame.text(text)) throw illFormed(path);
}

export function writeTexts(frame: Frame, texts: readonly string[], path: string): void {
  frame.varint(texts.length);
  for (const text of texts) writeText(frame, text, path);
}

export function writeQuery(frame: Frame, query: Items, path: string): void {
  frame.varint(query.length);
  for (const { types, tags } of query) {
    writeTexts(frame, types, path);
    writeTexts(frame, tags, path);
  }
}

export function writeReading(frame: Frame, reading: Reading): void {
  const { stream, types, tags, query } = reading.selection;
  const { low, high, limit, backward } = reading;
  frame.byte(
    Has.from |
      Has.to |
      (stream === undefined ? 0 : Has.stream) |
      (types === undefined ? 0 : Has.types) |
      (tags === undefined ? 0 : Has.tags) |
      (query === undefined ? 0 : Has.query) |
      (limit === undefined ? 0 : Has.limit) |
      (backward ? Has.backward : 0),
  );
  if (stream !== undefined) writeText(frame, stream, "stream");
  if (types !== undefined) writeTexts(frame, types, "types");
  if (tags !== undefined) writeTexts(frame, tags, "tags");
  if (query !== undefined) writeQuery(frame, query, "query");
  frame.varint(backward ? high : low);
  frame.varint(backward ? low : high);
  if (limit !== undefined) frame.varint(limit);
  frame.varint(reading.bytesMax);
}
