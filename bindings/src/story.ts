import { mustBe } from "./arguments.js";
import type { Catalogue } from "./catalogue.js";
import { isWellFormed } from "./frame.js";
import type { Inside } from "./inside.js";
import { readRecord, type AnyRecorded } from "./records.js";
import { writeText } from "./selection.js";
import type { RejectedCommand } from "./stories.js";

/** A part of a story, whatever its events. */
export type AnyTraced =
  | { kind: "event"; event: AnyRecorded; led: AnyTraced[] }
  | { kind: "rejection"; rejection: RejectedCommand; led: [] };

/** The commands that were rejected last, the oldest first. */
export function readRejections({ frame, call, mustBeOpen }: Inside): RejectedCommand[] {
  mustBeOpen();
  call("_cqrs_rejections", frame.position);
  frame.open();
  const text = () => frame.readText();
  return Array.from({ length: frame.readCount() }, () => {
    const command = { type: text(), data: json(text()), reason: text(), message: text() };
    const [id, correlationId, causationId, metadata] = [text(), text(), text(), text()];
    return {
      ...command,
      time: frame.readNumber(),
      head: frame.readNumber(),
      ...(id === "" ? undefined : { id }),
      ...(correlationId === "" ? undefined : { correlationId }),
      ...(causationId === "" ? undefined : { causationId }),
      ...(metadata === "" ? undefined : { metadata: json(metadata) }),
    } as RejectedCommand;
  });
}

/**
 * What belongs to a story, as the trees of what led to what. What was led to by nothing of the story is a root. An id
 * of a command stands for the first event of that command.
 */
export function readStory(
  inside: Inside,
  catalogue: Catalogue,
  correlationId: string,
): AnyTraced[] {
  const { frame } = inside;
  inside.mustBeOpen();
  mustBe(typeof correlationId === "string", "trace: the correlation id must be a string");
  if (!isWellFormed(correlationId)) return [];
  const start = frame.position;
  const events: AnyRecorded[] = [];
  try {
    writeText(frame, correlationId, "correlationId");
    inside.mustGo(inside.call("_cqrs_story", start));
    frame.open();
    for (let count = frame.readCount(); count > 0; --count) {
      events.push(readRecord(frame, catalogue, false)!);
    }
  } finally {
    frame.position = start;
  }
  const roots: AnyTraced[] = [];
  const causes = new Map<string, AnyTraced[]>();
  const place = (causationId: string | undefined) =>
    (causationId === undefined ? undefined : causes.get(causationId)) ?? roots;
  // A rejected command stands before what was recorded after it.
  const rejections = readRejections(inside).filter((one) => one.correlationId === correlationId);
  const rejected = (before: number) => {
    while (rejections[0] !== undefined && rejections[0].head < before) {
      const rejection = rejections.shift()!;
      place(rejection.causationId).push({ kind: "rejection", rejection, led: [] });
    }
  };
  for (const event of events) {
    rejected(event.position);
    const led: AnyTraced[] = [];
    place(event.causationId).push({ kind: "event", event, led });
    causes.set(event.eventId, led);
    if (event.commandId !== undefined && !causes.has(event.commandId)) {
      causes.set(event.commandId, led);
    }
  }
  rejected(Infinity);
  return roots;
}

function json(text: string): unknown {
  return JSON.parse(text);
}
