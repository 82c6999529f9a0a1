import { timeBy, writeOptions, type Said } from "./command.js";
import { isObject, mustBe } from "./arguments.js";
import type { Catalogue } from "./catalogue.js";
import { Status } from "./core.js";
import { Domain, type Decided } from "./domain.js";
import { failure, failureOf } from "./failure.js";
import { isWellFormed } from "./frame.js";
import type { Inside } from "./inside.js";
import { canonicalOf, copyOf } from "./json.js";
import type { Names } from "./names.js";
import { recordOf, type AnyRecorded } from "./records.js";
import { isRejection, type Rejection } from "./reject.js";
import { CqrsError } from "./result.js";
import { everything, matches, writeQuery, writeText, writeTexts, type Items } from "./selection.js";
import { States, unfolded, type Folded } from "./states.js";
import type { DispatchResult, Failure, Receipt } from "./types.js";
import { mustBeSound, storedQuery } from "./upcast.js";

/** Of a frame: that the scope is there. Its other bits are those of a command. */
const hasId = 1;
const hasScope = 64;
const noTags = Object.freeze([]) as unknown as string[];

/** The domains of one engine that are defined in JavaScript. */
export class Domains {
  readonly #inside: Inside;
  readonly #catalogue: Catalogue;
  readonly #names: Names;
  readonly #byName = new Map<string, Domain>();
  readonly #byCommand = new Map<string, Domain>();
  readonly #states: States;
  /** Up to here others than these domains may have written to their streams. */
  #foreign: number;
  #kept: AnyRecorded[] = [];

  constructor(inside: Inside, catalogue: Catalogue, names: Names) {
    this.#inside = inside;
    this.#catalogue = catalogue;
    this.#names = names;
    this.#states = new States(inside.limits.statesCached);
    this.#foreign = inside.head;
  }

  define(definition: object): Domain {
    const inside = this.#inside;
    inside.mustBeOpen();
    mustBe(isObject(definition), "define: a domain is an object");
    const domain = inside.busy(() => new Domain(definition));
    inside.mustNotBeBusy("define");
    this.add(domain);
    return domain;
  }

  /** @throws CqrsError `invalid` for a name that is taken */
  add(domain: Domain): void {
    this.#names.take({ domain: [domain.name], command: domain.commands, event: domain.events });
    this.#byName.set(domain.name, domain);
    for (const command of domain.commands) this.#byCommand.set(command, domain);
  }

  /** What these domains understand, as JSON Schema by name. */
  schemas(of: "commands" | "events"): Record<string, unknown> {
    const all = [...this.#byName.values()].flatMap((domain) => domain.schemas(of));
    return Object.fromEntries(all);
  }

  /** Events were appended without a command. */
  appended(): void {
    this.#foreign = this.#inside.head;
  }

  /** How to decide a command that is none of the core's, and record what it leads to; or why nobody can. */
  deciding(said: Said): Failure | (() => DispatchResult) {
    const domain = this.#byCommand.get(said.type);
    if (domain === undefined) return this.#catalogue.unknownCommand(said.type, this.#names);
    return () => this.#dispatch(domain, said);
  }

  #dispatch(domain: Domain, said: Said): DispatchResult {
    const { type, data, id, options } = said;
    if (data === undefined) {
      const message = `data: a command is { type, data }; did you mean { type: "${type}", data: { … } }?`;
      return failure("invalid", message, { path: "data" });
    }
    const copied = copyOf(data, "data", false);
    const command = domain.command(type, copied.value);
    const stream = domain.stream(command);
    const scope = domain.scope(command);
    const { frame, clock } = this.#inside;
    const start = frame.position;
    const time = timeBy(clock);
    const canonical = id === undefined ? "" : canonicalOf(copied);
    this.#writeHead(domain, said, stream, time, canonical, scope);
    const mustAsk = id !== undefined || options !== undefined;
    if (mustAsk) {
      const known = this.#inside.call("_cqrs_known", start);
      if (known !== Status.ok) return this.#inside.receipt(known);
    }
    const key = scope === undefined ? stream : `-${domain.name}${JSON.stringify(scope)}`;
    const folded = this.#folded(domain, key, stream, scope);
    const decided = domain.decide(command, copied, folded.state);
    if (isRejection(decided)) return this.#reject(copied.json, decided, start);

    // From here on the functions of the domain may have changed the state they were given.
    folded.asOf = unfolded;
    let state = folded.state;
    frame.byte(mustAsk ? 1 : 0);
    frame.varint(decided.length);
    for (const { message, json, tags } of decided) {
      const { type } = message;
      const tells =
        scope === undefined || matches({ ...everything, query: scope }, { type, tags, stream });
      if (tells) state = domain.evolve(state, message);
      frame.text(type);
      if (tags.length === 0) frame.varint(0);
      else domain.answersFor("tags", () => writeTexts(frame, tags, "tags"));
      frame.text(json);
    }
    const result = this.#inside.receipt(this.#inside.call("_cqrs_record", start));
    if (result.ok) {
      folded.state = state;
      folded.asOf = result.position;
      this.#keep(said, stream, time, decided, result);
    } else if (result.code === "invalid") {
      return { ...result, code: "domain_failed" };
    }
    return result;
  }

