import { countOf, isObject, Misuse, mustBe, mustKnow, textOf, unreadable } from "./arguments.js";
import type { Catalogue } from "./catalogue.js";
import { encode, type Field } from "./codec.js";
import type { Domains } from "./domains.js";
import { NoMemory, type Frame } from "./frame.js";
import { jsonOf } from "./json.js";
import { failure, reentrantFailure } from "./failure.js";
import { writeText } from "./selection.js";
import type { DispatchResult, Failure } from "./types.js";

/** A command as a caller hands it over: whatever it is in truth, its properties may be asked for. */
export interface Envelope {
  readonly type?: unknown;
  readonly data?: unknown;
  readonly id?: unknown;
  readonly seen?: unknown;
  readonly expectedVersion?: unknown;
  readonly correlationId?: unknown;
  readonly causationId?: unknown;
  readonly metadata?: unknown;
  readonly retries?: unknown;
}

/** Of a frame: which of its parts are there. */
const enum Has {
  id = 1,
  seen = 2,
  expectedVersion = 4,
  correlationId = 8,
  causationId = 16,
  metadata = 32,
  json = 64,
  retries = 128,
}

const commandParts = [
  "type",
  "data",
  "id",
  "seen",
  "expectedVersion",
  "correlationId",
  "causationId",
  "metadata",
  "retries",
];

/** The latest time that a Date can show, in milliseconds. */
const timeMax = 8.64e15;

/**
 * Writes the frame of `dispatch`; or says why the core need not be asked; or, for a command of a domain that is defined
 * in JavaScript, how to have that decided. Every property of the caller's is read
 * once; only a payload that does not fit its description is read again, to have that explained.
 */
export function writeCommand(
  frame: Frame,
  start: number,
  command: Envelope,
  nested: boolean,
  catalogue: Catalogue,
  domains: Domains,
  clock: () => number,
): Failure | (() => DispatchResult) | undefined {
  let type, data, id, seen, expectedVersion, correlationId, causationId, metadata, retries;
  let path = "type";
  try {
    type = command.type;
    path = "data";
    data = command.data;
    path = "id";
    id = command.id;
    path = "seen";
    seen = command.seen;
    path = "expectedVersion";
    expectedVersion = command.expectedVersion;
    path = "correlationId";
    correlationId = command.correlationId;
    path = "causationId";
    causationId = command.causationId;
    path = "metadata";
    metadata = command.metadata;
    path = "retries";
    retries = command.retries;
    path = "command";
    // A condition that is spelt otherwise would be no condition.
    mustKnow(command, commandParts, "dispatch");
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw unreadable(path, error);
  }
  mustBe(typeof type === "string", "dispatch: type must be a string");
  mustBe(id === undefined || typeof id === "string", "dispatch: id must be a string");
  const isPlain =
    seen === undefined &&
    expectedVersion === undefined &&
    correlationId === undefined &&
    causationId === undefined &&
    metadata === undefined &&
    retries === undefined;
  const options = isPlain
    ? undefined
    : { seen, expectedVersion, correlationId, causationId, metadata, retries };
  if (options !== undefined) checkTypes(options);
  if (nested) return reentrantFailure("dispatch");

  const message = catalogue.commands.get(type);
  if (message === undefined) return domains.deciding({ type, data, id, options });
  if (data === undefined) {
    return failure("invalid", missingData(type, message.field), { path: "data" });
  }
  frame.byte(id === undefined ? 0 : Has.id);
  frame.varint(message.number);
  frame.number(timeBy(clock));
  if (id !== undefined) writeText(frame, id, "id");
  if (options !== undefined) frame.mark(start, writeOptions(frame, options));
  writeValue(frame, start, message.field, data, "data");
  return undefined;
}

/** A command whose properties have been read and are of the right types. */
export interface Said {
  readonly type: string;
  readonly data: unknown;
  readonly id: string | undefined;
  readonly options: Options | undefined;
}

/** The rarer parts of a command. */
export type Options = Omit<Envelope, "type" | "data" | "id">;

function checkTypes(options: Options): void {
  const { seen, expectedVersion, correlationId, causationId, metadata, retries } = options;
  mustBeNumber(seen, "seen");
  mustBeNumber(expectedVersion, "expectedVersion");
  textOf(correlationId, "dispatch", "correlationId");
  textOf(causationId, "dispatch", "causationId");
  mustBe(metadata === undefined || isObject(metadata), "dispatch: metadata must be an object");
  mustBeNumber(retries, "retries");
}

function mustBeNumber(value: unknown, name: string): void {
  mustBe(value === undefined || typeof value === "number", `dispatch: ${name} must be a number`);
}

/** Returns the bits of what it has written. */
export function writeOptions(frame: Frame, options: Options): number {
  let has = 0;
  const count = (name: keyof Options, bit: Has): void => {
    const value = countOf(options[name], "dispatch", name);
    if (value === undefined) return;
    frame.varint(value);
    has |= bit;
  };
  const text = (name: keyof Options, bit: Has): void => {
    if (options[name] === undefined) return;
    writeText(frame, options[name] as string, name);
    has |= bit;
  };
  count("seen", Has.seen);
  count("expectedVersion", Has.expectedVersion);
  text("correlationId", Has.correlationId);
  text("causationId", Has.causationId);
  if (options.metadata !== undefined) {
    frame.text(jsonOf(options.metadata, "metadata"));
    has |= Has.metadata;
  }
  count("retries", Has.retries);
  return has;
}

/**
 * Writes a value by its description to the end of a frame; or where it does not fit that, as JSON: then it is the
 * core that says what is wrong with it. `start` is where the frame's flags are.
 */
export function writeValue(
  frame: Frame,
  start: number,
  field: Field,
  value: unknown,
  root: string,
): void {
  const at = frame.position;
  let fits = false;
  try {
    fits = encode(field, value, frame);
  } catch (error) {
    // What the caller's getters throw is said with its path when they are asked again.
    if (error instanceof NoMemory) throw error;
  }
  if (fits) return;
  frame.position = at;
  frame.rest(jsonOf(value, root, false));
  frame.mark(start, Has.json);
}

export function timeBy(clock: () => number): number {
  const time = clock();
  mustBe(
    typeof time === "number" && Math.abs(time) <= timeMax,
    "clock must return milliseconds since 1970",
  );
  return time;
}

function missingData(type: string, field: Field): string {
  const names = field.fields.map(({ name }) => name).join(", ");
  return `data: a command is { type, data }; did you mean { type: "${type}", data: { ${names} } }?`;
}
