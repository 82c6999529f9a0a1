import {
  countOf,
  isObject,
  mustBe,
  mustKnow,
  queryOf,
  reading,
  textOf,
  textsOf,
} from "./arguments.js";
import { DomainError, failure } from "./failure.js";
import type { Frame } from "./frame.js";
import type { Inside } from "./inside.js";
import { jsonOf, ValueError } from "./json.js";
import { everything, writeQuery, writeText, writeTexts, type Items } from "./selection.js";
import { mustBeSound } from "./upcast.js";

const enum Has {
  stream = 1,
  id = 2,
  metadata = 4,
}

const enum Asks {
  stream = 1,
  expected = 2,
  query = 4,
  after = 8,
}

const eventParts = ["type", "data", "stream", "tags", "id", "metadata"];
const conditionParts = ["stream", "expectedVersion", "failIfEventsMatch", "after"];
const expectations = ["none", "exists", "any"];
const method = "append";

interface Condition {
  readonly stream: string | undefined;
  readonly expected: number | string | undefined;
  readonly query: Items | undefined;
  readonly after: number | undefined;
}

/**
 * Writes the frame of `append`, reading every property of the caller's objects once. Where events may be of another
 * type than the one they are stored as, the core cannot tell which the condition speaks of, so that is seen to here.
 */
export function writeAppend(
  inside: Inside,
  time: number,
  events: readonly unknown[],
  condition: object | undefined,
): void {
  const { frame } = inside;
  const given = condition && reading("condition", () => conditionOf(condition));
  const isHooked = inside.upcasts.size > 0;
  const conflict = given && isHooked ? conflictOf(given, inside) : undefined;
  const asked = given && isHooked ? { ...given, query: given.query && [] } : given;
  frame.number(time);
  frame.byte(asked ? 1 : 0);
  frame.varint(events.length);
  for (let i = 0; i < events.length; ++i) writeEvent(frame, events, i);
  if (asked) writeCondition(frame, asked);
  if (conflict !== undefined) throw conflict;
}

function writeEvent(frame: Frame, events: readonly unknown[], index: number): void {
  const path = `events[${index}]`;
  const { type, data, stream, tags, id, metadata } = reading(path, () => {
    const event = events[index] as Partial<Record<string, unknown>>;
    mustBe(typeof event === "object" && event !== null, `${method}: ${path} must be an object`);
    mustKnow(event, eventParts, `${method}: ${path}`);
    const type = event["type"];
    mustBe(typeof type === "string", `${method}: ${path}.type must be a string`);
    const metadata = event["metadata"];
    mustBe(
      metadata === undefined || isObject(metadata),
      `${method}: ${path}.metadata must be an object`,
    );
    return {
      type,
      data: event["data"],
      stream: textOf(event["stream"], method, `${path}.stream`),
      tags: textsOf(event["tags"], method, `${path}.tags`) ?? [],
      id: textOf(event["id"], method, `${path}.id`),
      metadata,
    };
  });
  if (data === undefined) {
    throw new ValueError(`${path}.data`, "the event's data: an event is { type, data }", "nothing");
  }
  writeText(frame, type, `${path}.type`);
  frame.byte(
    (stream === undefined ? 0 : Has.stream) |
      (id === undefined ? 0 : Has.id) |
      (metadata === undefined ? 0 : Has.metadata),
  );
  if (stream !== undefined) writeText(frame, stream, `${path}.stream`);
  writeTexts(frame, tags, `${path}.tags`);
  if (id !== undefined) writeText(frame, id, `${path}.id`);
  if (metadata !== undefined) frame.text(jsonOf(metadata, `${path}.metadata`));
  frame.text(jsonOf(data, `${path}.data`));
}

function conditionOf(condition: Partial<Record<string, unknown>>): Condition {
  mustKnow(condition, conditionParts, "append: condition", true);
  const expected = condition["expectedVersion"];
  mustBe(
    expected === undefined ||
      typeof expected === "number" ||
      expectations.includes(expected as string),
    `${method}: expectedVersion must be a number, "none", "exists" or "any"`,
  );
  return {
    stream: textOf(condition["stream"], method, "stream"),
    expected:
      typeof expected === "number"
        ? countOf(expected, method, "expectedVersion")
        : (expected as string | undefined),
    query: queryOf(condition["failIfEventsMatch"], method, "failIfEventsMatch"),
    after: countOf(condition["after"], method, "after"),
  };
}

/** As the core looks for it and in its words. @throws DomainError where an event cannot be upcast */
function conflictOf({ query, after = 0 }: Condition, inside: Inside): DomainError | undefined {
  if (query === undefined) return undefined;
  let found: number | undefined;
  for (let from = after + 1; from <= inside.head;) {
    const batch = inside.batch(from, { ...everything, query }, () => true);
    for (const event of batch.events) {
      mustBeSound(event);
      found = event.position;
    }
    from = batch.next;
  }
  if (found === undefined) return undefined;
  const message = `an event that must not be there is at position ${found}`;
  return new DomainError(failure("conflict", message, { expected: after, actual: found }));
}

function writeCondition(frame: Frame, { stream, expected, query, after }: Condition): void {
  frame.byte(
    (stream === undefined ? 0 : Asks.stream) |
      (expected === undefined ? 0 : Asks.expected) |
      (query === undefined ? 0 : Asks.query) |
      (after === undefined ? 0 : Asks.after),
  );
  if (stream !== undefined) writeText(frame, stream, "stream");
  if (typeof expected === "number") {
    frame.byte(0);
    frame.varint(expected);
  } else if (expected !== undefined) {
    frame.byte(1 + expectations.indexOf(expected));
  }
  if (query !== undefined) writeQuery(frame, query, "failIfEventsMatch");
  if (after !== undefined) frame.varint(after);
}
