import { countOf, isObject, mustBe, mustKnow } from "./arguments.js";
import type { Catalogue } from "./catalogue.js";
import { decode } from "./codec.js";
import { Status, type Core, type Loaded } from "./core.js";
import { failureOf, readingOrThrow } from "./failure.js";
import { isWellFormed, type Frame } from "./frame.js";
import { CqrsError } from "./result.js";
import type { Failure, Recovered } from "./types.js";

/*
 * A log goes out and in by pieces: what the module's memory holds of the saved form is one piece, whatever the size
 * of the log.
 */

/** Of a piece, in bytes; of text, a piece has as many characters. */
const pieceSize = 2 ** 20;

/** Of a piece that comes in, or goes out. */
const enum Piece {
  first = 1,
  last = 2,
}

/** What a binary log begins with, and no text does. */
const binaryMagic = 0x89;

const decoder = new TextDecoder();

const exportParts = ["format", "after"];

/** What `export` returns; `failure` reads the one that the core has put out. */
export function exported(
  core: Core,
  frame: Frame,
  handle: number,
  options: unknown,
  failure: () => Failure,
): Uint8Array | string {
  mustBe(isObject(options), "export: the options must be an object { format, after? }");
  const { format, after } = readingOrThrow("options", () => {
    mustKnow(options, exportParts, "export");
    const { format, after } = options as { format?: unknown; after?: unknown };
    return { format, after };
  });
  mustBe(
    format === "binary" || format === "ndjson",
    'export: the format must be "binary" or "ndjson"',
  );
  const from = positionOf(after);
  const isText = format === "ndjson";
  const put = isText ? core._cqrs_export_ndjson : core._cqrs_export_binary;
  const pieces: Uint8Array[] = [];
  let text = "";
  let size = 0;
  let status = Status.ok;
  for (let first = true; status === Status.ok; first = false) {
    const start = frame.position;
    frame.byte(first ? Piece.first : 0);
    if (first) frame.varint(from);
    status = put(handle, start, frame.position - start);
    frame.position = start;
    frame.refresh();
    if (status === Status.failed) throw new CqrsError(failure());
    const piece = frame.output();
    size += piece.length;
    if (isText) text = longer(text, decoder.decode(piece));
    else pieces.push(piece.slice());
  }
  if (isText) return text;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function positionOf(after: unknown): number {
  try {
    return countOf(after, "export", "after") ?? 0;
  } catch (error) {
    throw new CqrsError(failureOf(error));
  }
}

/** JavaScript has a limit of its own on the length of a text. */
function longer(text: string, more: string): string {
  try {
    return text + more;
  } catch {
    const message = "the log is longer as text than a string can be: export it as binary";
    throw new CqrsError({ code: "limit", message });
  }
}

/** A saved log as `createCqrs` is given it, or a TypeError. */
export function savedLogOf(from: unknown): Uint8Array | string {
  if (typeof from === "string" || from instanceof Uint8Array) return from;
  const tag = Object.prototype.toString.call(from);
  mustBe(
    ArrayBuffer.isView(from) || tag === "[object ArrayBuffer]",
    "createCqrs: from must be a Uint8Array, an ArrayBuffer or a string",
  );
  const { buffer, byteOffset, byteLength } = ArrayBuffer.isView(from)
    ? from
    : { buffer: from as ArrayBuffer, byteOffset: 0, byteLength: undefined };
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/**
 * Puts a saved log into an engine that is new. If it is damaged and may be recovered, as much of it as is whole goes
 * in at a second attempt.
 * @throws CqrsError what is wrong with it; then the engine is as it was
 */
export function imported(
  { core, frame }: Loaded,
  handle: number,
  catalogue: Catalogue,
  from: Uint8Array | string,
  recover: boolean,
): Recovered | undefined {
  if (from.length === 0 && typeof from !== "string") {
    if (recover) return { droppedBytes: 0 };
    throw new CqrsError({ code: "corrupt", message: "the saved log is empty", byte: 0 });
  }
  const read = (size: number, sought: number) =>
    attempt(core, frame, handle, catalogue, from, size, sought);
  let tried = read(Number.MAX_SAFE_INTEGER, 0);
  if (!("failure" in tried)) return recover ? tried : undefined;
  if (recover && tried.failure.code === "corrupt" && tried.whole >= 0) tried = read(tried.whole, 0);
  if (!("failure" in tried)) return tried;
  const { code, path, actual, message } = tried.failure;
  if (code !== "corrupt" || path !== "position") throw new CqrsError(tried.failure);
  // Each event is well-formed, but one does not fit those before it.
  const found = read(Number.MAX_SAFE_INTEGER, Number(actual));
  if (!("failure" in found)) throw new CqrsError(tried.failure);
  throw new CqrsError({ ...found.failure, message: found.failure.message + message });
}

type Attempt = Recovered | { failure: Omit<Failure, "ok">; whole: number };

function attempt(
  core: Core,
  frame: Frame,
  handle: number,
  catalogue: Catalogue,
  from: Uint8Array | string,
  size: number,
  sought: number,
): Attempt {
  const length = from.length;
  const take = from[0] === binaryMagic ? core._cqrs_import_binary : core._cqrs_import;
  let end = 0;
  do {
    const begin = end;
    end = Math.min(begin + pieceSize, length);
    const start = frame.position;
    try {
      const isLast = () => (end === length ? Piece.last : 0);
      if (typeof from === "string") {
        // Not between the two halves of a character.
        if (end < length && isHighSurrogate(from.charCodeAt(end - 1))) --end;
        const piece = from.slice(begin, end);
        if (!isWellFormed(piece)) throw new CqrsError(illFormed(from, begin, piece));
        frame.byte((begin === 0 ? Piece.first : 0) | isLast());
        if (begin === 0) writeSearch(frame, size, sought);
        frame.rest(piece);
      } else {
        frame.byte((begin === 0 ? Piece.first : 0) | isLast());
        if (begin === 0) writeSearch(frame, size, sought);
        frame.put(from.subarray(begin, end));
      }
      const status = take(handle, start, frame.position - start);
      frame.refresh();
      frame.open();
      if (status === Status.failed) {
        const failure = placed(decode(catalogue.failure, frame, false) as Omit<Failure, "ok">);
        return { failure, whole: frame.readNumber() };
      }
    } finally {
      frame.position = start;
    }
  } while (end < length);
  const dropped = frame.readNumber();
  return frame.readByte() === 1 ? { droppedLines: dropped } : { droppedBytes: dropped };
}

function writeSearch(frame: Frame, size: number, sought: number): void {
  frame.number(size);
  frame.varint(sought);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

function illFormed(text: string, begin: number, piece: string): Omit<Failure, "ok"> {
  const at = begin + piece.search(/\p{Surrogate}/u);
  const line = text.slice(0, at).split("\n").length;
  const message = `the saved log is damaged at line ${line}: half of a surrogate pair`;
  return { code: "corrupt", message, line };
}

/** Where the core says that the fault is, as the fields that callers know. */
function placed(failure: Omit<Failure, "ok">): Omit<Failure, "ok"> {
  const { path, actual, ...rest } = failure;
  if (rest.code !== "corrupt" || (path !== "byte" && path !== "line")) return failure;
  return { ...rest, [path]: Number(actual) };
}
