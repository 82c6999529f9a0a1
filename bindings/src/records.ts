import type { Catalogue } from "./catalogue.js";
import { decode } from "./codec.js";
import type { Frame } from "./frame.js";
import { frozenDeep } from "./json.js";

/** An event of the log, of whatever type. */
export interface AnyRecorded {
  position: number;
  stream: string | null;
  version: number;
  type: string;
  data: unknown;
  time: number;
  eventId: string;
  commandId?: string;
  correlationId: string;
  causationId?: string;
  metadata?: unknown;
  tags: string[];
}

const enum Part {
  stream = 1,
  commandId = 2,
  causationId = 4,
  metadata = 8,
}

/** All of an event, whether it is there or not. */
interface Parts extends Required<Omit<AnyRecorded, "commandId" | "causationId">> {
  commandId: string | undefined;
  causationId: string | undefined;
}

/** The event without what is undefined. The usual ones are written out, which is many times as quick. */
export function recordOf(parts: Parts): AnyRecorded {
  const { position, stream, version, type, data, time, eventId, correlationId, tags } = parts;
  const { commandId, causationId, metadata } = parts;
  if (causationId !== undefined || metadata !== undefined) {
    return {
      position,
      stream,
      version,
      type,
      data,
      time,
      eventId,
      ...(commandId === undefined ? undefined : { commandId }),
      correlationId,
      ...(causationId === undefined ? undefined : { causationId }),
      ...(metadata === undefined ? undefined : { metadata }),
      tags,
    };
  }
  return commandId === undefined
    ? { position, stream, version, type, data, time, eventId, correlationId, tags }
    : { position, stream, version, type, data, time, eventId, commandId, correlationId, tags };
}

/**
 * Reads the next record of the output, deeply frozen if asked. Undefined if it is not wanted, judged by all but its
 * data and metadata: only what is wanted is decoded.
 */
export function readRecord(
  frame: Frame,
  catalogue: Catalogue,
  frozen: boolean,
  wanted?: (event: AnyRecorded) => boolean,
): AnyRecorded | undefined {
  const position = frame.readNumber();
  const type = frame.readText();
  // Data in the described form comes with the number of its type; other data is JSON.
  const isJson = frame.readByte() === 1;
  const number = isJson ? undefined : frame.readVarint();
  const parts = frame.readByte();
  const stream = parts & Part.stream ? frame.readText() : null;
  const version = frame.readNumber();
  const time = frame.readNumber();
  const eventId = frame.readText();
  const commandId = parts & Part.commandId ? frame.readText() : undefined;
  const correlationId = frame.readText();
  const causationId = parts & Part.causationId ? frame.readText() : undefined;
  const metadata = parts & Part.metadata ? frame.readText() : undefined;
  const tags: string[] = [];
  for (let count = frame.readVarint(); count > 0; --count) tags.push(frame.readText());

  const event = recordOf({
    position,
    stream,
    version,
    type,
    data: undefined,
    time,
    eventId,
    commandId,
    correlationId,
    causationId,
    metadata,
    tags,
  });
  const size = frame.readVarint();
  if (wanted !== undefined && !wanted(event)) {
    frame.skip(size);
    return undefined;
  }
  event.data =
    number === undefined
      ? parsed(frame.readUtf8(size), frozen)
      : decode(catalogue.events[number]!, frame, frozen);
  if (metadata !== undefined) event.metadata = parsed(metadata, frozen);
  if (frozen) {
    Object.freeze(tags);
    Object.freeze(event);
  }
  return event;
}

function parsed(json: string, frozen: boolean): unknown {
  const value: unknown = JSON.parse(json);
  return frozen ? frozenDeep(value) : value;
}