  /** The events as they will be read from the log, for those who are shown them now. */
  #keep(
    { id, options }: Said,
    stream: string,
    time: number,
    decided: readonly Decided[],
    { position, version, duplicate }: Receipt,
  ): void {
    const { isFollowed, logId, upcasts } = this.#inside;
    this.#kept = [];
    if (!isFollowed || duplicate || upcasts.size > 0 || options?.metadata !== undefined) return;
    const causationId = options?.causationId as string | undefined;
    const first = position - decided.length + 1;
    const correlationId =
      (options?.correlationId as string | undefined) ?? id ?? `${logId}-${first}`;
    decided.forEach(({ message: { type, data }, tags }, i) => {
      const event = recordOf({
        position: first + i,
        stream,
        version: version - decided.length + 1 + i,
        type,
        data,
        time: Math.trunc(time) + 0, // -0 is kept as 0
        eventId: `${logId}-${first + i}`,
        commandId: id,
        correlationId,
        causationId,
        metadata: undefined,
        tags: ordered(tags, stream),
      });
      this.#kept.push(Object.freeze(event));
    });
  }

  /** All the events from a position on, if they are those that were decided last. */
  latest(from: number): readonly AnyRecorded[] | undefined {
    const kept = this.#kept;
    const covers = kept[0]?.position === from && kept.at(-1)!.position === this.#inside.head;
    return covers ? kept : undefined;
  }

  #writeHead(
    domain: Domain,
    { type, id, options }: Said,
    stream: string,
    time: number,
    canonical: string,
    scope: Items | undefined,
  ): void {
    const { frame, upcasts } = this.#inside;
    const start = frame.position;
    let has = id === undefined ? 0 : hasId;
    frame.byte(0);
    frame.number(time);
    if (id !== undefined) writeText(frame, id, "id");
    if (options !== undefined) has |= writeOptions(frame, options);
    frame.text(type);
    if (!frame.text(stream))
      domain.answersFor("identity", () => writeText(frame, stream, "stream"));
    frame.text(canonical);
    if (scope !== undefined) {
      const stored = storedQuery(scope, upcasts);
      domain.answersFor("scope", () => writeQuery(frame, stored, "scope"));
      has |= hasScope;
    }
    frame.mark(start, has);
  }

  #reject(json: string, { reason, message }: Rejection, start: number): DispatchResult {
    const { frame } = this.#inside;
    frame.text(json);
    frame.text(reason);
    frame.text(message);
    this.#inside.call("_cqrs_reject", start);
    return failure("rejected", message, { reason });
  }

  /** The state that a command is decided on, up to date. */
  #folded(domain: Domain, key: string, stream: string, scope: Items | undefined): Folded {
    const { head } = this.#inside;
    const folded = this.#states.of(key);
    // Nobody else writes to a domain's own stream; a scope reaches farther.
    if (folded.asOf >= (scope === undefined ? this.#foreign : head)) return folded;
    let state = folded.asOf === unfolded ? domain.initialState() : folded.state;
    const selection =
      scope === undefined ? { ...everything, stream } : { ...everything, query: scope };
    let from = Math.max(folded.asOf, 0) + 1;
    folded.asOf = unfolded;
    while (from <= head) {
      const batch = this.#inside.batch(from, selection, () => true);
      for (const event of batch.events) {
        mustBeSound(event);
        if (scope === undefined) domain.mustKnow(event);
        state = domain.fold(state, event);
      }
      from = batch.next;
    }
    folded.state = state;
    folded.asOf = head;
    return folded;
  }

  /** The state of a stream, folded for the caller to keep; undefined if the stream is none of these domains'. */
  state(stream: string, to: number): unknown {
    const domain = this.#byName.get(stream.slice(0, Math.max(stream.indexOf("-"), 0)));
    if (domain === undefined || !isWellFormed(stream)) return undefined;
    try {
      return this.#inside.busy(() => this.#stateAt(domain, stream, to));
    } catch (error) {
      throw new CqrsError(failureOf(error));
    }
  }

  #stateAt(domain: Domain, stream: string, to: number): unknown {
    let state: unknown = null;
    for (let from = 1; from <= to;) {
      const batch = this.#inside.batch(from, { ...everything, stream }, () => true);
      for (const event of batch.events) {
        if (event.position > to) return state;
        mustBeSound(event);
        domain.mustKnow(event);
        state = domain.fold(state ?? domain.initialState(), event);
      }
      from = batch.next;
    }
    return state;
  }
}

/** As the log keeps tags, frozen: each once, the stream's own name first. */
function ordered(tags: readonly string[], stream: string): string[] {
  if (tags.length === 0) return noTags;
  const all = new Set(tags.includes(stream) ? [stream, ...tags] : tags);
  return Object.freeze([...all]) as string[];
}
